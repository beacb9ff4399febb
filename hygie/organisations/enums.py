"""Closed lists of the room. Stored values never change; labels may."""

from django.db import models


class Kind(models.TextChoices):
    EJ = "ej", "Entité juridique"
    ET = "et", "Établissement géographique"
    GHT = "ght", "Groupement hospitalier de territoire"
    GROUP = "group", "Groupe"
    REGION = "region", "Région"
    NATION = "nation", "France"


class Sector(models.TextChoices):
    """Same values as hygie.domain.unit.Sector."""

    PUBLIC = "public", "Public"
    PRIVATE_NONPROFIT = "private_nonprofit", "Privé à but non lucratif"
    PRIVATE_FORPROFIT = "private_forprofit", "Privé à but lucratif"


class LinkRole(models.TextChoices):
    SITE = "site", "site de l’entité juridique"
    SUPPORT = "support", "établissement support"
    PART = "part", "établissement partie"
    HEADQUARTERS = "headquarters", "siège"
    MEMBER = "member", "membre"


class Provenance(models.TextChoices):
    DOCUMENT = "document", "Pièce"
    MEMORY = "memory", "De mémoire"
    IMPORTED = "imported", "Importé"


class ServiceFamily(models.TextChoices):
    """Families of the instruction, action 4; same values as the domain's."""

    CRITICAL = "critical", "Service critique"
    MEDICO_TECHNICAL = "medico_technical", "Service médico-technique"
    OTHER_CARE = "other_care", "Autre service de soins"
    ADMINISTRATIVE = "administrative", "Service administratif"
    LOGISTIC = "logistic", "Service logistique"
