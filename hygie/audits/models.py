"""Directories and their ADS results, inventory, registrations, exposure audits, SMSI."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from hygie.audits.enums import Level, Service
from hygie.organisations.models import Fact
from hygie.organisations.rights import Room
from hygie.web.formats import day_short


class Directory(Fact):
    """An Active Directory forest: owned by one organisation, known once by its GUID."""

    fact_kind: ClassVar[str] = "directory"
    room: ClassVar[Room] = Room.AUDITS

    name = models.CharField("nom de l’annuaire", max_length=120)
    forest_dns = models.CharField("nom DNS de la forêt", max_length=255, blank=True)
    forest_guid = models.UUIDField("GUID de la forêt", null=True, blank=True)
    entered_on = models.DateField("en service depuis le")
    left_on = models.DateField("hors service depuis le", null=True, blank=True)

    class Meta:
        verbose_name = "annuaire"
        verbose_name_plural = "annuaires"
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["forest_guid"],
                name="directory_forest_once",
                violation_error_message=(
                    "Une organisation suit déjà cette forêt. Demandez-lui de la porter aussi pour "
                    "vous."
                ),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gt=models.F("entered_on")),
                name="directory_days_in_order",
                violation_error_message="La mise hors service doit suivre la mise en service.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AdsResult(Fact):
    """One official ADS audit of one directory. A part of its directory."""

    fact_kind: ClassVar[str] = "ads_result"
    room: ClassVar[Room] = Room.AUDITS

    directory = models.ForeignKey(
        Directory, models.PROTECT, related_name="results", verbose_name="annuaire"
    )
    done_on = models.DateField("date de l’audit")
    level = models.PositiveSmallIntegerField(
        "niveau ADS (score)", choices=Level.choices, null=True, blank=True
    )
    failed_points = models.JSONField("points non conformes", default=list, blank=True)

    class Meta:
        verbose_name = "résultat ADS"
        verbose_name_plural = "résultats ADS"
        ordering = ["-done_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["directory", "done_on"],
                name="ads_result_once_a_day",
                violation_error_message="Un résultat de ce jour est déjà noté pour cet annuaire.",
            )
        ]

    def __str__(self) -> str:
        return f"audit ADS du {day_short(self.done_on)}, {self.directory}"

    @property
    def coverage_id(self) -> UUID:
        return self.directory_id


class DirectoryInventory(Fact):
    """A signed inventory of the directories."""

    fact_kind: ClassVar[str] = "directory_inventory"
    room: ClassVar[Room] = Room.AUDITS

    signed_on = models.DateField("signé le")
    signed_by = models.CharField("signé par", max_length=150, blank=True)
    says_all_listed = models.BooleanField("il dit que tous les annuaires sont listés", default=True)

    class Meta:
        verbose_name = "inventaire des annuaires"
        verbose_name_plural = "inventaires des annuaires"
        ordering = ["-signed_on", "id"]

    def __str__(self) -> str:
        return f"inventaire signé le {day_short(self.signed_on)}"


class Registration(Fact):
    """A registration to the Club SSI or to SILENE."""

    fact_kind: ClassVar[str] = "registration"
    room: ClassVar[Room] = Room.AUDITS

    service = models.CharField("service", max_length=10, choices=Service.choices)
    registered_on = models.DateField("inscrit le")
    reference = models.CharField("référence", max_length=120, blank=True)

    class Meta:
        verbose_name = "inscription"
        verbose_name_plural = "inscriptions"
        ordering = ["service", "registered_on", "id"]

    def __str__(self) -> str:
        return (
            f"inscription au service {self.get_service_display()}, {day_short(self.registered_on)}"
        )


class ExposureAudit(Fact):
    """A SILENE audit of what the establishment exposes on the internet."""

    fact_kind: ClassVar[str] = "exposure_audit"
    room: ClassVar[Room] = Room.AUDITS

    done_on = models.DateField("date de l’audit")
    perimeter = models.CharField("périmètre", max_length=200, blank=True)
    level = models.CharField("niveau rendu par le rapport", max_length=40, blank=True)

    class Meta:
        verbose_name = "audit SILENE"
        verbose_name_plural = "audits SILENE"
        ordering = ["-done_on", "id"]

    def __str__(self) -> str:
        return f"audit SILENE du {day_short(self.done_on)}"


class Smsi(Fact):
    """The management system (SMSI) named, with the RSSI who supervises it."""

    fact_kind: ClassVar[str] = "smsi"
    room: ClassVar[Room] = Room.AUDITS

    named_on = models.DateField("en place depuis le")
    rssi_name = models.CharField("RSSI qui le supervise", max_length=150, blank=True)
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "SMSI"
        verbose_name_plural = "SMSI"
        ordering = ["-named_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("named_on")),
                name="smsi_days_in_order",
                violation_error_message="La fin doit suivre le jour de la mise en place.",
            )
        ]

    def __str__(self) -> str:
        return f"SMSI en place depuis le {day_short(self.named_on)}"
