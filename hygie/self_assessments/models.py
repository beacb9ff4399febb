"""Packs of measures, self-assessments with their answers, and the entry of each unit."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.documents.models import Evidence
from hygie.domain.packs.scoring import in_groups
from hygie.journal.frozen import Unchanged, UnchangedQuerySet
from hygie.obligations.platform_entry import PlatformEntry, refuse_day
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.rights import Room
from hygie.self_assessments.enums import PackOrigin

FIRST_YEAR = 2000


class MeasurePackQuerySet(UnchangedQuerySet["MeasurePack"]):
    def usable_by(self, unit: Organisation) -> "MeasurePackQuerySet":
        """Packs that come with Hygie, those that the establishment loaded or was given."""
        given = PackShare.objects.filter(unit=unit).values("pack")
        return self.filter(Q(holder=None) | Q(holder=unit) | Q(pk__in=given))

    def of_unit(self, unit: Organisation) -> "MeasurePackQuerySet":
        """The same, without those that come with Hygie."""
        return self.usable_by(unit).exclude(holder=None)

    def light(self) -> "MeasurePackQuerySet":
        """Without the measures: a framework may have thousands."""
        return self.defer("measures")


class MeasurePack(Unchanged):
    """A référentiel in one version, as its file said; never changed, and kept once used.

    `holder`: the establishment that loaded it; None for those that come with Hygie. `scale`,
    `groups`, `measures`: as the published schema says (`hygie.domain.packs`); no measure when the
    establishment holds the text and Hygie does not.
    """

    holder = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField("identifiant", max_length=160)
    version = models.CharField("version", max_length=20)
    title = models.CharField("titre", max_length=300)
    issuer = models.CharField("émetteur", max_length=120)
    licence = models.CharField("licence", max_length=300, blank=True)
    published_on = models.DateField("publié le", null=True, blank=True)
    origin = models.CharField(
        "statut", max_length=20, choices=PackOrigin.choices, default=PackOrigin.OWN
    )
    is_official = models.BooleanField("référentiel officiel", default=False)
    is_demonstration = models.BooleanField("démonstration", default=False)
    notice = models.TextField("avertissement", blank=True)
    target_level = models.PositiveSmallIntegerField("niveau à atteindre", null=True, blank=True)
    scale = models.JSONField("échelle", default=list, blank=True)
    groups = models.JSONField("groupes", default=list, blank=True)
    measures = models.JSONField("mesures", default=list, blank=True)
    measure_count = models.PositiveIntegerField("nombre de mesures", default=0)
    fingerprint = models.CharField("empreinte", max_length=64, blank=True)
    losses = models.JSONField("non repris à l’import", default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = MeasurePackQuerySet.as_manager()

    class Meta:
        verbose_name = "référentiel"
        verbose_name_plural = "référentiels"
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                condition=Q(holder=None),
                name="measure_pack_shipped_once",
            ),
            models.UniqueConstraint(
                fields=["holder", "code", "version"], name="measure_pack_held_once"
            ),
            models.CheckConstraint(
                condition=~Q(is_official=True, is_demonstration=True),
                name="measure_pack_demonstration_is_not_official",
                violation_error_message="Un paquet de démonstration n’est pas officiel.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_measures(self) -> bool:
        return bool(self.measure_count)

    @property
    def levels(self) -> dict[int, str]:
        """Labels of the scale by value."""
        return {row["value"]: row["label"] for row in self.scale}

    @property
    def is_about_action_2(self) -> bool:
        """Whether an answer says anything of action 2: the mesures prioritaires, or their trial."""
        return self.is_official or self.is_demonstration

    def asked(self, groups: Collection[str] = ()) -> list[Mapping[str, Any]]:
        """The measures asked when these groups are chosen; all of them without any."""
        measures: list[Mapping[str, Any]] = self.measures
        return [one for one in measures if in_groups(one, groups)] if groups else measures


class PackShare(models.Model):
    """A pack that its holder lets another establishment of its GHT or group use."""

    pack = models.ForeignKey(MeasurePack, models.CASCADE, related_name="shares")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField(auto_now_add=True)
    shared_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "partage d’un référentiel"
        verbose_name_plural = "partages de référentiels"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "unit"], name="pack_share_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pack}, {self.unit}"


class PackDraft(models.Model):
    """A file read and shown before it is taken: nothing of it is used until then.

    `packs`: as `Pack.plain`; `mappings`: id, title, source, target, rows; `losses`: code, node,
    line, data.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=20, choices=PackOrigin.choices)
    packs = models.JSONField(default=list)
    mappings = models.JSONField(default=list)
    losses = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "référentiel à vérifier"
        verbose_name_plural = "référentiels à vérifier"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name


class PackMapping(models.Model):
    """Links between two frameworks, from a library. `rows`: source id, target id, relationship."""

    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    code = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=200)
    target = models.CharField(max_length=200)
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = "correspondance entre référentiels"
        verbose_name_plural = "correspondances entre référentiels"
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "code"], name="pack_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.title


