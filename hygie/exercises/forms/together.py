"""Forms of an exercise played by several establishments."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django import forms

from hygie.exercises.forms.texts import LinesField
from hygie.exercises.models import Run
from hygie.organisations.models import Organisation
from hygie.web.forms import HygieForm, VersionedForm

MOST_UNITS = 60


class UnitsForm(VersionedForm):
    """The establishments invited to play. `found`: by FINESS, those that may be, of these."""

    def __init__(
        self,
        *args: Any,
        near: Sequence[Organisation],
        found: Callable[[Collection[str]], Mapping[str, Organisation]],
        run: Run,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=run.version, **kwargs)
        self.found, self.own = found, str(run.bearer.finess)
        self.fields["units"] = forms.TypedMultipleChoiceField(
            label="Jouent avec vous",
            choices=[(one.pk, str(one)) for one in near],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            initial=list(run.units.exclude(unit=run.bearer_id).values_list("unit_id", flat=True)),
            help_text="Chacun reçoit une invitation et répond pour lui. Celui qui vous a délégué "
            "ce domaine en écriture joue aussitôt.",
        )
        self.fields["others"] = LinesField(
            label="Autres établissements de la région, par numéro FINESS",
            help_text="Un par ligne.",
        )

    def clean_others(self) -> list[int]:
        said = ["".join(one.split()) for one in self.cleaned_data["others"]]
        if self.own in said:
            raise forms.ValidationError(
                f"{self.own} est votre établissement\u00a0: il joue déjà, retirez cette ligne."
            )
        known = self.found(said)
        unknown = [one for one in said if one not in known]
        if unknown:
            raise forms.ValidationError(
                f"Ces numéros ne sont pas ceux d’un établissement de votre région suivi dans "
                f"Hygie\u00a0: {', '.join(unknown)[:200]}."
            )
        return [known[one].pk for one in said]

    def unit_ids(self) -> list[int]:
        """Everybody invited. Raises nothing: `clean` has."""
        return [*self.cleaned_data["units"], *self.cleaned_data["others"]]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if len({*cleaned.get("units", ()), *cleaned.get("others", ())}) > MOST_UNITS:
            self.add_error("units", f"{MOST_UNITS} établissements au plus.")
        return cleaned


class AnswerForm(HygieForm):
    """What an establishment answers to its invitation."""

    answer = forms.ChoiceField(
        label="Votre réponse",
        choices=[("oui", "Nous jouons cet exercice"), ("non", "Nous ne le jouons pas")],
        widget=forms.RadioSelect,
    )
    opens_log = forms.BooleanField(
        label="L’établissement qui mène lit notre main courante et peut y écrire",
        required=False,
        help_text="Sans cette case, elle reste à vous seuls. Le niveau, les cellules, les délais "
        "légaux et la clôture restent à vous dans tous les cas\u00a0; vous la refermez quand vous "
        "voulez.",
    )
    reason = forms.CharField(
        label="Motif, si vous ne jouez pas",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Il est lu par l’établissement qui invite.",
    )

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        found = self.cleaned_data
        return {
            "accepts": found["answer"] == "oui",
            "reason": found["reason"],
            "opens_log": found["opens_log"],
        }


class RecipientsForm(HygieForm):
    """Which establishments receive a stimulus."""

    def __init__(self, *args: Any, units: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"] = forms.TypedMultipleChoiceField(
            label="Établissements",
            choices=[(one.pk, one.name) for one in units],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Aucun coché\u00a0: tous le reçoivent.",
        )
