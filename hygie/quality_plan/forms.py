"""Forms of the plan: they parse and phrase; the services write."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from hygie.organisations.fact_forms import FactEditForm, FactForm, FactFormMixin
from hygie.organisations.models import Organisation
from hygie.quality_plan.enums import State, is_reopening, needs_reason
from hygie.quality_plan.models import Finding, PlanAction
from hygie.web.forms import (
    FrenchDateField,
    HygieForm,
    SubmissionMixin,
    VersionedForm,
)

NUMBER_HINT = "Le numéro que porte cette action dans le PAQ de votre établissement."
LINK_DAYS = 90
MOST_OFFERED = 50


class GestureForm(VersionedForm):
    """A gesture on a record that must not have changed meanwhile."""

    def values(self) -> dict[str, Any]:
        """What the service takes: the fields, and the version as `expected_version`."""
        values = dict(self.cleaned_data)
        values["expected_version"] = values.pop("version")
        return values


class MoveForm(GestureForm):
    """A move to another state: the day, and the reason when the move asks for one."""

    on = FrenchDateField(label="Le", not_after_today=True)
    reason = forms.CharField(
        label="Motif",
        max_length=500,
        help_text="Gardé avec l’action et dans son historique.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, action: PlanAction, after: str, on: date, **kwargs: Any) -> None:
        super().__init__(*args, version=action.version, **kwargs)
        self.fields["on"].initial = on
        self.fields["on"].label = DAY_LABELS.get(State(after), "Le")
        if not needs_reason(action.state, after):
            del self.fields["reason"]
        if is_reopening(action.state, after):
            self.fields["on"].label = "Rouverte le"


DAY_LABELS = {
    State.ACCEPTED: "Acceptée le",
    State.IN_PROGRESS: "Commencée le",
    State.DONE: "Réalisée le",
    State.VERIFIED: "Vérifiée le",
    State.CANCELLED: "Abandonnée le",
}


class ProgressForm(GestureForm):
    """How far the action is."""

    progress = forms.IntegerField(
        label="Avancement",
        min_value=0,
        max_value=100,
        error_messages={
            "invalid": "Écrivez un nombre entier de 0 à 100.",
            "min_value": "L’avancement va de 0 à 100\u00a0%%.",
            "max_value": "L’avancement va de 0 à 100\u00a0%%.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["progress"].unit = "%"  # type: ignore[attr-defined]


class PiloteProgressForm(ProgressForm):
    """The same for a pilote without account, who may also accept the action."""

    accepts = forms.BooleanField(
        label="J’accepte de conduire cette action",
        error_messages={"required": "Cochez cette case pour accepter l’action."},
    )

    def __init__(self, *args: Any, action: PlanAction, **kwargs: Any) -> None:
        kwargs["initial"] = {"progress": action.progress}
        super().__init__(*args, version=action.version, **kwargs)
        if action.state != State.PROPOSED:
            del self.fields["accepts"]


class PiloteAnswerForm(GestureForm):
    """The pilote with an account says whether he takes the action."""

    answer = forms.ChoiceField(
        label="Conduirez-vous cette action\u00a0?",
        choices=[("oui", "Oui, j’accepte de la conduire"), ("non", "Non")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Si non, pourquoi\u00a0?",
        max_length=500,
        required=False,
        help_text="Lu par qui conduit le plan\u00a0: autre pilote, échéance intenable…",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuses = cleaned.get("answer") == "non"
        if refuses and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Dites pourquoi, pour qu’un autre pilote soit trouvé.")
        return cleaned

    def accepts(self) -> bool:
        return bool(self.cleaned_data["answer"] == "oui")


class PostponeForm(SubmissionMixin, GestureForm):
    """A new due day, with its reason."""

    to_on = FrenchDateField(label="Nouvelle échéance", help_text="Par exemple 30/06/2027.")
    reason = forms.CharField(
        label="Motif du report",
        max_length=500,
        help_text="Sans motif, l’échéance ne bouge pas\u00a0: le suivi au PAQ le demande.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Dites pourquoi\u00a0: une échéance convenue ne se déplace pas sans motif."
        },
    )
    decided_on = FrenchDateField(label="Décidé le", not_after_today=True)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = on


class NumberForm(HygieForm):
    """The number of the action in the PAQ of the unit; empty takes it away."""

    number = forms.CharField(
        label="Numéro dans votre PAQ", max_length=40, required=False, help_text=NUMBER_HINT
    )
    expected_number = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def take_stored(self, number: str) -> None:
        """Makes the next sending count on the number stored."""
        self.data = {"number": self.data.get("number", ""), "expected_number": number}


class ReasonForm(HygieForm):
    """A gesture that only asks why."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardé dans l’historique.",
    )


