"""Who leads continuity, the list of services, their BIA, the PCRA cadre."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from hygie.continuity.enums import BiaState, PcraOutcome, Signer
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.models import Fact, HospitalService
from hygie.organisations.rights import Room
from hygie.web.formats import day_short


class Responsable(Fact):
    """The responsable PCA/PRA, named on a day."""

    fact_kind: ClassVar[str] = "responsable"
    room: ClassVar[Room] = Room.CONTINUITY

    name = models.CharField("nom", max_length=150)
    named_on = models.DateField("désigné le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "responsable PCA/PRA"
        verbose_name_plural = "responsables PCA/PRA"
        ordering = ["-named_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("named_on")),
                name="responsable_days_in_order",
                violation_error_message="La fin doit suivre le jour de la désignation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, responsable PCA/PRA"


class FramingLetter(Fact):
    """The lettre de cadrage of the continuity plan."""

    fact_kind: ClassVar[str] = "framing_letter"
    room: ClassVar[Room] = Room.CONTINUITY

    signed_on = models.DateField("signée le")
    signed_by = models.CharField("signée par", max_length=14, choices=Signer.choices)

    class Meta:
        verbose_name = "lettre de cadrage"
        verbose_name_plural = "lettres de cadrage"
        ordering = ["-signed_on", "id"]

    def __str__(self) -> str:
        return f"lettre de cadrage du {day_short(self.signed_on)}"


class Copil(Fact):
    """The comité de pilotage of the continuity plan."""

    fact_kind: ClassVar[str] = "copil"
    room: ClassVar[Room] = Room.CONTINUITY

    created_on = models.DateField("en place depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    members = models.CharField("membres", max_length=500, blank=True)

    class Meta:
        verbose_name = "COPIL"
        verbose_name_plural = "COPIL"
        ordering = ["-created_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("created_on")),
                name="copil_days_in_order",
                violation_error_message="La fin doit suivre la mise en place.",
            )
        ]

    def __str__(self) -> str:
        return f"COPIL en place depuis le {day_short(self.created_on)}"


class CopilMeeting(Fact):
    """One meeting of a COPIL. A part of its COPIL."""

    fact_kind: ClassVar[str] = "copil_meeting"
    room: ClassVar[Room] = Room.CONTINUITY

    copil = models.ForeignKey(Copil, models.PROTECT, related_name="meetings", verbose_name="COPIL")
    held_on = models.DateField("tenue le")
    decisions = models.TextField("décisions", max_length=4000, blank=True)

    class Meta:
        verbose_name = "réunion du COPIL"
        verbose_name_plural = "réunions du COPIL"
        ordering = ["-held_on", "id"]

    def __str__(self) -> str:
        return f"réunion du COPIL du {day_short(self.held_on)}"

    @property
    def coverage_id(self) -> UUID:
        return self.copil_id


class ServiceList(Fact):
    """The list of services arrêtée by the COPIL: a version, a day, its lines."""

    fact_kind: ClassVar[str] = "service_list"
    room: ClassVar[Room] = Room.CONTINUITY

    number = models.PositiveSmallIntegerField("version")
    decided_on = models.DateField("arrêtée par le COPIL le")

    class Meta:
        verbose_name = "liste des services"
        verbose_name_plural = "listes des services"
        ordering = ["-decided_on", "-number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["bearer", "number"],
                name="service_list_number_once",
                violation_error_message="Une liste porte déjà ce numéro.",
            )
        ]

    def __str__(self) -> str:
        return f"liste des services n°\u00a0{self.number} du {day_short(self.decided_on)}"


class ServiceListLine(models.Model):
    """A service in a list, with its name and family as they were that day."""

    list = models.ForeignKey(ServiceList, models.CASCADE, related_name="lines")
    service = models.ForeignKey(HospitalService, models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=120)
    family = models.CharField("famille", max_length=20, choices=ServiceFamily.choices)

    class Meta:
        verbose_name = "ligne de la liste des services"
        verbose_name_plural = "lignes de la liste des services"
        ordering = ["family", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["list", "service"], name="service_list_line_once")
        ]

    def __str__(self) -> str:
        return self.name


class Bia(Fact):
    """The bilan d'impact sur l'activité of one service.

    `service_comment`: written by the head of the service through a personal link; `note` stays
    inside the establishment's team and is never shown there.
    """

    fact_kind: ClassVar[str] = "bia"
    room: ClassVar[Room] = Room.CONTINUITY

    service = models.ForeignKey(
        HospitalService, models.PROTECT, related_name="bias", verbose_name="service"
    )
    state = models.CharField(
        "état", max_length=12, choices=BiaState.choices, default=BiaState.TO_START
    )
    dmia_h = models.PositiveIntegerField("DMIA, en heures", null=True, blank=True)
    pdma_h = models.PositiveIntegerField("PDMA, en heures", null=True, blank=True)
    approved_on = models.DateField("approuvé le", null=True, blank=True)
    approved_by = models.CharField("approuvé par", max_length=150, blank=True)
    service_comment = models.TextField("ce que le service en dit", max_length=4000, blank=True)

    class Meta:
        verbose_name = "BIA"
        verbose_name_plural = "BIA"
        ordering = ["service__family", "service__name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=BiaState.APPROVED) | Q(approved_on__isnull=False),
                name="bia_approved_has_day",
                violation_error_message="Un BIA approuvé porte le jour de son approbation.",
            )
        ]

    def __str__(self) -> str:
        return f"BIA «\u00a0{self.service}\u00a0»"


class PcraCadre(Fact):
    """The PCRA cadre (framework plan)."""

    fact_kind: ClassVar[str] = "pcra_cadre"
    room: ClassVar[Room] = Room.CONTINUITY

    approved_on = models.DateField("approuvé le")
    covers_all_services = models.BooleanField("il couvre tous les services", default=True)

    class Meta:
        verbose_name = "PCRA cadre"
        verbose_name_plural = "PCRA cadres"
        ordering = ["-approved_on", "id"]

    def __str__(self) -> str:
        return f"PCRA cadre approuvé le {day_short(self.approved_on)}"


class PcraTest(Fact):
    """The PCRA of one service put to the test: in an exercise, or by a real crisis.

    `event_id`: the event of the logbook during which it was; None for a test apart. Times in
    minutes: what the plan foresees to go over to degraded mode, and what it took.
    """

    fact_kind: ClassVar[str] = "pcra_test"
    room: ClassVar[Room] = Room.CONTINUITY

    service = models.ForeignKey(
        HospitalService, models.PROTECT, related_name="pcra_tests", verbose_name="service"
    )
    tested_on = models.DateField("éprouvé le")
    outcome = models.CharField("résultat", max_length=10, choices=PcraOutcome.choices)
    unavailable = models.CharField("ce qui manquait", max_length=200, blank=True)
    planned_min = models.PositiveIntegerField("durée prévue, en minutes", null=True, blank=True)
    measured_min = models.PositiveIntegerField("durée mesurée, en minutes", null=True, blank=True)
    gaps = models.TextField("écarts", max_length=2000, blank=True)
    event_id = models.UUIDField("événement", null=True, blank=True, editable=False, db_index=True)
    event_title = models.CharField("pendant", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "épreuve d’un PCRA"
        verbose_name_plural = "épreuves de PCRA"
        ordering = ["-tested_on", "service__name", "id"]

    def __str__(self) -> str:
        return f"PCRA de «\u00a0{self.service}\u00a0» éprouvé le {day_short(self.tested_on)}"
