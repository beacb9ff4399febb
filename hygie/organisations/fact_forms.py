"""Base of the forms of the registers: provenance, remark, and the units that a fact counts for."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from hygie.organisations.bearing import covered_unit_ids, units_bearable_by
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Organisation
from hygie.web.forms import HygieModelForm, SubmissionMixin, VersionMixin

FIELD_TEMPLATE = "web/components/field.html"
PROVENANCE_HINT = (
    "D’où vient cette information\u00a0? «\u00a0De mémoire\u00a0» est coché d’avance parce "
    "que c’est ce qui affirme le moins\u00a0: une pièce vaut mieux, si vous l’avez."
)
UNITS_HINT = (
    "Chaque établissement choisi voit le fait et peut répondre «\u00a0ne nous concerne pas\u00a0»."
)
LONGEST_NUMBER = 18  # figures that every database takes as a whole number


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Units by their number; one that no database holds is refused like any unknown choice."""

    def clean(self, value: Any) -> Any:
        for one in value or ():
            if len(str(one)) > LONGEST_NUMBER:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(one)[:LONGEST_NUMBER]},
                )
        return super().clean(value)


class FactFormMixin(HygieModelForm):
    """Adds to a model form `provenance`, `note` and, when the bearer may bear for others, `units`.

    `cleaned_data["units"]` always holds the units covered, the bearer alone by default.
    """

    # False for a part of another fact (an ADS result): it counts for the units of its whole.
    bears_for_others: ClassVar[bool] = True
    fact_fields: ClassVar[tuple[str, ...]] = ("provenance", "units", "note")

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        self.bearer = bearer
        super().__init__(*args, **kwargs)
        self.fields["provenance"] = forms.ChoiceField(
            label="Provenance",
            choices=Provenance.choices,
            help_text=PROVENANCE_HINT,
            initial=self.instance.provenance if self.instance.pk else Provenance.MEMORY,
            widget=forms.RadioSelect,
        )
        if self.bears_for_others:
            self._add_units(on)
        self.fields["note"] = forms.CharField(
            label="Remarque",
            required=False,
            max_length=4000,
            initial=self.instance.note,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        for name in self.fact_fields:
            if name in self.fields:
                self.fields[name].template_name = FIELD_TEMPLATE  # type: ignore[attr-defined]

    def _add_units(self, on: date) -> None:
        bearable = units_bearable_by(self.bearer, on)
        if self.instance.created_at is not None:
            # A unit that left the group keeps what was borne for it until someone unticks it.
            bearable |= Organisation.objects.units().filter(pk__in=self._covered())
        self.fields["units"] = UnitsField(
            label="Ce fait compte pour",
            queryset=bearable,
            initial=self._covered(),
            required=False,
            help_text=UNITS_HINT,
            widget=forms.CheckboxSelectMultiple,
        )
        if self.fields["units"].queryset.count() <= 1:  # type: ignore[attr-defined]
            self.fields["units"].widget = forms.MultipleHiddenInput()

    def _covered(self) -> list[int]:
        if self.instance.created_at is None:
            return [self.bearer.pk]
        return covered_unit_ids(self.instance.pk)

    def clean_units(self) -> list[Organisation]:
        chosen = list(self.cleaned_data["units"])
        if not chosen:
            return [self.bearer]
        return chosen


class PastDays(FactFormMixin):
    """Refuses days to come in the fields named by `past`: what is noted was done."""

    past: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, bearer=bearer, on=on, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.past:
            day = cleaned.get(name)
            if day is not None and day > self.on:
                self.add_error(name, "Cette date est dans le futur.")
        return cleaned


class FactForm(SubmissionMixin, FactFormMixin):
    """Form that creates a fact: `new_id` makes a double submission harmless."""


class FactEditForm(VersionMixin, FactFormMixin):
    """Form that changes a fact: `version` tells who saved meanwhile."""
