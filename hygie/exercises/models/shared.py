"""Anonymised RETEX of other establishments, taken from a file."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from hygie.organisations.models import Organisation


class SharedRetex(models.Model):
    """A RETEX without any name, given by another establishment: read here, never counted.

    `digest`: SHA-256 of its file; `content`: {"texts": …, "lists": …} as
    `hygie.domain.playing.shared` reads it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bearer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.CharField("empreinte", max_length=64)
    title = models.CharField("scénario", max_length=300)
    year = models.CharField("année", max_length=10, blank=True)
    grade = models.CharField("niveau", max_length=60, blank=True)
    content = models.JSONField(default=dict)
    note = models.CharField("d’où il vient", max_length=200, blank=True)
    taken_at = models.DateTimeField("pris le", default=timezone.now)
    taken_by_name = models.CharField("pris par", max_length=200)

    class Meta:
        verbose_name = "RETEX partagé"
        verbose_name_plural = "RETEX partagés"
        ordering = ["-taken_at"]
        constraints = [
            models.UniqueConstraint(fields=["bearer", "digest"], name="shared_retex_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.year}" if self.year else self.title
