"""Sensitive services, people, means of identification, SSO, local repository, papers."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from hygie.identification.enums import Access, EidasLevel, Factors, MieType, Origin, SyncSource
from hygie.identification.populations import read_populations, valid_populations
from hygie.organisations.models import Fact
from hygie.organisations.rights import Room
from hygie.web.formats import day_short, grouped, plural

EARLIEST = date(2000, 1, 1)
MAX_PEOPLE = 500_000


def check_days(
    fact: Fact, *, done: Iterable[str] = (), runs: tuple[str, str] | None = None
) -> None:
    """Refuses, in the fields of `done`, days to come or before 2000, and a run that ends too soon.

    runs: names of the first and last day fields. Raises `ValidationError` by field.
    """
    errors: dict[str, str] = {}
    for name in done:
        day = getattr(fact, name)
        if day is not None and day > timezone.localdate():
            errors[name] = "Cette date est dans le futur."
        elif day is not None and day < EARLIEST:
            errors[name] = "Cette date est trop ancienne."
    if runs:
        first, last = getattr(fact, runs[0]), getattr(fact, runs[1])
        if first is not None and last is not None and last <= first:
            errors[runs[1]] = "La fin doit suivre le début."
    if errors:
        raise ValidationError(errors)


class SensitiveService(Fact):
    """A digital service that the establishment answers for and classed sensitive."""

    fact_kind: ClassVar[str] = "sensitive_service"
    room: ClassVar[Room] = Room.IDENTIFICATION

    name = models.CharField("nom du service", max_length=150)
    since = models.DateField("classé sensible depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)
    reason = models.TextField("raison du classement", max_length=1000, blank=True)
    decided_by = models.CharField("classé par", max_length=150, blank=True)
    access = models.CharField("accès", max_length=6, choices=Access.choices, blank=True)

    class Meta:
        verbose_name = "service sensible"
        verbose_name_plural = "services sensibles"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_days(self, done=("since",), runs=("since", "until"))


class UserCount(Fact):
    """Distinct people with access to at least one sensitive service, on a day.

    `populations`: one population a line, « Médecins : 120 »; one person may be in several.
    """

    fact_kind: ClassVar[str] = "user_count"
    room: ClassVar[Room] = Room.IDENTIFICATION

    counted_on = models.DateField("compté le")
    distinct_people = models.PositiveIntegerField(
        "personnes distinctes", validators=[MaxValueValidator(MAX_PEOPLE)]
    )
    populations = models.TextField(
        "par population", max_length=4000, blank=True, validators=[valid_populations]
    )

    class Meta:
        verbose_name = "nombre d’utilisateurs"
        verbose_name_plural = "nombres d’utilisateurs"
        ordering = ["-counted_on", "-created_at"]

    def __str__(self) -> str:
        people = self.distinct_people
        return f"{grouped(people)} personne{plural(people)} au {day_short(self.counted_on)}"

    def clean(self) -> None:
        check_days(self, done=("counted_on",))
        try:
            rows = read_populations(self.populations)
        except ValidationError:
            return
        for name, people in rows:
            if self.distinct_people is not None and people > self.distinct_people:
                raise ValidationError(
                    {
                        "populations": (
                            f"«\u00a0{name}\u00a0» compte plus de personnes que le total des "
                            "personnes distinctes."
                        )
                    }
                )


class MieUse(Fact):
    """A means of electronic identification (MIE) used to reach sensitive services.

    `service` None: all of them. `origin`, `factors`, `eidas_level` empty: not known or none.
    """

    fact_kind: ClassVar[str] = "mie_use"
    room: ClassVar[Room] = Room.IDENTIFICATION

    type = models.CharField("moyen", max_length=10, choices=MieType.choices)
    label = models.CharField("précision", max_length=120, blank=True)
    service = models.ForeignKey(
        SensitiveService,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mie_uses",
        verbose_name="service",
    )
    origin = models.CharField("fourni par", max_length=13, choices=Origin.choices, blank=True)
    factors = models.PositiveSmallIntegerField(
        "facteurs", choices=Factors.choices, null=True, blank=True
    )
    eidas_level = models.CharField(
        "niveau eIDAS certifié", max_length=11, choices=EidasLevel.choices, blank=True
    )
    homologated_on = models.DateField("homologué le", null=True, blank=True)
    homologated_until = models.DateField("homologué jusqu’au", null=True, blank=True)
    since = models.DateField("utilisé depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "moyen d’identification (MIE)"
        verbose_name_plural = "moyens d’identification (MIE)"
        ordering = ["type", "since", "id"]

    def __str__(self) -> str:
        return self.label or self.get_type_display()

    def clean(self) -> None:
        check_days(self, done=("since", "homologated_on"), runs=("since", "until"))
        check_days(self, runs=("homologated_on", "homologated_until"))
        if self.homologated_until is not None and self.homologated_on is None:
            raise ValidationError({"homologated_on": "Dites aussi depuis quel jour."})


class Sso(Fact):
    """A single sign-on (SSO) in service."""

    fact_kind: ClassVar[str] = "sso"
    room: ClassVar[Room] = Room.IDENTIFICATION

    product = models.CharField("produit", max_length=120, blank=True)
    in_service_on = models.DateField("en service depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "brique de SSO"
        verbose_name_plural = "briques de SSO"
        ordering = ["-in_service_on", "id"]

    def __str__(self) -> str:
        return self.product or "Brique de SSO"

    def clean(self) -> None:
        check_days(self, done=("in_service_on",), runs=("in_service_on", "until"))


class LocalDirectory(Fact):
    """The local identity repository: who is who in the establishment."""

    fact_kind: ClassVar[str] = "local_directory"
    room: ClassVar[Room] = Room.IDENTIFICATION

    name = models.CharField("nom ou produit", max_length=120, blank=True)
    in_place_on = models.DateField("en place depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "répertoire local"
        verbose_name_plural = "répertoires locaux"
        ordering = ["-in_place_on", "id"]

    def __str__(self) -> str:
        return self.name or "Répertoire local"

    def clean(self) -> None:
        check_days(self, done=("in_place_on",), runs=("in_place_on", "until"))


class Synchronisation(Fact):
    """A local repository was synchronised with a source, on a day. A part of its repository."""

    fact_kind: ClassVar[str] = "directory_synchronisation"
    room: ClassVar[Room] = Room.IDENTIFICATION

    directory = models.ForeignKey(
        LocalDirectory,
        models.PROTECT,
        related_name="synchronisations",
        verbose_name="répertoire local",
    )
    source = models.CharField("source", max_length=4, choices=SyncSource.choices)
    done_on = models.DateField("synchronisé le")

    class Meta:
        verbose_name = "synchronisation"
        verbose_name_plural = "synchronisations"
        ordering = ["-done_on", "id"]

    def __str__(self) -> str:
        source = "la GRH" if self.source == SyncSource.HR else "le RPPS"
        return f"Synchronisation avec {source} du {day_short(self.done_on)}"

    @property
    def coverage_id(self) -> UUID:
        return self.directory_id

    def clean(self) -> None:
        check_days(self, done=("done_on",))


class Engagement(Fact):
    """The signed engagement to secure the ways of electronic identification."""

    fact_kind: ClassVar[str] = "engagement"
    room: ClassVar[Room] = Room.IDENTIFICATION

    signed_on = models.DateField("signé le")
    signatory = models.CharField("signataire", max_length=150, blank=True)
    edition = models.CharField("version du document", max_length=40, blank=True)

    class Meta:
        verbose_name = "engagement de sécurisation"
        verbose_name_plural = "engagements de sécurisation"
        ordering = ["-signed_on", "id"]

    def __str__(self) -> str:
        return f"Engagement signé le {day_short(self.signed_on)}"

    def clean(self) -> None:
        check_days(self, done=("signed_on",))


class Trajectory(Fact):
    """The validated trajectory that secures the means of identification."""

    fact_kind: ClassVar[str] = "trajectory"
    room: ClassVar[Room] = Room.IDENTIFICATION

    validated_on = models.DateField("validée le")
    validated_by = models.CharField("validée par", max_length=150, blank=True)
    milestones = models.TextField("jalons", max_length=4000, blank=True)

    class Meta:
        verbose_name = "trajectoire des MIE"
        verbose_name_plural = "trajectoires des MIE"
        ordering = ["-validated_on", "id"]

    def __str__(self) -> str:
        return f"Trajectoire validée le {day_short(self.validated_on)}"

    def clean(self) -> None:
        check_days(self, done=("validated_on",))
