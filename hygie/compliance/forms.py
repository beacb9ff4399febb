"""Forms of the statement and of the entry sheets."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from hygie.compliance.entry_sheets.mapping import MAX_BYTES
from hygie.compliance.models import Statement
from hygie.organisations.models import Organisation
from hygie.web.forms import FrenchDateField, HygieForm, SubmissionForm


class PrepareForm(SubmissionForm):
    """The year of the statement, its day, and the statement that it corrects if any."""

    year = forms.TypedChoiceField(label="Année", coerce=int)
    on = FrenchDateField(
        label="Situation au",
        help_text="Pour une année close, le 31 décembre\u00a0; pour l’année en cours, aujourd’hui.",
    )
    corrects = forms.ModelChoiceField(
        label="Cet état corrige",
        queryset=Statement.objects.none(),
        required=False,
        empty_label="aucun autre état",
    )

    def __init__(
        self, *args: Any, unit: Organisation, on: date, given: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = on
        years = range(on.year, on.year - 4, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["on"].initial = on
        confirmed = Statement.objects.confirmed().filter(unit=unit).order_by("-number")
        self.fields["corrects"].queryset = confirmed  # type: ignore[attr-defined]
        number = given.get("corrige", "")[:6]
        if number.isascii() and number.isdigit():
            corrected = confirmed.filter(number=int(number)).first()
            self.fields["corrects"].initial = corrected
            if corrected is not None:
                self.fields["year"].initial = corrected.year

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("Un état annuel ne se fige pas à une date future.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, day = cleaned.get("year"), cleaned.get("on")
        if year and day and day.year != year:
            self.add_error("on", f"Cette date n’est pas de l’année {year}.")
        return cleaned


class SignedPdfForm(HygieForm):
    """The scanned statement."""

    upload = forms.FileField(label="PDF signé", help_text="Un seul fichier PDF.")


class CloseEntryForm(SubmissionForm):
    """The day of the entry on the national platform, and its receipt.

    `lacking`: number of values of the sheet that are not known; closing then needs `anyway`.
    """

    entered_on = FrenchDateField(label="Saisi sur la plateforme le")
    receipt = forms.CharField(
        label="Accusé de saisie",
        max_length=200,
        help_text="Numéro ou référence que la plateforme affiche ou envoie.",
    )

    anyway = forms.BooleanField(
        label="Clore quand même, avec ces valeurs «\u00a0à préciser\u00a0»",
        required=False,
        help_text="À cocher si vous n’avez pas pu les compléter.",
    )

    def __init__(self, *args: Any, on: date, lacking: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = on
        self.fields["entered_on"].initial = on
        if not lacking:
            del self.fields["anyway"]

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "anyway"}

    def clean_entered_on(self) -> date:
        day: date = self.cleaned_data["entered_on"]
        if day > self.today:
            raise forms.ValidationError("Cette date est dans le futur.")
        return day

    def clean_anyway(self) -> bool:
        if not self.cleaned_data["anyway"]:
            raise forms.ValidationError(
                "Des valeurs manquent\u00a0: complétez-les, ou cochez «\u00a0Clore quand "
                "même\u00a0»."
            )
        return True


class MappingForm(HygieForm):
    """A file of labels."""

    file = forms.FileField(label="Fichier de libellés (YAML)")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is None:
            return cleaned
        if upload.size > MAX_BYTES:
            self.add_error("file", "Le fichier est trop grand pour un fichier de libellés.")
            return cleaned
        try:
            cleaned["text"] = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", "Ce fichier n’est pas du texte en UTF-8.")
        return cleaned
