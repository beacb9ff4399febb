"""Closed lists of the room."""

from django.db import models


class Service(models.TextChoices):
    CLUB_SSI = "club_ssi", "Club SSI (ANSSI)"
    SILENE = "silene", "SILENE (ANSSI)"


class Level(models.IntegerChoices):
    """The scale of the ADS service, 1 to 5."""

    ONE = 1, "1 – critique"
    TWO = 2, "2 – insuffisant"
    THREE = 3, "3 – sécurité de base"
    FOUR = 4, "4 – bon"
    FIVE = 5, "5 – état de l’art"
