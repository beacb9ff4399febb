"""One import of the history of an establishment, and what each row of its file became."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from hygie.exchanges.enums import BUSY, Outcome, State
from hygie.exchanges.history.table import BY_KEY
from hygie.organisations.models import Organisation

# Without a sign of life for so long, a writing is taken for stopped (process killed, machine off).
SILENCE = timedelta(seconds=120)


class HistoryImport(models.Model):
    """A file read for one establishment. Nothing of it is written before it is confirmed.

    `sheets`: by register, what was found (rows, new, known, errors, refusal). `problems`: dicts
    register, sheet, cell, text, warning. `proofs`: names of the files of the ZIP with what became
    of each. `stored_proofs`: our name of the ZIP, kept until the import ends. `claim`: who works on
    it now. `undo_reason`: why it is taken back, once that was asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    state = models.CharField("état", max_length=12, choices=State.choices, default=State.READ)
    file_name = models.CharField("fichier", max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    stored_proofs = models.CharField(max_length=60, blank=True)
    sheets = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    proofs = models.JSONField(default=list, blank=True)
    steps_total = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    host = models.CharField(max_length=200, blank=True)
    process = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    undo_reason = models.CharField("motif d’annulation", max_length=300, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_at = models.DateTimeField("lu le", auto_now_add=True)
    alive_at = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    ended_at = models.DateTimeField("fini le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "reprise de l’historique"
        verbose_name_plural = "reprises de l’historique"
        ordering = ["-read_at", "id"]
        indexes = [models.Index(fields=["unit", "-read_at"], name="history_import_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether it is being written, or taken back."""
        return self.state in BUSY

    @property
    def is_silent(self) -> bool:
        """Whether nobody has heard of its writing for too long."""
        return self.alive_at is not None and timezone.now() - self.alive_at > SILENCE


class HistoryRow(models.Model):
    """One row of the file that may be written, and what it became.

    `values`: as `reading.to_plain`. `fact_id`: the id that the row always gives, whatever the
    file; `fact_version`: that of the fact once written, None before.
    """

    history = models.ForeignKey(HistoryImport, models.CASCADE, related_name="rows")
    register = models.CharField(max_length=20)
    number = models.PositiveIntegerField("ligne")
    label = models.CharField(max_length=300)
    values = models.JSONField(default=dict)
    proofs = models.JSONField(default=list, blank=True)
    evidence_ids = models.JSONField(default=list, blank=True)
    fact_id = models.UUIDField()
    fact_version = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.NEW)
    message = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "ligne reprise"
        verbose_name_plural = "lignes reprises"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["history", "register", "number"], name="history_row_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def sheet(self) -> str:
        """The sheet of the file where it stands."""
        return BY_KEY[self.register].sheet