class VersionedReasonForm(GestureForm):
    """The same on a record that must not have changed meanwhile."""

    reason = forms.CharField(
        label="Motif",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Gardé dans l’historique.",
    )


class ConfirmForm(HygieForm):
    """A gesture that asks nothing but to be confirmed."""

    confirmed = forms.BooleanField(initial=True, widget=forms.HiddenInput)


class ConfirmVersionForm(GestureForm):
    """The same on a record that must not have changed meanwhile."""


class FindingFormMixin(FactFormMixin):
    """What is written on a finding."""

    noted_on = FrenchDateField(label="Noté le", not_after_today=True)

    class Meta:
        model = Finding
        fields = ("wording", "origin", "noted_on")
        help_texts = {
            "wording": "Diffusion restreinte\u00a0: ce qui a été constaté, ou ce qu’il faut "
            "améliorer, en une phrase."
        }
        widgets = {"wording": forms.Textarea(attrs={"rows": 3})}

    def values(self) -> dict[str, Any]:
        """What the service takes, without the hidden fields of the form."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("new_id", "version", "units")
        }


class FindingForm(FactForm, FindingFormMixin):
    """A finding noted in the plan itself."""

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        self.fields["noted_on"].initial = on


class FindingEditForm(FactEditForm, FindingFormMixin):
    """Corrects a finding; the units of one that has a source are those of its source."""

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        if self.instance.source_id is not None:
            del self.fields["units"]

    def units_chosen(self) -> list[Organisation] | None:
        """Units to cover; None when the source decides."""
        return self.cleaned_data.get("units")


class AnswerForm(HygieForm):
    """An action of the plan that already answers a finding.

    `asked`: words of its wording or code; at most `MOST_OFFERED` are offered, any may be sent.
    """

    action = forms.ModelChoiceField(
        label="Action du plan",
        queryset=PlanAction.objects.none(),
        empty_label="Choisir une action",
    )

    def __init__(self, *args: Any, unit: Organisation, asked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["action"]
        field.queryset = PlanAction.objects.borne_for(unit).open().order_by("code")
        self.asked = asked.strip()[:100]
        found = field.queryset
        for word in self.asked.split():
            found = found.filter(Q(title__icontains=word) | Q(code__icontains=word))
        offered = list(found.order_by("-code")[: MOST_OFFERED + 1])
        self.cut = len(offered) > MOST_OFFERED
        self.open_count = found.count() if self.cut else len(offered)
        self.shown = min(len(offered), MOST_OFFERED)
        named = [(one.pk, str(one)) for one in offered[:MOST_OFFERED]]
        field.choices = [("", field.empty_label), *named]


class SettingForm(HygieForm):
    """Whether Hygie stands for the establishment's PAQ, and since when."""

    stands = forms.ChoiceField(
        label="Où l’établissement suit-il ses actions qualité\u00a0?",
        choices=[
            (
                "non",
                "Dans un PAQ à part (suite qualité, tableur)\u00a0: chaque action y a son numéro",
            ),
            ("oui", "Dans Hygie\u00a0: Hygie tient lieu de PAQ pour les actions cyber"),
        ],
        widget=forms.RadioSelect,
    )
    since = FrenchDateField(label="Depuis le", required=False, not_after_today=True)
    expected = forms.DateField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("stands") == "oui"
            and not cleaned.get("since")
            and "since" not in self.errors
        ):
            self.add_error("since", "Dites depuis quel jour Hygie tient lieu de PAQ.")
        if cleaned.get("stands") == "non":
            cleaned["since"] = None
        return cleaned


class SessionForm(HygieForm):
    """The day of a session, and of the one before."""

    on = FrenchDateField(label="Séance du", required=False)
    since = FrenchDateField(label="Dernière séance", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        on, since = cleaned.get("on"), cleaned.get("since")
        if on and since and since >= on:
            self.add_error("since", "La dernière séance précède celle-ci.")
        return cleaned
