"""Forms of the exercises held."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hygie.exercises.enums import Function, Presence, Theme
from hygie.exercises.models import MAX_PARTICIPANTS, Exercise, ExerciseEntry
from hygie.obligations.entry_forms import ENTRY_FIELDS, EntryFields
from hygie.organisations.fact_forms import FactFormMixin
from hygie.web.forms import (
    CODES,
    AnswerField,
    FrenchDateField,
    HygieForm,
    SubmissionForm,
    SubmissionMixin,
    VersionedForm,
    VersionMixin,
)

QUESTIONS = ("under_cyber_event", "tested_care", "tested_missions")


def presence_of(exercise: Exercise) -> str:
    """What the stored list says of the presence."""
    if exercise.functions is None:
        return Presence.UNKNOWN
    return Presence.LISTED if exercise.functions else Presence.NOBODY


class ExerciseFields(FactFormMixin):
    """What noting and changing an exercise share, in the order of the screen."""

    held_on = FrenchDateField(label="Jour de l’exercice", not_after_today=True)
    title = forms.CharField(label="Intitulé", required=False, max_length=200)
    under_cyber_event = AnswerField(
        label="L’exercice partait-il d’un événement cyber\u00a0?",
        help_text="Par exemple un rançongiciel, une fuite de données, un annuaire compromis.",
    )
    tested_care = AnswerField(label="A-t-il éprouvé la continuité des soins\u00a0?")
    tested_missions = AnswerField(
        label="A-t-il éprouvé la continuité des missions de l’établissement\u00a0?",
        help_text="Admissions, paie, logistique, communication de crise…",
    )
    theme = forms.ChoiceField(
        label="Thème du scénario", required=False, choices=[("", "Non précisé"), *Theme.choices]
    )
    tested_text = forms.CharField(
        label="En quelques mots",
        required=False,
        max_length=4000,
        help_text="Ce qui a été joué, avec quels services.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    presence = forms.ChoiceField(
        label="Sait-on qui était présent\u00a0?",
        choices=Presence.choices,
        initial=Presence.LISTED,
        widget=forms.RadioSelect,
    )
    functions = forms.MultipleChoiceField(
        label="Fonctions présentes",
        required=False,
        choices=Function.choices,
        help_text="Présentes le jour même, pas seulement invitées.",
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-columns"}),
    )
    participants = forms.IntegerField(
        label="Nombre de participants",
        required=False,
        help_text="La fiche de saisie le demande\u00a0: vous pouvez le compléter plus tard.",
        min_value=1,
        max_value=MAX_PARTICIPANTS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-number"}),
    )
    retex_validated_on = FrenchDateField(
        label="RETEX validé le", required=False, not_after_today=True
    )
    retex_validated_by = forms.CharField(
        label="RETEX validé par", required=False, max_length=150, help_text="Nom ou instance."
    )

    # What the template shows, part by part.
    day_fields: ClassVar = ("held_on", "title")
    tested_fields: ClassVar = (*QUESTIONS, "theme", "tested_text")
    presence_fields: ClassVar = ("presence", "functions", "participants")
    after_fields: tuple[str, ...] = ("retex_validated_on", "retex_validated_by")
    source_fields: ClassVar = ("provenance", "units", "note")

    class Meta:
        model = Exercise
        fields = (
            "held_on",
            "title",
            *QUESTIONS,
            "theme",
            "tested_text",
            "functions",
            "participants",
            "retex_validated_on",
            "retex_validated_by",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in QUESTIONS:
            self.initial.pop(name, None)
        if self.instance.created_at is None:
            return
        self.initial.update({name: CODES[getattr(self.instance, name)] for name in QUESTIONS})
        self.initial["presence"] = presence_of(self.instance)
        self.initial["functions"] = self.instance.functions or []

    def clean(self) -> dict[str, Any]:
        """Makes one answer of the presence and the functions."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        presence, functions = cleaned.get("presence"), cleaned.get("functions") or []
        if presence == Presence.LISTED and not functions and "functions" not in self.errors:
            self.add_error(
                "functions",
                "Cochez qui était présent, ou dites plus haut qu’on ne le sait pas encore.",
            )
        if presence in (Presence.NOBODY, Presence.UNKNOWN) and functions:
            self.add_error(
                "presence",
                "Des fonctions sont cochées plus bas\u00a0: décochez-les, ou dites ici qu’elles "
                "étaient présentes.",
            )
        cleaned["functions"] = None if presence == Presence.UNKNOWN else functions
        return cleaned

    def values(self) -> dict[str, Any]:
        """The fields of the exercise by name, for the services."""
        names = (*self.Meta.fields, "provenance", "note")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def part(self, *names: str) -> list[Any]:
        """Visible fields of one part of the screen."""
        return [self[name] for name in names if not self[name].is_hidden]

    def day_part(self) -> list[Any]:
        return self.part(*self.day_fields)

    def tested_part(self) -> list[Any]:
        return self.part(*self.tested_fields)

    def presence_part(self) -> list[Any]:
        return self.part(*self.presence_fields)

    def after_part(self) -> list[Any]:
        return self.part(*self.after_fields)

    def source_part(self) -> list[Any]:
        return self.part(*self.source_fields)

    def after_is_open(self) -> bool:
        """Whether what comes after the exercise is filled or wrong, so must be seen."""
        return any(self.errors.get(name) or self[name].value() for name in self.after_fields)


class ExerciseForm(SubmissionMixin, EntryFields, ExerciseFields):
    """Notes an exercise: the day, what was tested, who was there; the rest may wait."""

    after_fields = (
        "retex_validated_on",
        "retex_validated_by",
        *ENTRY_FIELDS,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_entry(cleaned.get("held_on"), ExerciseEntry.TOO_EARLY)
        return cleaned


class ExerciseEditForm(VersionMixin, ExerciseFields):
    """Changes what is noted of an exercise. `is_played`: its RETEX is another page's, which alone
    says when it was validated."""

    def __init__(self, *args: Any, is_played: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_played:
            self.after_fields = ()
            for name in ("retex_validated_on", "retex_validated_by"):
                del self.fields[name]


class RetexForm(VersionedForm):
    """Says when and by whom the RETEX was validated."""

    validated_on = FrenchDateField(label="RETEX validé le", not_after_today=True)
    validated_by = forms.CharField(
        label="Validé par",
        max_length=150,
        help_text="Nom de la personne ou de l’instance\u00a0: comité de direction…",
    )

    def __init__(self, *args: Any, exercise: Exercise, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "validated_on": exercise.retex_validated_on,
            "validated_by": exercise.retex_validated_by,
        }
        super().__init__(*args, version=exercise.version, **kwargs)


class ImprovementForm(SubmissionForm):
    """Notes an improvement drawn from the exercise and, in one gesture, its action."""

    wording = forms.CharField(
        label="Ce qui est à améliorer",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une phrase. Par exemple\u00a0: «\u00a0l’annuaire papier des urgences date de "
        "2023\u00a0».",
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
        help_text="S’il est déjà connu. 1.c demande un numéro, un pilote et une échéance.",
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
    """Removes an exercise noted by mistake."""

    reason = forms.CharField(label="Pourquoi le retirer\u00a0?", max_length=300)


class DeclineForm(HygieForm):
    """Says that an exercise borne by another does not concern this unit."""

    reason = forms.CharField(
        label="Pourquoi ne vous concerne-t-il pas\u00a0?",
        max_length=300,
        help_text="Qui porte l’exercice lira cette raison.",
    )