class SelfAssessment(Fact):
    """The maturity of one year on one pack.

    `global_level`: as written on the platform, whose scale Hygie does not know. `declared_on`:
    day it was closed in the establishment; its answers do not change any more, and `fingerprint`
    (SHA-256 of the pack and the answers) says which they were. `groups`: those of the pack that
    concern the establishment, all when empty; `measure_count`: how many measures they ask.
    """

    fact_kind: ClassVar[str] = "self_assessment"
    room: ClassVar[Room] = Room.SELF_ASSESSMENTS

    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(FIRST_YEAR)])
    pack = models.ForeignKey(
        MeasurePack, models.PROTECT, related_name="+", verbose_name="référentiel"
    )
    groups = models.JSONField("groupes retenus", default=list, blank=True)
    measure_count = models.PositiveIntegerField("mesures demandées", default=0, editable=False)
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

    @property
    def measures(self) -> list[Mapping[str, Any]]:
        """The measures asked, in the order of the pack."""
        return self.pack.asked(self.groups)

    @property
    def themes(self) -> list[str]:
        """Themes in the order of the measures asked."""
        return list(dict.fromkeys(measure["theme"] for measure in self.measures))

    def measures_of(self, theme: str) -> list[Mapping[str, Any]]:
        return [measure for measure in self.measures if measure["theme"] == theme]

    def measure(self, measure_id: str) -> Mapping[str, Any] | None:
        return next((one for one in self.measures if one["id"] == measure_id), None)


class SelfAssessmentEntry(PlatformEntry):
    """One unit entered one self-assessment on the national platform."""

    SUBJECT: ClassVar[str] = "assessment"
    OBLIGATION: ClassVar[str] = "2.a"
    TOO_EARLY: ClassVar[str] = "La saisie ne peut pas précéder l’année dont elle parle."

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="entries")

    class Meta(PlatformEntry.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "unit"], name="self_assessment_entry_once"
            ),
        ]

    @property
    def first_day(self) -> date:
        return date(self.assessment.year, 1, 1)


class Answer(models.Model):
    """The answer to one measure: a level of the scale, or « ne s'applique pas » with its reason.

    `carried_from`: where it was taken from, in words; it is no answer until a person says that it
    is still true. `target_level`, `target_on`: what is aimed at, and when. `choices`: answers to
    the questions of the measure, by their id.
    """

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="answers")
    measure_id = models.CharField(max_length=160)
    level = models.PositiveSmallIntegerField("niveau", null=True, blank=True)
    is_not_applicable = models.BooleanField("ne s’applique pas", default=False)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    comment = models.TextField("commentaire", max_length=2000, blank=True)
    target_level = models.PositiveSmallIntegerField("niveau visé", null=True, blank=True)
    target_on = models.DateField("visé pour le", null=True, blank=True)
    carried_from = models.CharField("repris de", max_length=60, blank=True)
    choices = models.JSONField("réponses aux questions", default=dict, blank=True)
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
        """A comment alone is not an answer, nor what was taken over and not read again."""
        return not self.carried_from and (self.is_not_applicable or self.level is not None)

    @property
    def is_blank(self) -> bool:
        """Nothing to keep."""
        kept = (self.comment, self.target_level, self.target_on, self.choices)
        return (
            self.level is None
            and not self.is_not_applicable
            and not any(value not in ("", None, {}) for value in kept)
        )

    def values(self) -> list[Any]:
        """The answer as plain values, in a fixed order; what was added later only when it is there.

        The fingerprints of grids closed before those fields stay the same.
        """
        first = [self.measure_id, self.level, self.is_not_applicable, self.reason, self.comment]
        later = [
            self.target_level,
            str(self.target_on or ""),
            self.carried_from,
            self.choices,
        ]
        return [*first, *later] if any(one not in (None, "", {}) for one in later) else first


class MeasureProof(models.Model):
    """A piece of the establishment that proves the answer to one measure; it may prove others."""

    assessment = models.ForeignKey(SelfAssessment, models.CASCADE, related_name="proofs")
    measure_id = models.CharField(max_length=160)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "preuve d’une mesure"
        verbose_name_plural = "preuves des mesures"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "measure_id", "evidence"], name="measure_proof_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id}, {self.evidence}"


def fingerprint_of(*parts: Any) -> str:
    """SHA-256 of plain values, whatever the order in which they were read."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answers_fingerprint(answers: Iterable[Answer]) -> str:
    """What a grid held: equal when nothing changed."""
    return fingerprint_of(sorted((answer.values() for answer in answers), key=lambda one: one[0]))


def answer_fingerprint(answer: Answer | None) -> str:
    """What one answer held, in a few letters; "" without any."""
    return "" if answer is None else fingerprint_of(answer.values())[:16]


def field_key(measure_id: str) -> str:
    """The name of a measure in a form: letters and figures only, whatever its id holds."""
    return f"m{hashlib.sha256(measure_id.encode()).hexdigest()[:12]}"
