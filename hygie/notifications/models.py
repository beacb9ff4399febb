"""What each person wants to receive, what was said to her, the outbox, and who is at work."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from hygie.notifications.enums import Channel, Kind, State


class Preference(models.Model):
    """What one person wants to receive. Without a row, everything is on."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    digest = models.BooleanField(
        "Récapitulatif de la semaine",
        default=True,
        help_text="Le lundi matin\u00a0: ce qui est en retard et ce qui vient dans les 60 jours.",
    )
    d60 = models.BooleanField("Rappel 60 jours avant une échéance", default=True)
    d30 = models.BooleanField("Rappel 30 jours avant une échéance", default=True)
    d7 = models.BooleanField("Rappel 7 jours avant une échéance", default=True)
    escalation = models.BooleanField(
        "Retards à connaître",
        default=True,
        help_text="Une fois par retard\u00a0: les actions dont vous êtes commanditaire, ou à "
        "alerter en cas de retard, et, si vous signez pour l’établissement, ses obligations.",
    )

    class Meta:
        verbose_name = "préférences de rappel"
        verbose_name_plural = "préférences de rappel"

    def __str__(self) -> str:
        return f"rappels de {self.user_id}"

    def wants(self, channel: Channel | str) -> bool:
        """Whether this person receives it."""
        return bool(getattr(self, Channel(channel).value))


class Contact(models.Model):
    """A person without account who received a personal link at this address, in lower case."""

    email = models.EmailField("adresse électronique", unique=True)
    full_name = models.CharField("nom", max_length=150)
    stopped_at = models.DateTimeField("ne veut plus de courriels depuis", null=True, blank=True)
    created_at = models.DateTimeField("connu depuis", auto_now_add=True)

    class Meta:
        verbose_name = "contributeur sans compte"
        verbose_name_plural = "contributeurs sans compte"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.full_name


# A mail, or what was said, is for an account or for a contact.
FOR_ONE = Q(user=None, contact__isnull=False) | Q(user__isnull=False, contact=None)


class MessageQuerySet(models.QuerySet["Message"]):
    def to_send(self, now: datetime) -> "MessageQuerySet":
        """Those whose time has come, the oldest first."""
        return self.filter(state=State.WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")


class Message(models.Model):
    """One mail for one person. `key` says which one: 2026-W47, 2026-11-21: it is made once.

    `about`: list of [unit id, room, right], everything it speaks of, or [kind, id] for a contact:
    read again before it leaves.
    `claim`: the worker that sends it. `outcome`: code of what happened last; `server_said`: the
    words of the mail server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="messages"
    )
    kind = models.CharField("courriel", max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=40)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    about = models.JSONField(default=list)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    next_try_at = models.DateTimeField("prochain essai")
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)
    sent_to = models.EmailField("envoyé à", blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    server_said = models.CharField("réponse du serveur", max_length=300, blank=True)
    created_at = models.DateTimeField("préparé le")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        ordering = ["-created_at", "id"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_state_next"),
            models.Index(fields=["-created_at", "id"], name="message_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "key"], name="message_once"),
            models.UniqueConstraint(fields=["contact", "kind", "key"], name="message_contact_once"),
            models.CheckConstraint(condition=FOR_ONE, name="message_for_one"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"

    @property
    def person(self) -> Any:
        """Whom it is for: an account or a contact, with `full_name` and `email`."""
        return self.user or self.contact


class Told(models.Model):
    """One thing said to one person: a step of a day, or a lateness. It is not said again.

    `told_on`: when, or the last day when a lateness said was seen to go on.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    key = models.CharField(max_length=160)
    told_on = models.DateField()

    class Meta:
        verbose_name = "rappel fait"
        verbose_name_plural = "rappels faits"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="told_once"),
            models.UniqueConstraint(fields=["contact", "key"], name="told_contact_once"),
            models.CheckConstraint(condition=FOR_ONE, name="told_to_one"),
        ]

    def __str__(self) -> str:
        return self.key


class Round(models.Model):
    """The digest of a week, or the reminders of a day, made for everyone."""

    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=40)
    made = models.PositiveIntegerField("courriels préparés", default=0)
    last_user_id = models.BigIntegerField(default=0)
    last_contact_id = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "tournée"
        verbose_name_plural = "tournées"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="round_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Lease(models.Model):
    """The single row (id 1) of the worker at work: it signs again and again while it is alive."""

    ONLY_ID = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY_ID, editable=False)
    owner = models.CharField(max_length=32, blank=True)
    place = models.CharField("où", max_length=100, blank=True)
    taken_at = models.DateTimeField("en route depuis", null=True, blank=True)
    signed_at = models.DateTimeField("dernier signe de vie", null=True, blank=True)
    server_trouble = models.CharField("serveur injoignable", max_length=300, blank=True)
    server_retry_at = models.DateTimeField(null=True, blank=True)
    server_failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "envoi en route"
        verbose_name_plural = "envoi en route"

    def __str__(self) -> str:
        return self.place


class CalendarFeed(models.Model):
    """The secret address of one person's calendar; only the SHA-256 of the secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField("ouverte le", auto_now_add=True)
    revoked_at = models.DateTimeField("fermée le", null=True, blank=True)
    last_read_at = models.DateTimeField("lue le", null=True, blank=True)

    class Meta:
        verbose_name = "adresse d’agenda"
        verbose_name_plural = "adresses d’agenda"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="calendar_feed_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"agenda de {self.user_id}"
