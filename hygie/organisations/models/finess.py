"""Imports of the FINESS file, the lines of their reports, and what FINESS last said."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.organisations.models.organisation import Organisation

# Without a sign of life for so long, an import is taken for stopped (process killed, machine off).
SILENCE = timedelta(seconds=60)


class FinessState(models.TextChoices):
    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    DONE = "done", "terminé"
    PARTIAL = "partial", "incomplet"
    REFUSED = "refused", "fichier refusé"
    INTERRUPTED = "interrupted", "interrompu"
    FAILED = "failed", "en panne"


class FinessOutcome(models.TextChoices):
    """What a line of the report says of one object of the file."""

    REFUSED = "refused", "refusé"
    KEPT = "kept", "valeur locale gardée"
    CLOSED = "closed", "fermé"
    CHANGED = "changed", "modifié"
    WARNING = "warning", "à vérifier"
    ABSENT = "absent", "absent du fichier"


class FinessImport(models.Model):
    """One import of a FINESS file, by the screen or by the command: its state and its counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField("état", max_length=12, choices=FinessState.choices)
    everything = models.BooleanField("toutes catégories", default=False)
    file_name = models.CharField("fichier", max_length=200)
    file_size = models.BigIntegerField("taille en octets", default=0)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    stored_name = models.CharField(
        max_length=60,
        blank=True,
        help_text="Nom du fichier gardé le temps de l’import\u00a0; vide pour la commande.",
    )
    schema_version = models.CharField("version du format", max_length=20, blank=True)
    generated_on = models.DateField("date du fichier", null=True, blank=True)
    bytes_total = models.BigIntegerField("octets à lire", default=0)
    bytes_done = models.BigIntegerField("octets lus", default=0)
    added = models.PositiveIntegerField("ajoutées", default=0)
    changed = models.PositiveIntegerField("modifiées", default=0)
    closed = models.PositiveIntegerField("fermées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    warned = models.PositiveIntegerField("à vérifier", default=0)
    kept = models.PositiveIntegerField("valeurs locales gardées", default=0)
    absent = models.PositiveIntegerField("absentes du fichier", default=0)
    out_of_scope = models.PositiveIntegerField("hors périmètre", default=0)
    message = models.TextField("message", blank=True)
    host = models.CharField(max_length=200, blank=True)
    process = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField("demandé le", auto_now_add=True)
    alive_at = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    ended_at = models.DateTimeField("fini le", null=True, blank=True)

    class Meta:
        verbose_name = "import FINESS"
        verbose_name_plural = "imports FINESS"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="running"),
                name="finess_import_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def is_under_way(self) -> bool:
        """Waiting or running: the page goes on asking."""
        return self.state in (FinessState.WAITING, FinessState.RUNNING)

    @property
    def percent(self) -> int:
        """Share of the file read, 0–100."""
        if self.bytes_total <= 0:
            return 0
        return min(100, self.bytes_done * 100 // self.bytes_total)

    def is_silent(self, now: datetime | None = None) -> bool:
        """Whether it gave no sign of life for too long."""
        last = self.alive_at or self.asked_at
        return (now or timezone.now()) - last > SILENCE


class FinessLine(models.Model):
    """One line of the report: where in the file, which number, what and why, in French."""

    run = models.ForeignKey(FinessImport, models.CASCADE, related_name="lines")
    outcome = models.CharField("suite", max_length=10, choices=FinessOutcome.choices)
    path = models.CharField("où dans le fichier", max_length=120, blank=True)
    finess = models.CharField("numéro ou code", max_length=40, blank=True)
    name = models.CharField("nom", max_length=200, blank=True)
    reason = models.CharField("pourquoi", max_length=500)

    class Meta:
        verbose_name = "ligne d’un import FINESS"
        verbose_name_plural = "lignes d’un import FINESS"
        ordering = ["id"]
        indexes = [models.Index(fields=["run", "outcome", "id"], name="finess_line_run_outcome")]

    def __str__(self) -> str:
        return f"{self.path} {self.finess} {self.reason}"


class FinessSource(models.Model):
    """What FINESS last said of an organisation: tells its changes from those made here."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, primary_key=True, related_name="finess_source"
    )
    technical_id = models.CharField(max_length=50, blank=True, db_index=True)
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name = "valeurs FINESS"
        verbose_name_plural = "valeurs FINESS"

    def __str__(self) -> str:
        return f"FINESS {self.organisation_id}"
