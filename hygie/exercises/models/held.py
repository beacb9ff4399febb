"""An exercise held, borne for one or several units, and the entry of each on the platform."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from hygie.exercises.enums import FUNCTION_CODES, Theme, function_labels
from hygie.obligations.platform_entry import PlatformEntry, refuse_day
from hygie.organisations.models import Fact
from hygie.organisations.rights import Room
from hygie.web.formats import day_short

EARLIEST = date(2000, 1, 1)
MAX_PARTICIPANTS = 5000


def valid_functions(value: Any) -> None:
    """A list of codes of `enums.Function`, each once."""
    if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
        raise ValidationError("La présence est une liste de fonctions.", code="invalid")
    unknown = sorted(set(value) - FUNCTION_CODES)
    if unknown:
        raise ValidationError(
            "Fonction inconnue\u00a0: %(codes)s.",
            code="unknown_function",
            params={"codes": ", ".join(unknown)},
        )
    if len(set(value)) != len(value):
        raise ValidationError("Une fonction est donnée deux fois.", code="twice")


class Exercise(Fact):
    """One exercise held on a day.

    `tested_care`, `tested_missions`, `under_cyber_event`: None is « ne sait pas ». `functions`:
    codes of who was present; None: not known; empty: nobody of the list.
    """

    fact_kind: ClassVar[str] = "exercise"
    room: ClassVar[Room] = Room.EXERCISES

    title = models.CharField("intitulé", max_length=200, blank=True)
    held_on = models.DateField("tenu le")
    theme = models.CharField("thème du scénario", max_length=20, choices=Theme.choices, blank=True)
    tested_care = models.BooleanField("continuité des soins éprouvée", null=True, blank=True)
    tested_missions = models.BooleanField(
        "continuité des missions de l’établissement éprouvée", null=True, blank=True
    )
    under_cyber_event = models.BooleanField("lancé par un événement cyber", null=True, blank=True)
    tested_text = models.TextField("ce qui a été testé, en clair", blank=True, max_length=4000)
    functions = models.JSONField(
        "fonctions présentes", null=True, blank=True, default=None, validators=[valid_functions]
    )
    participants = models.PositiveIntegerField(
        "nombre de participants",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PARTICIPANTS)],
    )
    retex_validated_on = models.DateField("RETEX validé le", null=True, blank=True)
    retex_validated_by = models.CharField("RETEX validé par", max_length=150, blank=True)

    class Meta:
        verbose_name = "exercice"
        verbose_name_plural = "exercices"
        ordering = ["-held_on", "-created_at"]

    def __str__(self) -> str:
        return self.title or f"Exercice du {day_short(self.held_on)}"

    def clean(self) -> None:
        """Days of things done: not to come, and a RETEX not before its exercise."""
        errors = {
            "held_on": refuse_day(
                self.held_on, not_before=EARLIEST, too_early="Cette date est trop ancienne."
            ),
            "retex_validated_on": refuse_day(
                self.retex_validated_on,
                not_before=self.held_on or EARLIEST,
                too_early="Le RETEX ne peut pas être validé avant le jour de l’exercice.",
            ),
        }
        if not errors["held_on"] and self._entered_before_held():
            errors["held_on"] = "Une saisie sur la plateforme est notée avant ce jour."
        found = {name: error for name, error in errors.items() if error}
        if found:
            raise ValidationError(found)

    def _entered_before_held(self) -> bool:
        if self._state.adding or self.held_on is None:
            return False
        return self.entries.filter(entered_on__lt=self.held_on).exists()

    @property
    def tested_care_or_missions(self) -> bool | None:
        """Whether care or missions were tested; None when no answer settles it."""
        answers = (self.tested_care, self.tested_missions)
        if True in answers:
            return True
        return None if None in answers else False

    @property
    def how_said(self) -> str:
        """« joué sur papier, noté après coup », "" when it was played in Hygie or only noted."""
        mine = getattr(self, "run_unit", None)
        return str(mine.run.how_said) if mine is not None else ""

    @property
    def function_labels(self) -> list[str]:
        return function_labels(self.functions or ())


class ExerciseEntry(PlatformEntry):
    """One unit entered one exercise on the national platform."""

    SUBJECT: ClassVar[str] = "exercise"
    OBLIGATION: ClassVar[str] = "1.d"
    TOO_EARLY: ClassVar[str] = "La saisie ne peut pas précéder le jour de l’exercice."

    exercise = models.ForeignKey(Exercise, models.CASCADE, related_name="entries")

    class Meta(PlatformEntry.Meta):
        constraints = [
            models.UniqueConstraint(fields=["exercise", "unit"], name="exercise_entry_once"),
        ]

    @property
    def first_day(self) -> date:
        return self.exercise.held_on
