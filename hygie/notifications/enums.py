"""Closed lists of the room. Stored values never change; labels may."""

from django.db import models


class Kind(models.TextChoices):
    """Mails that are made here."""

    DIGEST = "digest", "Récapitulatif de la semaine"
    REMINDER = "reminder", "Échéances qui approchent"
    ESCALATION = "escalation", "Retards à connaître"
    TRIAL = "trial", "Courriel d’essai"


class State(models.TextChoices):
    """Life of one message for one person."""

    WAITING = "waiting", "À envoyer"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyé"
    REFUSED = "refused", "Refusé"
    UNSURE = "unsure", "À vérifier"
    CANCELLED = "cancelled", "Annulé"


class Channel(models.TextChoices):
    """What a person may stop: each is a field of her preferences."""

    DIGEST = "digest", "le récapitulatif de la semaine"
    D60 = "d60", "les rappels à 60 jours"
    D30 = "d30", "les rappels à 30 jours"
    D7 = "d7", "les rappels à 7 jours"
    ESCALATION = "escalation", "les retards à connaître"
    ALL = "all", "tous les courriels de rappel"


CHANNELS = tuple(one for one in Channel if one != Channel.ALL)
REMINDER_CHANNELS = (Channel.D60, Channel.D30, Channel.D7)
STOPPED_BY = {
    Kind.DIGEST: (Channel.DIGEST,),
    Kind.REMINDER: REMINDER_CHANNELS,
    Kind.ESCALATION: (Channel.ESCALATION,),
}
RESENDABLE = (State.REFUSED, State.UNSURE)
