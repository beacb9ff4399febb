"""Timelines as rows: the working ones by generation, the published ones, and what units told.

An interval is written once per calendar year that it touches (`year`), always with its own true
bounds. A question about a day reads the rows of that year only: its cost never grows with history.
"""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q, Subquery

from hygie.journal.frozen import Frozen, FrozenQuerySet
from hygie.organisations.models import Organisation


class OnDayQuerySet(models.QuerySet[Any]):
    """Rows of timelines, working or published."""

    def on(self, day: date) -> Self:
        """The interval that contains `day`: one row per unit and obligation."""
        return self.filter(Q(until=None) | Q(until__gt=day), year=day.year, since__lte=day)

    def between(self, start: date, end: date) -> Self:
        """Rows of intervals that touch the days from `start` to `end`, both included."""
        ends_after = Q(until=None) | Q(until__gt=start)
        return self.filter(ends_after, year__range=(start.year, end.year), since__lte=end)


class IntervalQuerySet(OnDayQuerySet):
    def current(self) -> Self:
        """Rows of the generation that readers see, chosen in the same statement."""
        return self.filter(generation=Subquery(Pointer.objects.values("generation")[:1]))


class Generation(models.Model):
    """All timelines made with one rule book over one horizon (`horizon_end` excluded).

    `fingerprint`: that of `judging`; "" means that only the units written one by one are in it.
    `last_unit_id`: units up to this id are done. `owner` names the command at work and
    `heartbeat_at` its last sign of life.
    """

    class State(models.TextChoices):
        BUILDING = "building", "en construction"
        CURRENT = "current", "en service"
        RETIRED = "retired", "remplacée"

    state = models.CharField("état", max_length=10, choices=State.choices)
    fingerprint = models.CharField("empreinte du jugement", max_length=64, blank=True)
    horizon_start = models.DateField("premier jour")
    horizon_end = models.DateField("jour de fin, exclu")
    last_unit_id = models.BigIntegerField(default=0)
    units_done = models.PositiveIntegerField("établissements faits", default=0)
    owner = models.CharField(max_length=32, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    switched_at = models.DateTimeField("mise en service le", null=True, blank=True)

    class Meta:
        verbose_name = "génération"
        verbose_name_plural = "générations"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=("building", "current")),
                name="generation_one_of_each",
            )
        ]

    def __str__(self) -> str:
        return f"génération {self.pk} ({self.get_state_display()})"


class Pointer(models.Model):
    """The single row (id 1) that says which generation readers see."""

    ONLY_ID = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY_ID, editable=False)
    generation = models.ForeignKey(Generation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "génération en service"
        verbose_name_plural = "génération en service"

    def __str__(self) -> str:
        return f"génération {self.generation_id}"


class UnitState(models.Model):
    """One row per unit: what a writer locks before it reads the facts of the unit."""

    unit = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="obligations_state"
    )
    refreshed_at = models.DateTimeField("calculé le", null=True, blank=True)

    class Meta:
        verbose_name = "calcul d’un établissement"
        verbose_name_plural = "calculs des établissements"

    def __str__(self) -> str:
        return f"unité {self.unit_id}"


class UnitFacts(models.Model):
    """The facts of one kind of a unit at its last refresh, as JSON; no row when it noted none."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    content = models.TextField()

    class Meta:
        verbose_name = "faits jugés d’un établissement"
        verbose_name_plural = "faits jugés des établissements"
        constraints = [models.UniqueConstraint(fields=["unit", "kind"], name="unit_facts_once")]

    def __str__(self) -> str:
        return f"{self.kind} de l’unité {self.unit_id}"


class TimelineRow(models.Model):
    """What both kinds of rows say: status, day and count; never a reason.

    `until` is excluded; None: nothing changes up to the end of the horizon. `status_since`: since
    when the status is so, though a count or a day changed at `since`. `missed_count`: closed
    periods missed. `noted` False: nothing was noted (« non renseigné »).
    """

    year = models.SmallIntegerField("année")
    obligation = models.CharField("obligation", max_length=4)
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au, exclu", null=True, blank=True)
    status = models.CharField("statut", max_length=14)
    status_since = models.DateField("statut depuis le")
    due_on = models.DateField("échéance", null=True, blank=True)
    done = models.PositiveIntegerField("faits", null=True, blank=True)
    total = models.PositiveIntegerField("sur", null=True, blank=True)
    missed_count = models.PositiveSmallIntegerField("périodes manquées", default=0)
    noted = models.BooleanField("renseigné", default=True)

    class Meta:
        abstract = True


class Interval(TimelineRow):
    """One interval of the working timeline, for one of the years that it touches."""

    generation = models.ForeignKey(
        Generation, models.CASCADE, related_name="intervals", db_index=False
    )
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    recommended = models.CharField("recommandation", max_length=14, blank=True)

    objects = IntervalQuerySet.as_manager()

    class Meta:
        verbose_name = "intervalle"
        verbose_name_plural = "intervalles"
        ordering = ["obligation", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["generation", "unit", "year", "obligation", "since"],
                name="interval_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.status} depuis le {self.since}"


class PublicationQuerySet(FrozenQuerySet["Publication"]):
    """Acts of publication: read, never changed."""


class Publication(Frozen):
    """The explicit act by which an establishment shows its timeline to the ARS and the ministry.

    `ads_level` and `ads_level_on`: the ADS level of its lowest directory and the day of that audit,
    when it chose to share them; both None otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="publications")
    published_at = models.DateTimeField("publié le", auto_now_add=True)
    published_by_name = models.CharField("publié par", max_length=200)
    rules_fingerprint = models.CharField("empreinte des règles", max_length=64)
    ads_level = models.PositiveSmallIntegerField("niveau ADS partagé", null=True, blank=True)
    ads_level_on = models.DateField("audit ADS du", null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        verbose_name_plural = "publications"
        ordering = ["-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ads_level=None, ads_level_on=None)
                | Q(ads_level__isnull=False, ads_level_on__isnull=False),
                name="publication_ads_level_with_its_day",
            )
        ]

    def __str__(self) -> str:
        return f"publication de {self.unit} du {self.published_at:%d/%m/%Y}"


class PublishedInterval(TimelineRow):
    """One interval of the timeline last published by a unit; the recommendation stays inside."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+", db_index=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="intervals")

    objects = OnDayQuerySet.as_manager()

    class Meta:
        verbose_name = "intervalle publié"
        verbose_name_plural = "intervalles publiés"
        ordering = ["obligation", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "obligation", "since"], name="published_interval_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation} {self.status} depuis le {self.since}"


class OpenQuestion(models.Model):
    """« On ne sait pas encore »: an answer, with who gave it and when."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="open_questions")
    obligation = models.CharField("obligation", max_length=4)
    note = models.CharField("ce qu’il faut savoir", max_length=500, blank=True)
    noted_at = models.DateTimeField("noté le", auto_now_add=True)
    noted_by_name = models.CharField("noté par", max_length=200)
    closed_at = models.DateTimeField("levé le", null=True, blank=True)
    closed_by_name = models.CharField("levé par", max_length=200, blank=True)

    class Meta:
        verbose_name = "question ouverte"
        verbose_name_plural = "questions ouvertes"
        ordering = ["obligation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "obligation"],
                condition=Q(closed_at=None),
                name="open_question_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.obligation}\u00a0: on ne sait pas encore"
