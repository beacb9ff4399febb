"""Forms of the self-assessments: they read what people type; services write."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from hygie.accounts.link_forms import PersonalLinkForm
from hygie.obligations.entry_forms import ENTRY_FIELDS, EntryFields
from hygie.obligations.horizon import FIRST_YEAR
from hygie.organisations.fact_forms import FactFormMixin
from hygie.organisations.models import Organisation
from hygie.self_assessments.models import MeasurePack, SelfAssessment, SelfAssessmentEntry
from hygie.self_assessments.packs import FILES, OFFICIAL, shipped
from hygie.self_assessments.services.gaps import MOST_AT_ONCE
from hygie.self_assessments.services.packs import HELD
from hygie.web.forms import (
    FrenchDateField,
    HygieForm,
    SubmissionForm,
    SubmissionMixin,
    VersionedForm,
    VersionMixin,
)


def year_choices() -> list[tuple[str, str]]:
    """This year first, back to the first one that may be noted."""
    this_year = timezone.localdate().year
    return [(str(year), str(year)) for year in range(this_year, FIRST_YEAR - 1, -1)]


def pack_choices(unit: Organisation) -> list[tuple[str, str]]:
    """Packs to choose from: the official copy that the establishment loaded comes first."""
    held = MeasurePack.objects.of_unit(unit).light().order_by("-is_official", "title", "-id")
    own = [(f"{HELD}{pack.pk}", pack_label(pack), pack.is_official) for pack in held]
    first = [(key, label) for key, label, is_official in own if is_official]
    rest = [(key, label) for key, label, is_official in own if not is_official]
    known = [(code, _shipped_label(code, pack.title)) for code, pack in shipped().items()]
    return [*first, *known, *rest]


def pack_label(pack: MeasurePack) -> str:
    """« Titre, version 2 (statut) »."""
    return f"{pack.title}, version {pack.version} ({pack.get_origin_display()})"


def _shipped_label(code: str, title: str) -> str:
    if code == OFFICIAL:
        return f"{title}\u00a0: sans grille, le niveau, le jour et l’accusé suffisent"
    return f"{title} ({FILES[code][1].label})"


class AssessmentFields(FactFormMixin):
    """What noting and changing a self-assessment share."""

    year = forms.TypedChoiceField(
        label="Année dont elle parle", choices=year_choices, coerce=int, empty_value=None
    )
    global_level = forms.CharField(
        label="Niveau global",
        required=False,
        max_length=60,
        help_text="Tel que la plateforme nationale l’écrit. Hygie n’en connaît pas l’échelle.",
    )
    declared_on = FrenchDateField(
        label="Close dans l’établissement le", required=False, not_after_today=True
    )

    class Meta:
        model = SelfAssessment
        fields = ("year", "global_level", "declared_on")

    def values(self) -> dict[str, Any]:
        """The fields of the self-assessment by name, for the services."""
        names = (*(name for name in self.Meta.fields if name in self.fields), "provenance", "note")
        return {name: self.cleaned_data[name] for name in names}


class AssessmentForm(SubmissionMixin, EntryFields, AssessmentFields):
    """Notes a self-assessment: its year, its level, its entry; or starts a grid."""

    pack = forms.ChoiceField(
        label="Référentiel",
        initial=OFFICIAL,
        widget=forms.RadioSelect,
        help_text=(
            "Seul le référentiel des mesures prioritaires compte pour l’obligation 2.a. Votre "
            "copie se charge dans «\u00a0Référentiels\u00a0»."
        ),
    )
    groups = (
        ("L’auto-évaluation", ("year", "pack", "global_level", "declared_on")),
        ("Sa saisie sur la plateforme", ENTRY_FIELDS),
        ("D’où vient l’information, et pour qui", ("provenance", "units", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = pack_choices(kwargs["bearer"])
        self.fields["pack"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["pack"].initial = choices[0][0]
        self.fields["year"].initial = timezone.localdate().year
        self.initial["year"] = timezone.localdate().year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year = cleaned.get("year")
        first = date(year, 1, 1) if year else None
        self.check_entry(first, SelfAssessmentEntry.TOO_EARLY)
        return cleaned

    def record_values(self) -> dict[str, Any]:
        """Everything for `self_assessment_record`."""
        values = self.values()
        values["level"] = values.pop("global_level")
        return values | self.entry_values() | {"pack": self.cleaned_data["pack"]}


class AssessmentEditForm(VersionMixin, AssessmentFields):
    """Changes what is noted; the day it was closed only when there is no grid to close."""

    groups = (
        ("L’auto-évaluation", ("year", "global_level", "declared_on")),
        ("D’où vient l’information, et pour qui", ("provenance", "units", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pack.has_measures:
            del self.fields["declared_on"]


class CloseForm(VersionedForm):
    """Closes the answers of a grid."""

    declared_on = FrenchDateField(
        label="Close dans l’établissement le", not_after_today=True, initial=timezone.localdate
    )


class GroupsForm(VersionedForm):
    """The groups of a text that concern the establishment."""

    chosen = forms.MultipleChoiceField(
        label="Groupes qui vous concernent",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans aucun choix, toutes les mesures sont demandées.",
    )

    def __init__(self, *args: Any, pack: MeasurePack, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one["id"], one["name"]) for one in pack.groups]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["chosen"].initial = chosen


class VersionForm(VersionedForm):
    """Another version of the same text."""

    pack = forms.TypedChoiceField(label="Version", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, versions: list[MeasurePack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(pack.pk, pack_label(pack)) for pack in versions]
        self.fields["pack"].choices = choices  # type: ignore[attr-defined]  # a choice field
        self.fields["pack"].initial = versions[0].pk


class GapsField(forms.MultipleChoiceField):
    """Gaps still to note. Those noted meanwhile are taken too: a second click is no error."""

    noted: frozenset[str] = frozenset()

    def valid_value(self, value: str) -> bool:
        return value in self.noted or super().valid_value(value)


class GapsForm(SubmissionForm):
    """Chooses gaps, and how the actions of the PAQ answer them."""

    measures = GapsField(
        label="Écarts à porter au PAQ",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un écart."},
    )
    with_action = forms.BooleanField(
        label="Créer tout de suite les actions du PAQ", required=False, initial=True
    )
    by = forms.ChoiceField(
        label="Combien d’actions\u00a0?",
        choices=[
            ("theme", "Une par thème"),
            ("all", "Une seule pour tous"),
            ("measure", "Une par écart"),
        ],
        initial="theme",
        widget=forms.RadioSelect,
    )
    pilote_name = forms.CharField(label="Pilote", required=False, max_length=150)
    due_on = FrenchDateField(label="Échéance", required=False)
    groups = (
        ("Les écarts", ("measures",)),
        ("Les actions du PAQ", ("with_action", "by", "pilote_name", "due_on")),
    )

    def __init__(
        self, *args: Any, below: Sequence[Mapping[str, Any]], may_plan: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        free = [one for one in below if not one["is_noted"]]
        measures = cast(GapsField, self.fields["measures"])
        measures.noted = frozenset(one["id"] for one in below if one["is_noted"])
        measures.choices = [
            (one["id"], f"{one['number']} {one['title']} – {one['level_label']}".strip())
            for one in free
        ]
        measures.initial = [one["id"] for one in free[:MOST_AT_ONCE]]
        if not may_plan:
            for name in ("with_action", "by", "pilote_name", "due_on"):
                del self.fields[name]

    def clean_due_on(self) -> date | None:
        return refuse_past(self.cleaned_data["due_on"])

    def action(self) -> dict[str, Any] | None:
        """Values that the actions share; None when the person leaves them for later."""
        if not self.cleaned_data.get("with_action"):
            return None
        return {name: self.cleaned_data[name] for name in ("pilote_name", "due_on")}


def refuse_past(due_on: date | None) -> date | None:
    """The deadline of a new action is ahead."""
    if due_on is not None and due_on < timezone.localdate():
        raise forms.ValidationError("L’échéance d’une action nouvelle n’est pas déjà passée.")
    return due_on


class GapForm(SubmissionForm):
    """Notes a gap and, in one gesture, the action of the PAQ that answers it."""

    wording = forms.CharField(
        label="L’écart", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    with_action = forms.BooleanField(
        label="Créer tout de suite l’action du PAQ qui y répond", required=False, initial=True
    )
    pilote_name = forms.CharField(label="Pilote", required=False, max_length=150)
    due_on = FrenchDateField(label="Échéance", required=False)
    number = forms.CharField(
        label="Numéro dans le PAQ de l’établissement",
        required=False,
        max_length=40,
        help_text="S’il est déjà connu. 2.b demande un numéro, un pilote et une échéance.",
    )
    groups = (
        ("", ("wording",)),
        ("L’action du PAQ", ("with_action", "pilote_name", "due_on", "number")),
    )

    def __init__(self, *args: Any, may_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_plan:
            for name in ("with_action", "pilote_name", "due_on", "number"):
                del self.fields[name]

    def clean_due_on(self) -> date | None:
        return refuse_past(self.cleaned_data["due_on"])

    def action(self) -> dict[str, Any] | None:
        """Values of the action to create; None when the person leaves it for later."""
        if not self.cleaned_data.get("with_action"):
            return None
        return {name: self.cleaned_data[name] for name in ("pilote_name", "due_on", "number")}


class ThemeLinkForm(PersonalLinkForm):
    """Who answers a theme by a personal link, and until when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "holder_email"
        ].help_text = "Facultatif, pour mémoire\u00a0: Hygie n’envoie rien."


class ReasonForm(VersionedForm):
    """A gesture that must say why: removing, reopening."""

    reason = forms.CharField(label="Pourquoi\u00a0?", max_length=300)


class DeclineForm(HygieForm):
    """Says that a self-assessment borne by another does not concern this unit."""

    reason = forms.CharField(
        label="Pourquoi ne vous concerne-t-elle pas\u00a0?",
        max_length=300,
        help_text="Qui la porte lira cette raison.",
    )
