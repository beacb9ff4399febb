"""The form of an action: what the rule reads in sight, the rest in parts that unfold."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from hygie.organisations.fact_forms import FactEditForm, FactForm, FactFormMixin
from hygie.organisations.models import Organisation
from hygie.quality_plan.enums import STARTING_STATES, Instance, Origin, State
from hygie.quality_plan.forms import NUMBER_HINT
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.references import offered
from hygie.quality_plan.selectors import pilotes_offered
from hygie.web.forms import FrenchDateField, FrenchDecimalField

TITLE_HINT = (
    "Ce libellé peut sortir de l’établissement (suite qualité, certification)\u00a0: ni faiblesse, "
    "ni nom de machine."
)
DETAIL_HINT = "Ce qu’il faut corriger et comment. Jamais exporté sans demande expresse."
HYGIE_IS_PAQ = "Facultatif\u00a0: Hygie tient lieu de PAQ pour votre établissement."


FIRST_PART = ("title", "number", "pilote_name", "due_on", "state", "units")
SECOND_PART = (
    "restricted_detail",
    "origin",
    "other_origins",
    "sponsor_name",
    "pilote",
    "created_on",
    "provenance",
    "note",
)
FOLLOW_PART = (
    "instances",
    "escalation_name",
    "recurs_every_months",
    "cost_eur",
    "indicator",
    "indicator_initial",
    "indicator_target",
    "indicator_measured",
    "indicator_measured_on",
    "verification_on",
)
REFERENCES_PART = ("criteria", "criteria_text")
FOLDED = (
    ("Détail restreint, origines, commanditaire… (facultatif)", SECOND_PART),
    ("Instances, indicateur, coût, vérification (facultatif)", FOLLOW_PART),
    ("Critères HAS et mesures (facultatif)", REFERENCES_PART),
)
# A part that holds one of these, filled, is shown unfolded.
TELLING = {
    "restricted_detail", "other_origins", "sponsor_name", "pilote", "note", "instances",
    "escalation_name", "recurs_every_months", "cost_eur", "indicator", "indicator_measured",
    "verification_on", "criteria", "criteria_text",
}  # fmt: skip


NAMED_ORIGINS = [(one.value, one.label) for one in Origin if one != Origin.OTHER]


def codes_field(
    label: str, choices: Iterable[Any], help_text: str = ""
) -> forms.MultipleChoiceField:
    """Boxes to tick, for a list of codes."""
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


class ActionFormMixin(FactFormMixin):
    """What is written on an action, at its creation and later."""

    created_on = FrenchDateField(label="Inscrite au plan le", not_after_today=True)
    due_on = FrenchDateField(
        label="Échéance",
        required=False,
        help_text="Le dernier jour convenu, par exemple 30/06/2027. "
        "Ensuite, elle ne se déplace qu’avec un motif.",
    )
    other_origins = codes_field(
        "Vient aussi de", [one for one in Origin.choices if one[0] != Origin.OTHER]
    )
    instances = codes_field(
        "Suivie en", Instance.choices, "L’action entre au dossier de séance de ces instances."
    )
    criteria = codes_field("Critères et mesures", ())
    cost_eur = FrenchDecimalField(
        label="Coût prévu", required=False, max_digits=12, decimal_places=2, min_value=0, unit="€"
    )
    indicator_measured_on = FrenchDateField(label="Mesuré le", required=False, not_after_today=True)
    verification_on = FrenchDateField(
        label="Vérification prévue le",
        required=False,
        help_text="Le jour où l’on regardera si l’action a eu l’effet voulu.",
    )

    class Meta:
        model = PlanAction
        fields = (
            "title",
            "pilote_name",
            "due_on",
            "restricted_detail",
            "origin",
            "other_origins",
            "sponsor_name",
            "pilote",
            *FOLLOW_PART,
            *REFERENCES_PART,
            "created_on",
        )
        help_texts = {
            "title": TITLE_HINT,
            "restricted_detail": DETAIL_HINT,
            "pilote_name": "La personne, ou la fonction, qui conduit l’action.",
            "pilote": "Facultatif\u00a0: l’action paraît dans son «\u00a0À faire\u00a0».",
            "sponsor_name": "Facultatif\u00a0: qui, à la direction, porte la demande.",
            "escalation_name": "La personne à prévenir si l’échéance passe.",
            "recurs_every_months": "Une fois réalisée, la suivante s’inscrit d’elle-même au plan.",
            "indicator_initial": "Par exemple «\u00a012 postes sur 40\u00a0».",
            "criteria_text": "Comme votre document les nomme\u00a0: critère HAS, mesure 12…",
        }
        widgets = {"restricted_detail": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        pilote: Any = self.fields["pilote"]
        pilote.queryset = pilotes_offered(bearer, on)
        pilote.empty_label = "Sans compte"
        self.fields["origin"].choices = Origin.choices  # type: ignore[attr-defined]
        self.fields["origin"].required = False
        kept = self.instance.criteria if self.instance.created_at else []
        self.fields["criteria"].choices = offered(on, kept)  # type: ignore[attr-defined]

    def clean_origin(self) -> str:
        return self.cleaned_data["origin"] or Origin.OTHER

    def first_part(self) -> list[BoundField]:
        """What the rule reads, always in sight."""
        return [self[name] for name in FIRST_PART if self._is_shown(name)]

    def folded_parts(self) -> list[dict[str, Any]]:
        """The parts that unfold: {title, fields, is_open}."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names if self._is_shown(name)],
                "is_open": self._is_open(names),
            }
            for title, names in FOLDED
        ]

    def _is_open(self, names: tuple[str, ...]) -> bool:
        """Unfolded when something in it is to be seen: a refusal, or what was already written."""
        if any(name in self.errors for name in names):
            return True
        return any(self[name].value() for name in names if name in TELLING and name in self.fields)

    def _is_shown(self, name: str) -> bool:
        return name in self.fields and not self[name].is_hidden

    def values(self) -> dict[str, Any]:
        """What the service takes, without the hidden fields of the form."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("new_id", "version", "units")
        }


class ActionForm(FactForm, ActionFormMixin):
    """A new action: a title is enough; number, pilote and day are what the rule reads."""

    number = forms.CharField(
        label="Numéro dans votre PAQ", max_length=40, required=False, help_text=NUMBER_HINT
    )
    state = forms.ChoiceField(
        label="État",
        choices=[(state.value, state.label) for state in STARTING_STATES],
        initial=State.PROPOSED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        self.fields["created_on"].initial = on
        if bearer.quality_plan_in_hygie_since is not None:
            self.fields["number"].help_text = HYGIE_IS_PAQ


class ActionEditForm(FactEditForm, ActionFormMixin):
    """Corrects an action; a due day already agreed is not here: it has its own gesture."""

    def __init__(self, *args: Any, bearer: Organisation, on: date, **kwargs: Any) -> None:
        super().__init__(*args, bearer=bearer, on=on, **kwargs)
        if self.instance.due_on is not None:
            del self.fields["due_on"]
