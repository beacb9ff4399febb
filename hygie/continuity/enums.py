"""Closed lists of the room."""

from django.db import models


class Signer(models.TextChoices):
    """Same values as hygie.domain.continuity.LetterSigner."""

    ESTABLISHMENT = "establishment", "La direction de l’établissement"
    GHT = "ght", "La direction du GHT (établissement support)"
    GROUP_HQ = "group_hq", "Le siège du groupe seul"


class PcraOutcome(models.TextChoices):
    """What a test of a PCRA showed."""

    HELD = "held", "Il a tenu"
    PARTLY = "partly", "Il a tenu en partie"
    NOT_HELD = "not_held", "Il n’a pas tenu"


class BiaState(models.TextChoices):
    TO_START = "to_start", "À lancer"
    IN_PROGRESS = "in_progress", "En cours"
    TO_APPROVE = "to_approve", "À approuver"
    APPROVED = "approved", "Approuvé"
