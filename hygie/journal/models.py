"""The append-only record of who did what: plain values, so that every room may write in it."""

from django.db import models

from hygie.journal.frozen import Frozen, FrozenQuerySet


class EntryQuerySet(FrozenQuerySet["Entry"]):
    """Lines are added and read, never changed."""

    def about(self, subject_kind: str, subject_id: object) -> "EntryQuerySet":
        """The history of one object, newest first."""
        return self.filter(subject_kind=subject_kind, subject_id=str(subject_id))


class Entry(Frozen):
    """One act: author, verb, subject and the organisation it belongs to, as they were that day."""

    at = models.DateTimeField("le", auto_now_add=True, db_index=True)
    author_id = models.BigIntegerField("identifiant de l’auteur", null=True, blank=True)
    author_name = models.CharField("auteur", max_length=200)
    verb = models.CharField("acte", max_length=80)
    room = models.CharField("domaine", max_length=40)
    subject_kind = models.CharField("type d’objet", max_length=60)
    subject_id = models.CharField("identifiant de l’objet", max_length=64)
    subject_label = models.CharField("objet", max_length=300)
    organisation_id = models.BigIntegerField("organisation", null=True, blank=True)
    data = models.JSONField("détail", default=dict, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "journal"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["organisation_id", "-at"], name="journal_organisation"),
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="journal_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.author_name} {self.verb} {self.subject_label}"
