"""Packs of measures, self-assessments with their answers, and the entry of each unit."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.organisations.models import Fact, Organisation
from hygie.organisations.rights import Room
from hygie.web.formats import day_short

FIRST_YEAR = 2000


def refuse_day(day: date | None, *, not_before: date, too_early: str) -> str | None:
    """What is wrong with a day of something done, in French; None when nothing is."""
    if day is None:
        return None
    if day > timezone.localdate():
        return "Cette date est dans le futur\u00a0: notez ici ce qui a déjà eu lieu."
    return too_early if day < not_before else None


class MeasurePack(models.Model):
    """A référentiel in one version, as its file said; never changed once used.

    `scale`: list of {value, label}; `measures`: list of {id, number, theme, title, question},
    empty when the establishment holds the text and Hygie does not.
    """

    code = models.CharField("code", max_length=40)
    version = models.CharField("version", max_length=20)
    title = models.CharField("titre", max_length=200)
    issuer = models.CharField("émetteur", max_length=120)
    is_official = models.BooleanField("référentiel officiel", default=False)
    is_demonstration = models.BooleanField("démonstration", default=False)
    notice = models.TextField("avertissement")
    target_level = models.PositiveSmallIntegerField("niveau à atteindre", null=True, blank=True)
    scale = models.JSONField("échelle", default=list, blank=True)
    measures = models.JSONField("mesures", default=list, blank=True)

    class Meta:
        verbose_name = "paquet de mesures"
        verbose_name_plural = "paquets de mesures"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="measure_pack_once"),
            models.CheckConstraint(
                condition=~Q(is_official=True, is_demonstration=True),
                name="measure_pack_demonstration_is_not_official",
                violation_error_message="Un paquet de démonstration n’est pas officiel.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def themes(self) -> list[str]:
        """Themes in the order of the measures."""
        return list(dict.fromkeys(measure["theme"] for measure in self.measures))

    def measures_of(self, theme: str) -> list[Mapping[str, str]]:
        return [measure for measure in self.measures if measure["theme"] == theme]

    def measure(self, measure_id: str) -> Mapping[str, str] | None:
        return next((one for one in self.measures if one["id"] == measure_id), None)

    @property
    def levels(self) -> dict[int, str]:
        """Labels of the scale by value."""
        return {row["value"]: row["label"] for row in self.scale}


class SelfAssessment(Fact):
    """The maturity of one year on one pack.

    `global_level`: as written on the platform, whose scale Hygie does not know. `declared_on`:
    day it was closed in the establishment; its answers do not change any more, and `fingerprint`
    (SHA-256 of the pack and the answers) says which they were.
    """

    fact_kind: ClassVar[str] = "self_assessment"
    room: ClassVar[Room] = Room.SELF_ASSESSMENTS

    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(FIRST_YEAR)])
    pack = models.ForeignKey(
        MeasurePack, models.PROTECT, related_name="+", verbose_name="référentiel"
    )
    global_level = models.CharField("niveau global", max_length=60, blank=True)
    declared_on = models.DateField("close le", null=True, blank=True)
    fingerprint = models.CharField("empreinte", max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "auto-évaluation"
        verbose_name_plural = "auto-évaluations"
        ordering = ["-year", "-created_at"]

    def __str__(self) -> str:
        return f"Auto-évaluation {self.year}"

    def clean(self) -> None:
        """A year begun, and days of things done."""
        if self.year is None:
            return
        if self.year > timezone.localdate().year:
            raise ValidationError({"year": "Cette année n’a pas encore commencé."})
        error = refuse_day(
            self.declared_on,
            not_before=date(max(self.year, FIRST_YEAR), 1, 1),
            too_early="Elle ne peut pas être close avant l’année dont elle parle.",
        )
        if error:
            raise ValidationError({"declared_on": error})

    @property
    def is_closed(self) -> bool:
        return self.declared_on is not None


class EntryQuerySet(models.QuerySet["SelfAssessmentEntry"]):
    def of_units(self, unit_ids: Collection[int]) -> "EntryQuerySet":
        return self.filter(unit__in=unit_ids)


class SelfAssessmentEntry(models.Model):
    """One unit entered one self-assessment on the national platform: each unit enters its own.

    `receipt` is the reference of the receipt; "" while it is missing, and the entry does not
    count.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="entries")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    entered_on = models.DateField("saisie le")
    receipt = models.CharField("référence du reçu", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "saisie sur la plateforme"
        verbose_name_plural = "saisies sur la plateforme"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "unit"], name="self_assessment_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} saisie le {day_short(self.entered_on)}"

    def clean(self) -> None:
        error = refuse_day(
            self.entered_on,
            not_before=date(self.assessment.year, 1, 1),
            too_early="La saisie ne peut pas précéder l’année dont elle parle.",
        )
        if error:
            raise ValidationError({"entered_on": error})

    @property
    def counts(self) -> bool:
        """Whether the entry is closed: a receipt proves it."""
        return bool(self.receipt)


class Answer(models.Model):
    """The answer to one measure: a level of the scale, or « ne s'applique pas » with its reason."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="answers")
    measure_id = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    is_not_applicable = models.BooleanField("ne s’applique pas", default=False)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    comment = models.TextField("commentaire", max_length=2000, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "réponse"
        verbose_name_plural = "réponses"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "measure_id"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(is_not_applicable=False),
                name="answer_level_or_not_applicable",
                violation_error_message=(
                    "Un niveau, ou «\u00a0ne s’applique pas\u00a0»\u00a0: pas les deux."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.measure_id

    def clean(self) -> None:
        if self.is_not_applicable and not self.reason.strip():
            raise ValidationError({"reason": "Dites pourquoi la mesure ne s’applique pas."})

    @property
    def is_given(self) -> bool:
        """A comment alone is not an answer."""
        return self.is_not_applicable or self.level is not None

    def values(self) -> list[Any]:
        """The answer as plain values, in a fixed order."""
        return [self.measure_id, self.level, self.is_not_applicable, self.reason, self.comment]


def fingerprint_of(*parts: Any) -> str:
    """SHA-256 of plain values, whatever the order in which they were read."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answers_fingerprint(answers: Iterable[Answer]) -> str:
    """What a grid held: equal when nothing changed."""
    return fingerprint_of(sorted(answer.values() for answer in answers))
