"""Closed lists of the room. Values of `Origin` and `EidasLevel` are those of the domain."""

from django.db import models


class Access(models.TextChoices):
    LOCAL = "local", "Accès local seulement"
    REMOTE = "remote", "Accès à distance seulement"
    BOTH = "both", "Accès local et à distance"


class MieType(models.TextChoices):
    """What a means is, as people name it; the rule reads its origin, factors and level."""

    CPS = "cps", "Carte CPS ou CPF"
    ECPS = "ecps", "e-CPS"
    PSC = "psc", "Pro Santé Connect"
    LOCAL_CARD = "local_card", "Carte à puce de l’établissement"
    BADGE_PIN = "badge_pin", "Badge et code PIN"
    FIDO2 = "fido2", "Clé FIDO2"
    OTP = "otp", "Code à usage unique (OTP)"
    PASSWORD = "password", "Identifiant et mot de passe"
    OTHER = "other", "Autre moyen"


class Origin(models.TextChoices):
    ANS = "ans", "L’ANS (CPS, e-CPS, Pro Santé Connect)"
    ESTABLISHMENT = "establishment", "L’établissement ou son groupement"
    THIRD_PARTY = "third_party", "Un tiers"


class EidasLevel(models.TextChoices):
    LOW = "low", "Faible"
    SUBSTANTIAL = "substantial", "Substantiel"
    HIGH = "high", "Élevé"


class Factors(models.IntegerChoices):
    ONE = 1, "Un seul"
    TWO = 2, "Deux"
    THREE = 3, "Trois"


class SyncSource(models.TextChoices):
    HR = "hr", "Gestion des ressources humaines (GRH)"
    RPPS = "rpps", "Répertoire partagé (RPPS)"
