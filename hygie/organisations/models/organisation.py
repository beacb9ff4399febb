"""EJ, ET, GHT, groups, regions and the nation in one table, and their links with dates."""

import hashlib
import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from hygie.domain.names import search_key
from hygie.organisations.enums import Kind, LinkRole, Sector, ServiceFamily
from hygie.organisations.models.dated import DatedQuerySet

# Each word is one condition more in SQL: more words than a name has are left aside.
WORDS_SEARCHED = 12
# What the establishment knows better than FINESS, whose imports leave it once corrected.
LOCAL_FIELDS = ("name", "sector", "department", "city", "opened_on", "closed_on")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def units(self) -> "OrganisationQuerySet":
        """Judged units: what the 25 obligations are evaluated for."""
        return self.filter(is_unit=True)

    def open_on(self, day: date) -> "OrganisationQuerySet":
        """Not closed on `day`."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def under(self, parent: "Organisation", day: date) -> "OrganisationQuerySet":
        """Units of a GHT or group on `day`, of a region, of the nation, or the sites of an EJ."""
        if parent.kind == Kind.NATION:
            return self.units()
        if parent.kind == Kind.REGION:
            return self.units().filter(region=parent)
        children = Link.objects.active_on(day).filter(parent=parent).values("child")
        return self.units().filter(pk__in=children)

    def matching(self, text: str) -> "OrganisationQuerySet":
        """Organisations whose FINESS, code or name contains every word typed."""
        found = self
        for word in search_key(text).split()[:WORDS_SEARCHED]:
            found = found.filter(search__contains=word)
        return found


class Organisation(models.Model):
    """One organisation. The judged unit is the EJ, or an ET made a unit of its own."""

    kind = models.CharField("type", max_length=8, choices=Kind.choices)
    finess = models.CharField("numéro FINESS", max_length=9, null=True, blank=True, unique=True)
    code = models.CharField(
        "code",
        max_length=40,
        blank=True,
        help_text="Code du GHT, du groupe ou de la région.",
    )
    name = models.CharField("nom", max_length=200)
    siren = models.CharField("SIREN ou SIRET", max_length=14, blank=True)
    sector = models.CharField("secteur", max_length=20, choices=Sector.choices, blank=True)
    legal_status = models.CharField("statut juridique", max_length=8, blank=True)
    category = models.CharField("catégorie", max_length=8, blank=True)
    tariff_mode = models.CharField("mode de fixation des tarifs", max_length=8, blank=True)
    department = models.CharField("département", max_length=3, blank=True)
    city = models.CharField("commune", max_length=100, blank=True)
    region = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région"
    )
    opened_on = models.DateField("ouvert le", null=True, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    is_unit = models.BooleanField("unité jugée", default=False)
    is_demo = models.BooleanField("donnée de démonstration", default=False)
    quality_plan_in_hygie_since = models.DateField(
        "Hygie tient lieu de PAQ depuis le", null=True, blank=True
    )
    from_finess = models.BooleanField("importé de FINESS", default=False)
    finess_fingerprint = models.CharField(max_length=32, blank=True)
    search = models.CharField(max_length=300, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisations"
        ordering = ["search", "id"]
        indexes = [
            models.Index(fields=["is_unit", "region"], name="organisation_unit_region"),
            models.Index(fields=["kind", "code"], name="organisation_kind_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"], condition=~Q(code=""), name="organisation_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search = self.search_text()
        super().save(*args, **kwargs)

    def search_text(self) -> str:
        """The name first, so that ordering by it is alphabetical without accents."""
        return search_key(f"{self.name} {self.finess or ''} {self.code} {self.city}")[:300]

    @property
    def key(self) -> str:
        """What names it in an address: FINESS of an EJ or ET, code of the others."""
        return self.finess or self.code


def identity_seen(organisation: Organisation) -> str:
    """The identity of an organisation in a few letters: two that differ differ in it."""
    values = [str(getattr(organisation, name)) for name in LOCAL_FIELDS]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:16]


class LinkQuerySet(DatedQuerySet["Link"]):
    """Attachments."""


class Link(models.Model):
    """A child belongs to a parent (EJ, GHT or group) from a day until another, excluded."""

    child = models.ForeignKey(Organisation, models.CASCADE, related_name="parent_links")
    parent = models.ForeignKey(Organisation, models.CASCADE, related_name="child_links")
    role = models.CharField("rôle", max_length=12, choices=LinkRole.choices)
    since = models.DateField("depuis le", null=True, blank=True)
    until = models.DateField("jusqu’au", null=True, blank=True)
    from_finess = models.BooleanField("importé de FINESS", default=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ["id"]
        indexes = [models.Index(fields=["parent", "child"], name="link_parent_child")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gt=models.F("since")),
                name="link_days_in_order",
                violation_error_message="La fin du rattachement doit suivre son début.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.child} → {self.parent}"


class Pole(models.Model):
    """A pôle of an establishment: a group of its services."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="poles")
    name = models.CharField("nom", max_length=120)

    class Meta:
        verbose_name = "pôle"
        verbose_name_plural = "pôles"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="pole_name_once",
                violation_error_message="Un pôle porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class HospitalService(models.Model):
    """A service of an establishment (urgences, pharmacie, paie…), with its family for the BIA."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="hospital_services")
    pole = models.ForeignKey(Pole, models.SET_NULL, null=True, blank=True, verbose_name="pôle")
    name = models.CharField("nom", max_length=120)
    family = models.CharField("famille", max_length=20, choices=ServiceFamily.choices)
    head_name = models.CharField("responsable", max_length=150, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "service"
        verbose_name_plural = "services"
        ordering = ["family", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="service_name_once",
                violation_error_message="Un service porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.name
