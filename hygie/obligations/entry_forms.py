"""The entry on the national platform in forms: with the fact noted, or afterwards."""

from datetime import date
from typing import Any, Protocol

from django import forms

from hygie.web.forms import FrenchDateField, VersionedForm

ENTRY_FIELDS = ("entered_on", "receipt")


class Entered(Protocol):
    """An entry, or a fact that keeps its own."""

    entered_on: Any
    receipt: Any
    version: int


class EntryFields(forms.Form):
    """The entry noted with its fact, if it is done already."""

    entered_on = FrenchDateField(
        label="Saisie sur la plateforme nationale le", required=False, not_after_today=True
    )
    receipt = forms.CharField(
        label="Référence de l’accusé",
        required=False,
        max_length=200,
        help_text="Sans accusé, la saisie est notée mais ne compte pas encore.",
    )

    def check_entry(self, first_day: date | None, too_early: str) -> None:
        """Refuses a receipt without its day, and a day before the fact: `too_early`."""
        entered_on = self.cleaned_data.get("entered_on")
        if self.cleaned_data.get("receipt") and not entered_on and "entered_on" not in self.errors:
            self.add_error("entered_on", "L’accusé est noté\u00a0: dites aussi quel jour.")
        if first_day and entered_on and entered_on < first_day:
            self.add_error("entered_on", too_early)

    def entry_values(self) -> dict[str, Any]:
        """The entry by field name, for the service that notes the fact."""
        return {name: self.cleaned_data[name] for name in ENTRY_FIELDS}


class EntryForm(VersionedForm):
    """Closes the entry of a fact on the national platform: the day, the receipt."""

    entered_on = FrenchDateField(label="Saisie le", not_after_today=True)
    receipt = forms.CharField(
        label="Référence de l’accusé",
        max_length=200,
        help_text="Le numéro ou le nom de l’accusé donné par la plateforme\u00a0: il fait preuve.",
    )

    def __init__(self, *args: Any, entry: Entered | None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs["initial"] = {name: getattr(entry, name) for name in ENTRY_FIELDS}
        super().__init__(*args, version=entry.version if entry else 0, **kwargs)
