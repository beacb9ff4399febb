"""Scenarios of an organisation: what is being written, and versions that never change."""

from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from hygie.journal.frozen import Frozen, FrozenQuerySet
from hygie.organisations.models import Organisation


class ScenarioVersionQuerySet(FrozenQuerySet["ScenarioVersion"]):
    """Versions: added and read, never changed."""

    def light(self) -> "ScenarioVersionQuerySet":
        """Without their texts."""
        return self.defer("text")


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    """Scenarios."""

    def owned_by(self, owners: QuerySet[Organisation]) -> "ScenarioQuerySet":
        """Those of these organisations: never those that come with Hygie."""
        return self.filter(owner__in=owners)

    def listed(self) -> "ScenarioQuerySet":
        """Without what is heavy, with `last` (number of the last version, None without any) and
        `is_drafted` (something is being written)."""
        drafted = models.Case(
            models.When(draft__isnull=False, then=models.Value(True)),
            default=models.Value(False),
        )
        versions = ScenarioVersion.objects.filter(scenario=models.OuterRef("pk"))
        last = models.Subquery(versions.order_by("-number").values("number")[:1])
        return self.defer("draft").annotate(last=last, is_drafted=drafted)


class Scenario(models.Model):
    """One scenario of the library, whatever its version.

    `owner`: None for those that come with Hygie, written here once they are played. `card`: what
    the library lists (`hygie.exercises.library.card_of`). `draft`: what is being written, as
    `hygie.exercises.drafts.plain_of` says; None: nothing since the last version. `version`: of
    the record, for two people who write at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="détenu par",
    )
    slug = models.SlugField("identifiant", max_length=100)
    title = models.CharField("titre", max_length=300)
    card = models.JSONField(default=dict)
    draft = models.JSONField(null=True, blank=True, default=None)
    archived_at = models.DateTimeField("archivé le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = "scénario"
        verbose_name_plural = "scénarios"
        ordering = ["title", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "slug"],
                condition=Q(archived_at=None),
                name="scenario_slug_once",
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(owner=None), name="scenario_shipped_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ScenarioVersion(Frozen):
    """A scenario as it was published: an exercise keeps the version that it plays.

    `text`: YAML as `hygie.domain.scenario.writing.dump` writes it; `fingerprint`: its SHA-256.
    """

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("version", validators=[MinValueValidator(1)])
    text = models.TextField("texte")
    fingerprint = models.CharField("empreinte", max_length=64)
    note = models.CharField("ce qui change", max_length=500, blank=True)
    made_at = models.DateTimeField("publiée le", default=timezone.now)
    made_by_name = models.CharField("publiée par", max_length=200, blank=True)

    objects = ScenarioVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un scénario"
        verbose_name_plural = "versions de scénarios"
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario}, version {self.number}"
