"""Closed lists of the room. Stored values never change; labels may."""

from django.db import models


class Form(models.TextChoices):
    FILE = "file", "Un fichier déposé dans Hygie"
    LINK = "link", "Un lien vers une page ou une gestion documentaire"
    HELD = "held", "Une pièce détenue par quelqu’un, avec sa référence"
