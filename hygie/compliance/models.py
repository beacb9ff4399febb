"""The entry sheets closed by a receipt, and the yearly statements, frozen and chained."""

import uuid

from django.conf import settings
from django.db import models

from hygie.journal.frozen import Frozen, FrozenQuerySet, Kept
from hygie.organisations.models import Organisation


class EntrySheetQuerySet(FrozenQuerySet["EntrySheet"]):
    """Entries closed: read, never changed."""


class EntrySheet(Frozen):
    """One entry on the national platform, made by a person there and closed here by a receipt.

    `values` are the lines as they were shown that day, with the version of the mapping file. It
    never changes: when the fact is corrected afterwards, another entry `corrects` it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="entry_sheets")
    action = models.PositiveSmallIntegerField("action")
    subject_id = models.UUIDField("fait déclaré")
    subject_label = models.CharField("fait déclaré", max_length=200)
    year = models.PositiveSmallIntegerField("année")
    mapping_version = models.CharField("version du fichier de libellés", max_length=40)
    values = models.JSONField("valeurs saisies")
    entered_on = models.DateField("saisi le")
    receipt = models.CharField("référence de l’accusé", max_length=200)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    closed_by_name = models.CharField("clos par", max_length=200)
    closed_at = models.DateTimeField("clos le", auto_now_add=True)

    objects = EntrySheetQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de saisie"
        verbose_name_plural = "fiches de saisie"
        ordering = ["-closed_at"]
        indexes = [models.Index(fields=["unit", "action"], name="entry_sheet_unit")]

    def __str__(self) -> str:
        return f"saisie de l’action {self.action}, {self.subject_label}"


class EntryMapping(models.Model):
    """Another file of labels for the entry sheets of a unit; the last one counts."""

    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="entry_mappings")
    text = models.TextField("fichier")
    version = models.CharField("version", max_length=40)
    added_by_name = models.CharField("ajouté par", max_length=200)
    added_at = models.DateTimeField("ajouté le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier de libellés"
        verbose_name_plural = "fichiers de libellés"
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.version


class Confirmation(models.TextChoices):
    SECOND_ACCOUNT = "second_account", "Confirmé par une seconde personne"
    SIGNED_PDF = "signed_pdf", "Confirmé par le PDF signé"
    LONE_DIRECTOR = "lone_director", "Signé par une direction seule"


class StatementQuerySet(FrozenQuerySet["Statement"]):
    def confirmed(self) -> "StatementQuerySet":
        """Statements that are frozen in the chain."""
        return self.exclude(number=None)

    def waiting(self) -> "StatementQuerySet":
        """Statements prepared, not yet confirmed."""
        return self.filter(number=None, abandoned_at=None)


class Statement(Kept):
    """The yearly statement of a unit: facts, verdicts and rule book of one day.

    `content` is canonical JSON, frozen at preparation. Once confirmed, `number` is set (1, 2, 3…
    per unit) and `digest` = SHA-256 of the previous digest, the content and the confirmation:
    see `hygie.compliance.chain`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="statements")
    year = models.PositiveSmallIntegerField("année")
    on = models.DateField("situation au")
    content = models.TextField("contenu")
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_by_name = models.CharField("préparé par", max_length=200)
    prepared_at = models.DateTimeField("préparé le")
    abandoned_at = models.DateTimeField("abandonné le", null=True, blank=True)
    confirmation = models.CharField(
        "confirmation", max_length=16, choices=Confirmation.choices, blank=True
    )
    confirmed_by_name = models.CharField("confirmé par", max_length=200, blank=True)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    signed_pdf_sha256 = models.CharField("empreinte du PDF signé", max_length=64, blank=True)
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    previous_digest = models.CharField("empreinte précédente", max_length=64, blank=True)
    digest = models.CharField("empreinte", max_length=64, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "état annuel"
        verbose_name_plural = "états annuels"
        ordering = ["-prepared_at"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="statement_number_once")
        ]

    def __str__(self) -> str:
        number = f" n°\u00a0{self.number}" if self.number else " en préparation"
        return f"état annuel {self.year}{number}"
