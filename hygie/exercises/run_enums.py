"""Closed lists of the exercises played. Stored values never change; labels may."""

from django.db import models


class RunState(models.TextChoices):
    """Where an exercise stands, from its idea to its RETEX."""

    DRAFT = "draft", "brouillon"
    PLANNED = "planned", "planifié"
    READY = "ready", "prêt"
    RUNNING = "running", "en cours"
    PAUSED = "paused", "suspendu"
    OVER = "over", "terminé"
    CLOSED = "closed", "clos"
    CANCELLED = "cancelled", "annulé"


BEFORE = frozenset({RunState.DRAFT, RunState.PLANNED, RunState.READY})
LIVE = frozenset({RunState.RUNNING, RunState.PAUSED})
AFTER = frozenset({RunState.OVER, RunState.CLOSED})


class Answer(models.TextChoices):
    """What an establishment said of its invitation to play."""

    INVITED = "invited", "invité"
    ACCEPTED = "accepted", "joue"
    DECLINED = "declined", "décliné"


class PartRole(models.TextChoices):
    """What somebody does in an exercise."""

    DIRECTION = "direction", "direction d’exercice"
    ANIMATEUR = "animateur", "animateur"
    OBSERVATEUR = "observateur", "observateur"
    JOUEUR = "joueur", "joueur"


class Presence(models.TextChoices):
    """Whether somebody came."""

    EXPECTED = "expected", "attendu"
    PRESENT = "present", "présent"
    EXCUSED = "excused", "excusé"
    ABSENT = "absent", "absent"


class PlayState(models.TextChoices):
    """What became of a stimulus. Due and late are worked out from the clock, never stored."""

    PLANNED = "planned", "prévu"
    SENT = "sent", "envoyé"
    SKIPPED = "skipped", "écarté"


class MailState(models.TextChoices):
    """What became of a stimulus sent by e-mail to one person."""

    WAITING = "waiting", "à envoyer"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "envoyé"
    REFUSED = "refused", "refusé"
    TO_CHECK = "to_check", "à vérifier"
    DRY = "dry", "à blanc"
    STOPPED = "stopped", "retenu"
