"""Files sent for the plan, kept between their dry run and their taking; columns chosen before."""

import uuid

from django.db import models

from hygie.organisations.models import Organisation


class PlanImport(models.Model):
    """One file sent: its rows as text, the columns chosen, then what was taken from it.

    `mapping`: rank of the column (as text) → key of `exchange.columns`. `kept_rows`: column and
    words that a row must hold to be read. `report`: counts, and the differences left as Hygie
    had them; written when the file is taken, and the rows are then emptied. `undone_at`: when
    what it wrote was taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    file_name = models.CharField("fichier", max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by_name = models.CharField("par", max_length=200)
    headings = models.JSONField(default=list, blank=True)
    heading_row = models.PositiveIntegerField(default=1)
    rows = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    uncomputed = models.JSONField(default=list, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    kept_rows = models.JSONField(default=dict, blank=True)
    is_mapped = models.BooleanField(default=False)
    applied_at = models.DateTimeField("pris le", null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by_name = models.CharField("annulé par", max_length=200, blank=True)

    class Meta:
        verbose_name = "import du PAQ"
        verbose_name_plural = "imports du PAQ"
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["unit", "-made_at"], name="plan_import_unit")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def columns(self) -> dict[int, str]:
        """Key of each column chosen, by rank."""
        return {int(rank): key for rank, key in self.mapping.items()}


class ImportedAction(models.Model):
    """What one file wrote in one action, so that it may be taken back.

    `version`: the one that the file left. `before`: field → plain value it had, of those that the
    file changed; empty for an action that it created. `number_before` and `number_after`: None
    when the file did not touch the number. `postponement_id`, `following_id`: the postponement and
    the next occurrence that it brought.
    """

    class Outcome(models.TextChoices):
        WRITTEN = "written", "écrite"
        UNDONE = "undone", "annulée"
        KEPT = "kept", "gardée"

    plan_import = models.ForeignKey(PlanImport, models.CASCADE, related_name="written")
    action_id = models.UUIDField()
    label = models.CharField(max_length=230)
    is_new = models.BooleanField()
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict, blank=True)
    number_before = models.CharField(max_length=40, null=True, blank=True)  # None: not touched
    number_after = models.CharField(max_length=40, null=True, blank=True)
    postponement_id = models.UUIDField(null=True, blank=True)
    following_id = models.UUIDField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WRITTEN)
    message = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "action écrite par un import"
        verbose_name_plural = "actions écrites par un import"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["plan_import", "action_id"], name="imported_once")
        ]

    def __str__(self) -> str:
        return self.label


class ColumnChoice(models.Model):
    """What an establishment chose for a heading of its own PAQ: "" leaves the column aside."""

    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    heading = models.CharField("en-tête", max_length=200)
    key = models.CharField("colonne", max_length=40, blank=True)

    class Meta:
        verbose_name = "colonne choisie"
        verbose_name_plural = "colonnes choisies"
        ordering = ["heading"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "heading"], name="column_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.key}"
