"""What became of each mail of an exercise: convocations, stimuli sent by e-mail."""

from django.db import models
from django.utils import timezone

from hygie.exercises.models.run import Participant, PlayedStimulus
from hygie.exercises.run_enums import MailState


class Convocation(models.Model):
    """What became of the last convocation of somebody by e-mail. The text is not kept.

    `sending`: the form that asked for it, so that sent twice it leaves once. `sequence`: how many
    times it was sent, for the calendar of who receives it.
    """

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="convocation")
    address = models.EmailField("adresse électronique")
    state = models.CharField(
        "état", max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    sequence = models.PositiveSmallIntegerField(default=0)
    sending = models.UUIDField()
    message = models.CharField("réponse du serveur", max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.address


class StimulusMail(models.Model):
    """A stimulus sent by e-mail to one person. In flight at a crash: « à vérifier »."""

    stimulus = models.ForeignKey(PlayedStimulus, models.CASCADE, related_name="mails")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="mails")
    address = models.EmailField()
    state = models.CharField(
        "état", max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    message = models.CharField("réponse du serveur", max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["stimulus", "participant"], name="stimulus_mail_once")
        ]

    def __str__(self) -> str:
        return self.address
