"""One mechanism for every register: one organisation bears a fact for one or several units."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar, NamedTuple, Self

from django.conf import settings
from django.db import models

from hygie.organisations.enums import Provenance
from hygie.organisations.models.dated import DatedQuerySet
from hygie.organisations.models.organisation import Organisation
from hygie.organisations.rights import Room


class CoverageQuerySet(DatedQuerySet["Coverage"]):
    def accepted(self) -> "CoverageQuerySet":
        """What the unit has not declined."""
        return self.filter(declined_at=None)


class Coverage(models.Model):
    """A fact counts for a unit, from a day until another (excluded), unless the unit declines it.

    `fact_id` is a plain value: the facts live in rooms above this one.
    """

    kind = models.CharField(max_length=60)
    fact_id = models.UUIDField()
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="coverages")
    since = models.DateField("depuis le", null=True, blank=True)
    until = models.DateField("jusqu’au", null=True, blank=True)
    declined_at = models.DateTimeField("décliné le", null=True, blank=True)
    declined_reason = models.CharField("motif", max_length=300, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = "portée d’un fait"
        verbose_name_plural = "portées des faits"
        ordering = ["id"]
        indexes = [models.Index(fields=["unit", "kind"], name="coverage_unit_kind")]
        constraints = [
            models.UniqueConstraint(fields=["fact_id", "unit"], name="coverage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact_id} → {self.unit_id}"


class FactQuerySet(models.QuerySet[Any]):
    """Records of a register, read through what they cover."""

    def _coverages(self) -> CoverageQuerySet:
        return Coverage.objects.filter(kind=self.model.fact_kind)

    def borne_for(self, unit: Organisation) -> Self:
        """Facts that count for `unit`, its own and those that others bear for it."""
        covered = self._coverages().accepted().filter(unit=unit)
        return self.filter(pk__in=covered.values("fact_id"))

    def offered_to(self, unit: Organisation) -> Self:
        """What the screens of `unit` list: the same, with what it declined or bears for others."""
        covered = self._coverages().filter(unit=unit).order_by().values("fact_id")
        borne = self.model._default_manager.filter(bearer=unit).order_by().values("pk")  # noqa: SLF001
        return self.filter(pk__in=covered.union(borne))

    def telling_for_others(self, unit: Organisation) -> Self:
        """With `is_for_others`: `unit` bears it, and it counts for other units only."""
        covered = self._coverages().filter(unit=unit, fact_id=models.OuterRef("pk"))
        return self.annotate(is_for_others=~models.Exists(covered))


class Fact(models.Model):
    """Base of every register's record: who bears it, where it comes from, its version."""

    fact_kind: ClassVar[str]
    room: ClassVar[Room]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bearer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="porté par"
    )
    provenance = models.CharField(
        "provenance", max_length=10, choices=Provenance.choices, default=Provenance.MEMORY
    )
    note = models.TextField("remarque", blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def coverage_id(self) -> uuid.UUID:
        """The fact whose units this record counts for: itself, or the one it is a part of.

        A part (the ADS result of a directory) overrides it with the id of its whole.
        """
        return self.pk


class Covered(NamedTuple):
    """A fact of one kind that counts for a unit, with the days between which it does."""

    unit_id: int
    fact_id: uuid.UUID
    since: date | None
    until: date | None


def coverages_of(kind: str, unit_ids: Collection[int]) -> list[Covered]:
    """What counts for these units among the facts of one kind: one query."""
    rows = (
        Coverage.objects.accepted()
        .filter(kind=kind, unit_id__in=unit_ids)
        .values_list("unit_id", "fact_id", "since", "until")
    )
    return [Covered(*row) for row in rows]
