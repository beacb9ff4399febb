"""Forms of the self-assessments: they read what people type; services write."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hygie.obligations.horizon import FIRST_YEAR
from hygie.organisations.fact_forms import FactFormMixin
from hygie.self_assessments.models import (
    Answer,
    MeasurePack,
    SelfAssessment,
    SelfAssessmentEntry,
    answers_fingerprint,
)
from hygie.self_assessments.packs import OFFICIAL, shipped
from hygie.self_assessments.services.answers import Given
from hygie.web.forms import (
    FrenchDateField,
    HygieForm,
    SubmissionForm,
    SubmissionMixin,
    VersionedForm,
    VersionMixin,
)

NOT_APPLICABLE, NOT_ANSWERED = "na", ""
INCOMPLETE = "La page était incomplète\u00a0: rechargez-la, puis recommencez."


def year_choices() -> list[tuple[str, str]]:
    """This year first, back to the first one that may be noted."""
    this_year = timezone.localdate().year
    return [(str(year), str(year)) for year in range(this_year, FIRST_YEAR - 1, -1)]


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


class AssessmentForm(SubmissionMixin, AssessmentFields):
    """Notes a self-assessment: its year, its level, its entry; or starts a grid."""

    pack = forms.ChoiceField(
        label="Référentiel",
        choices=lambda: [(code, pack.title) for code, pack in shipped().items()],
        initial=OFFICIAL,
        widget=forms.RadioSelect,
        help_text="Le paquet de démonstration sert à essayer la grille\u00a0: il ne compte jamais.",
    )
    entered_on = FrenchDateField(
        label="Saisie sur la plateforme nationale le", required=False, not_after_today=True
    )
    receipt = forms.CharField(
        label="Référence du reçu",
        required=False,
        max_length=200,
        help_text="Sans reçu, la saisie est notée mais ne compte pas encore.",
    )
    groups = (
        ("L’auto-évaluation", ("year", "pack", "global_level", "declared_on")),
        ("Sa saisie sur la plateforme", ("entered_on", "receipt")),
        ("D’où vient l’information, et pour qui", ("provenance", "units", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year
        self.initial["year"] = timezone.localdate().year

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        year, entered_on = cleaned.get("year"), cleaned.get("entered_on")
        if cleaned.get("receipt") and entered_on is None and "entered_on" not in self.errors:
            self.add_error("entered_on", "Le reçu est noté\u00a0: dites aussi quel jour.")
        if year and entered_on and entered_on.year < year:
            self.add_error("entered_on", "La saisie ne peut pas précéder l’année dont elle parle.")
        return cleaned

    def record_values(self) -> dict[str, Any]:
        """Everything for `self_assessment_record`."""
        values = self.values()
        values["level"] = values.pop("global_level")
        entry = ("pack", "entered_on", "receipt")
        return values | {name: self.cleaned_data[name] for name in entry}


class AssessmentEditForm(VersionMixin, AssessmentFields):
    """Changes what is noted; the day it was closed only when there is no grid to close."""

    groups = (
        ("L’auto-évaluation", ("year", "global_level", "declared_on")),
        ("D’où vient l’information, et pour qui", ("provenance", "units", "note")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pack.measures:
            del self.fields["declared_on"]


class EntryForm(VersionedForm):
    """« Que saisir ? » : the day, the receipt."""

    entered_on = FrenchDateField(label="Saisie le", not_after_today=True)
    receipt = forms.CharField(
        label="Référence du reçu",
        max_length=200,
        help_text="Le numéro ou le nom du reçu donné par la plateforme\u00a0: il fait preuve.",
    )

    def __init__(self, *args: Any, entry: SelfAssessmentEntry | None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs["initial"] = {"entered_on": entry.entered_on, "receipt": entry.receipt}
        super().__init__(*args, version=entry.version if entry else 0, **kwargs)


class AnswersForm(HygieForm):
    """The answers to the measures of one theme. Each measure: a level, why not, a comment."""

    def __init__(
        self,
        *args: Any,
        pack: MeasurePack,
        measures: Sequence[Mapping[str, str]],
        answers: Sequence[Answer],
        **kwargs: Any,
    ) -> None:
        self.measures, self.pack = measures, pack
        by_id = {row.measure_id: row for row in answers}
        super().__init__(*args, **kwargs)
        seen = answers_fingerprint(answers)
        self.fields["seen"] = forms.CharField(
            widget=forms.HiddenInput, initial=seen, error_messages={"required": INCOMPLETE}
        )
        for measure in measures:
            self._add(measure, by_id.get(measure["id"]))
        for field in self.fields.values():
            field.template_name = "web/components/field.html"  # type: ignore[attr-defined]

    def _add(self, measure: Mapping[str, str], answer: Answer | None) -> None:
        key, title = measure["id"], f"{measure['number']} {measure['title']}"
        levels = [(str(value), f"{value} – {label}") for value, label in self.pack.levels.items()]
        choices = [*levels, (NOT_APPLICABLE, "Ne s’applique pas"), (NOT_ANSWERED, "Pas encore")]
        self.fields[f"{key}-level"] = forms.ChoiceField(
            label=measure["question"],
            choices=choices,
            required=False,
            initial=_choice(answer),
            widget=forms.RadioSelect(attrs={"class": "choices-row"}),
        )
        self.fields[f"{key}-reason"] = forms.CharField(
            label=f"{title}\u00a0: si elle ne s’applique pas, pourquoi\u00a0?",
            required=False,
            max_length=300,
            initial=answer.reason if answer else "",
        )
        self.fields[f"{key}-comment"] = forms.CharField(
            label=f"{title}\u00a0: commentaire",
            required=False,
            max_length=2000,
            initial=answer.comment if answer else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each measure with its three fields."""
        for measure in self.measures:
            key = measure["id"]
            yield {
                "measure": measure,
                "level": self[f"{key}-level"],
                "details": [self[f"{key}-reason"], self[f"{key}-comment"]],
                "is_open": any(
                    self[f"{key}-{name}"].value() or self[f"{key}-{name}"].errors
                    for name in ("reason", "comment")
                ),
            }

    def given(self) -> dict[str, Given]:
        """Answers by id of measure, for the service."""
        return {measure["id"]: self._given(measure["id"]) for measure in self.measures}

    def _given(self, key: str) -> Given:
        chosen = self.cleaned_data[f"{key}-level"]
        is_level = chosen not in (NOT_APPLICABLE, NOT_ANSWERED)
        return Given(
            level=int(chosen) if is_level else None,
            is_not_applicable=chosen == NOT_APPLICABLE,
            reason=self.cleaned_data[f"{key}-reason"],
            comment=self.cleaned_data[f"{key}-comment"],
        )


def _choice(answer: Answer | None) -> str:
    if answer is None:
        return NOT_ANSWERED
    if answer.is_not_applicable:
        return NOT_APPLICABLE
    return NOT_ANSWERED if answer.level is None else str(answer.level)


class CloseForm(VersionedForm):
    """Closes the answers of a grid."""

    declared_on = FrenchDateField(
        label="Close dans l’établissement le", not_after_today=True, initial=timezone.localdate
    )


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
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on is not None and due_on < timezone.localdate():
            raise forms.ValidationError("L’échéance d’une action nouvelle n’est pas déjà passée.")
        return due_on

    def action(self) -> dict[str, Any] | None:
        """Values of the action to create; None when the person leaves it for later."""
        if not self.cleaned_data.get("with_action"):
            return None
        return {name: self.cleaned_data[name] for name in ("pilote_name", "due_on", "number")}


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
