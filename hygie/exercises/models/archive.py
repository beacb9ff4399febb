"""Exercises of others, taken from a file: read here, never counted."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.organisations.models import Organisation

FOLDER = "archives"
# What was read and not kept is forgotten.
FORGOTTEN_AFTER = timedelta(days=1)


class ArchivedRunQuerySet(models.QuerySet["ArchivedRun"]):
    """Archives of exercises."""

    def taken(self) -> "ArchivedRunQuerySet":
        """Those that somebody looked at, then kept."""
        return self.exclude(taken_at=None)

    def shown(self) -> "ArchivedRunQuerySet":
        """Those, and what somebody has just read."""
        since = timezone.now() - FORGOTTEN_AFTER
        return self.filter(Q(taken_at__isnull=False) | Q(read_at__gte=since))


class ArchivedRun(models.Model):
    """An archive of an exercise, as its file says it: nothing here feeds an obligation.

    `digest`: SHA-256 of its manifest, which names what it holds. `taken_at` None: it was read,
    nobody has kept it yet. `run_key`: id of the exercise where it was made. The file is kept under
    the id of this row.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bearer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField("empreinte", max_length=64)
    title = models.CharField("intitulé", max_length=200)
    source_name = models.CharField("établissement d’origine", max_length=200, blank=True)
    played_on = models.DateField("joué le", null=True, blank=True)
    made_at = models.DateTimeField("archive faite le", null=True, blank=True)
    has_names = models.BooleanField("avec les noms", default=True)
    run_key = models.CharField(max_length=64, blank=True)
    file_name = models.CharField("nom du fichier", max_length=200)
    size = models.PositiveBigIntegerField("taille en octets")
    read_at = models.DateTimeField("lue le", default=timezone.now)
    read_by_name = models.CharField("lue par", max_length=200)
    taken_at = models.DateTimeField("prise le", null=True, blank=True)
    taken_by_name = models.CharField("prise par", max_length=200, blank=True)

    objects = ArchivedRunQuerySet.as_manager()

    class Meta:
        verbose_name = "archive importée"
        verbose_name_plural = "archives importées"
        ordering = ["-played_on", "-read_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["bearer", "digest"],
                condition=~Q(taken_at=None),
                name="archive_taken_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, archive {self.source_said}"

    @property
    def source_said(self) -> str:
        """« importée de CH de Rochebrune », or that it does not say."""
        return f"importée de {self.source_name}" if self.source_name else "importée, sans origine"

    @property
    def path(self) -> Path:
        """Where its file is kept."""
        return Path(settings.MEDIA_ROOT) / FOLDER / f"{self.pk}.zip"
