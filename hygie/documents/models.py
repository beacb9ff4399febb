"""Evidence of the facts: a file kept here, a link, or a piece that someone holds elsewhere."""

import uuid
from collections.abc import Iterable

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q

from hygie.documents.enums import Form
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def kept(self) -> "EvidenceQuerySet":
        """What nobody withdrew."""
        return self.filter(withdrawn_at=None)

    def about(self, subject_kind: str, subject_ids: Iterable[object]) -> "EvidenceQuerySet":
        """Evidence of some objects of one kind."""
        return self.filter(
            subject_kind=subject_kind, subject_id__in=[str(one) for one in subject_ids]
        )

    def concerning(self, unit: Organisation) -> "EvidenceQuerySet":
        """Evidence that `unit` gave, or of facts that others bear for it."""
        covered = Coverage.objects.filter(unit=unit, fact_id=OuterRef("coverage_id"))
        return self.filter(Q(bearer=unit) | Q(Exists(covered)))

    def counting_for(self, unit: Organisation) -> "EvidenceQuerySet":
        """The same, without those of facts that `unit` declined: they prove nothing for it."""
        accepted = Coverage.objects.accepted().filter(unit=unit, fact_id=OuterRef("coverage_id"))
        return self.filter(Q(bearer=unit) | Q(Exists(accepted)))


class Evidence(models.Model):
    """One piece. It is never erased: withdrawn, it stays for what cites it.

    `subject_id` names an object of a room above; `coverage_id` is the fact whose units may read
    the piece (the object itself, or the one it is a part of). `sha256` names the stored file.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bearer = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="donnée par"
    )
    room = models.CharField("domaine", max_length=20, choices=Room.choices)
    subject_kind = models.CharField("type d’objet", max_length=60)
    subject_id = models.CharField("objet", max_length=64)
    subject_label = models.CharField("ce qu’elle prouve", max_length=300)
    coverage_id = models.UUIDField()
    form = models.CharField("forme", max_length=4, choices=Form.choices)
    title = models.CharField("intitulé", max_length=200)
    sha256 = models.CharField("empreinte", max_length=64, blank=True)
    original_name = models.CharField("nom du fichier", max_length=150, blank=True)
    content_type = models.CharField("type de contenu", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("taille en octets", null=True, blank=True)
    url = models.URLField(
        "adresse", max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    held_by = models.CharField("détenue par", max_length=150, blank=True)
    reference = models.CharField("référence", max_length=150, blank=True)
    added_at = models.DateTimeField("ajoutée le", auto_now_add=True)
    added_by_name = models.CharField("ajoutée par", max_length=200)
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)
    withdrawn_by_name = models.CharField("retirée par", max_length=200, blank=True)
    withdrawn_reason = models.CharField("motif du retrait", max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        verbose_name_plural = "pièces"
        ordering = ["-added_at", "id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="evidence_subject"),
            models.Index(fields=["bearer", "room"], name="evidence_bearer_room"),
            models.Index(fields=["coverage_id"], name="evidence_coverage"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    (Q(form=Form.FILE) & ~Q(sha256=""))
                    | (Q(form=Form.LINK) & ~Q(url=""))
                    | (Q(form=Form.HELD) & ~Q(held_by=""))
                ),
                name="evidence_form_filled",
                violation_error_message="La pièce n’est pas complète.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def short_form(self) -> str:
        """The form in one or two words, for a table."""
        return {Form.FILE: "Fichier", Form.LINK: "Lien", Form.HELD: "Pièce détenue"}[
            Form(self.form)
        ]

    @property
    def icon_name(self) -> str:
        """The icon of the form, of the same name."""
        return self.form

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
