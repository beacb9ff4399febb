"""An exercise prepared from a scenario and played: its people, its stimuli, what was observed."""

from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hygie.domain.playing.clock import Clock, exercise_s
from hygie.domain.playing.scoring import Result
from hygie.domain.scenario.shape import CellKind, Channel
from hygie.exercises.enums import Function
from hygie.exercises.models.held import Exercise
from hygie.exercises.models.scenario import ScenarioVersion
from hygie.exercises.run_enums import (
    AFTER,
    BEFORE,
    LIVE,
    Answer,
    PartRole,
    PlayState,
    RunState,
)
from hygie.exercises.run_enums import Presence as Presence
from hygie.organisations.enums import Provenance
from hygie.organisations.models import Organisation

CELLS = [
    (CellKind.DECISION.value, "cellule de décision"),
    (CellKind.OPERATIONS.value, "cellule opérationnelle SI"),
    (CellKind.CARE.value, "cellule des soins"),
    (CellKind.COMMUNICATION.value, "cellule de communication"),
    (CellKind.LOGISTICS.value, "cellule logistique"),
    (CellKind.REGION.value, "cellule régionale"),
]
CHANNELS = [
    (Channel.TELEPHONE.value, "téléphone"),
    (Channel.EMAIL.value, "courriel"),
    (Channel.SMS.value, "SMS"),
    (Channel.PAPER.value, "papier"),
    (Channel.ORAL.value, "oral"),
    (Channel.SCREEN.value, "écran"),
    (Channel.MEDIA.value, "média"),
    (Channel.SOCIAL.value, "réseau social"),
    (Channel.VIDEO.value, "visioconférence"),
]
ON_PAPER = "joué sur papier, noté après coup"
RESULTS = [
    (Result.MET.value, "atteint"),
    (Result.PARTLY.value, "partiel"),
    (Result.NOT_MET.value, "non atteint"),
    (Result.NOT_OBSERVED.value, "non observé"),
]


class RunQuerySet(models.QuerySet["Run"]):
    """Exercises prepared."""

    def seen_by(self, unit: Organisation) -> "RunQuerySet":
        """Those that this establishment leads, or was invited to."""
        playing = RunUnit.objects.filter(unit=unit)
        return self.filter(Q(bearer=unit) | Q(pk__in=playing.values("run")))

    def played_by(self, unit: Organisation) -> "RunQuerySet":
        """Those that it leads, or accepted to play in."""
        playing = RunUnit.objects.playing().filter(unit=unit)
        return self.filter(Q(bearer=unit) | Q(pk__in=playing.values("run")))


class Run(models.Model):
    """One exercise, prepared, then played, borne by the organisation that leads it.

    `scenario_version`: what is played, whole or by its short cut (`is_short`), with the local words
    of `values` (variable → text). `simulated`: functions that the animation plays. `aliases`: local
    name by function. `waivers`: lack (`readiness.Lack.key`) → {"reason", "by", "at"}.
    `addressed`: code of a stimulus → ids of the establishments that receive it, unless all do.

    `clock_at_s`, `clock_since`: see `hygie.domain.playing.clock`. `mail_domains`: the only ones
    that stimuli may be sent to; `mail_is_dry`: to the animateur alone; `mail_stopped`: to nobody.
    `provenance`: what an exercise noted after the fact was noted from.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    bearer = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = models.CharField("intitulé", max_length=200)
    scenario_version = models.ForeignKey(ScenarioVersion, models.PROTECT, related_name="runs")
    is_short = models.BooleanField("durée courte", default=False)
    values = models.JSONField("mots de l’établissement", default=dict, blank=True)
    planned_on = models.DateField("date", null=True, blank=True)
    starts_at = models.TimeField("heure de début", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=RunState.choices, default=RunState.DRAFT
    )
    clock_at_s = models.PositiveIntegerField(default=0, editable=False)
    clock_since = models.DateTimeField(null=True, blank=True, editable=False)
    debex_at = models.DateTimeField("DEBEX", null=True, blank=True)
    finex_at = models.DateTimeField("FINEX", null=True, blank=True)
    is_after_the_fact = models.BooleanField(ON_PAPER, default=False)
    provenance = models.CharField(
        "provenance",
        max_length=10,
        choices=Provenance.choices,
        default=Provenance.DOCUMENT,
        editable=False,
    )
    simulated = models.JSONField("fonctions jouées par l’animation", default=list, blank=True)
    aliases = models.JSONField("noms locaux des fonctions", default=dict, blank=True)
    waivers = models.JSONField(default=dict, blank=True)
    addressed = models.JSONField("stimuli par établissement", default=dict, blank=True)
    mail_domains = models.JSONField("domaines autorisés", default=list, blank=True)
    mail_is_dry = models.BooleanField("courriels à blanc", default=True)
    mail_stopped = models.BooleanField("courriels arrêtés", default=False)
    mail_tested_at = models.DateTimeField("courriel d’essai reçu le", null=True, blank=True)
    note = models.TextField("note", blank=True, max_length=4000)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by_name = models.CharField(max_length=200, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "exercice préparé"
        verbose_name_plural = "exercices préparés"
        ordering = ["-planned_on", "-created_at"]

    def __str__(self) -> str:
        return self.title

    @property
    def clock(self) -> Clock:
        return Clock(self.clock_at_s, self.clock_since)

    def exercise_s(self, now: datetime) -> int:
        """Seconds of exercise at `now`."""
        return exercise_s(self.clock, now)

    @property
    def how_said(self) -> str:
        """« joué sur papier, noté après coup », "" when it was played in Hygie."""
        return ON_PAPER if self.is_after_the_fact else ""

    @property
    def is_before(self) -> bool:
        return self.state in BEFORE

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def is_after(self) -> bool:
        return self.state in AFTER


class RunUnitQuerySet(models.QuerySet["RunUnit"]):
    """Establishments of an exercise."""

    def playing(self) -> "RunUnitQuerySet":
        """Those that accepted; the one that leads always plays."""
        return self.filter(answer=Answer.ACCEPTED)


class RunUnit(models.Model):
    """An establishment invited to play; once it accepted, with its own main courante and, after
    FINEX, its exercise held.

    `event_id`: its event of the logbook, opened at DEBEX. `opens_log`: the establishment that leads
    reads it, and may write in it. `by_delegation`: accepted for it by who may write there.
    """

    run = models.ForeignKey(Run, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    answer = models.CharField(
        "réponse", max_length=10, choices=Answer.choices, default=Answer.ACCEPTED
    )
    answered_at = models.DateTimeField("répondu le", null=True, blank=True)
    answered_by_name = models.CharField("répondu par", max_length=200, blank=True)
    by_delegation = models.BooleanField("par délégation", default=False)
    declined_reason = models.CharField("motif du refus", max_length=300, blank=True)
    opens_log = models.BooleanField("main courante ouverte à qui mène", default=False)
    event_id = models.UUIDField(null=True, blank=True, editable=False)
    exercise = models.OneToOneField(
        Exercise, models.SET_NULL, null=True, blank=True, related_name="run_unit"
    )

    objects = RunUnitQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="run_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit}"


class RunCell(models.Model):
    """A crisis cell of one establishment."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="cells")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("cellule", max_length=20, choices=CELLS)
    place = models.CharField("salle", max_length=100, blank=True)
    phone = models.CharField("téléphone hors SI", max_length=60, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "unit", "kind"], name="run_cell_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Participant(models.Model):
    """Somebody who takes part, with or without account. `comcheck_at`: said to be reachable."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="participants")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=150)
    function = models.CharField("fonction", max_length=10, choices=Function.choices, blank=True)
    role = models.CharField("rôle", max_length=12, choices=PartRole.choices)
    cell = models.CharField("cellule", max_length=20, choices=CELLS, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone hors SI", max_length=60, blank=True)
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="deputies"
    )
    presence = models.CharField(
        "présence", max_length=10, choices=Presence.choices, default=Presence.EXPECTED
    )
    signed_at = models.DateTimeField("émargement", null=True, blank=True)
    convoked_at = models.DateTimeField("convoqué le", null=True, blank=True)
    comcheck_at = models.DateTimeField("joint le", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by_name = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "participant"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A player plays a function: it is what is sent to her."""
        if self.role == PartRole.JOUEUR and not self.function:
            raise ValidationError(
                {"function": "Un joueur tient une fonction\u00a0: laquelle\u00a0?"}
            )


class PlayedStimulus(models.Model):
    """One stimulus of an exercise, from DEBEX on.

    `code`: that of the scenario, "L1", "L2"… for a free one. `due_s`: exercise time at which it is
    due, after shifts. `sent_s`: exercise time at which it was sent; `reason`: why it was skipped.
    `content`: what was sent, frozen: {"title", "body", "sender", "story_time", "recipients"}.
    `unit_ids`: the establishments that receive it; empty: all that play.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="played")
    code = models.CharField(max_length=10)
    due_s = models.PositiveIntegerField()
    state = models.CharField(
        "état", max_length=10, choices=PlayState.choices, default=PlayState.PLANNED
    )
    channel = models.CharField("moyen", max_length=20, choices=CHANNELS)
    recipients = models.JSONField(default=list)
    unit_ids = models.JSONField("établissements", default=list, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_s = models.PositiveIntegerField(null=True, blank=True)
    sent_by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500, blank=True)
    note = models.CharField("note de l’animation", max_length=1000, blank=True)
    content = models.JSONField(default=dict)
    is_free = models.BooleanField(default=False)

    class Meta:
        ordering = ["due_s", "code"]
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="stimulus_once")]

    def __str__(self) -> str:
        return self.code

    @property
    def order(self) -> int:
        """Grows with the exercise time at which it was sent; 0 before."""
        if self.sent_s is None or self.sent_at is None:
            return 0
        return self.sent_s * 1000 + self.sent_at.microsecond // 1000

    def reaches(self, unit_id: int) -> bool:
        """Whether it is for this establishment."""
        return not self.unit_ids or unit_id in self.unit_ids


class Observation(models.Model):
    """What an observer saw of a criterion; the last one written by an observer counts.

    `noted_at` always grows within a run: it is their order, whatever the machine's clock does.
    `at_s`: exercise time of what was seen; None when a paper grid does not say it.
    `noted_by_name`: who copied out the paper grid of the observer, "" when she noted it herself.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="observations")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    criterion = models.CharField(max_length=10)
    observer = models.ForeignKey(Participant, models.PROTECT, related_name="observations")
    result = models.CharField("résultat", max_length=15, choices=RESULTS)
    at_s = models.PositiveIntegerField(null=True, blank=True)
    comment = models.TextField("commentaire", blank=True, max_length=2000)
    noted_by_name = models.CharField("recopié par", max_length=200, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["noted_at", "id"]

    def __str__(self) -> str:
        return f"{self.criterion} : {self.get_result_display()}"


class Highlight(models.Model):
    """Something worth telling: what held, what did not. `participant`: the observer who noted it
    by her link; None: somebody of the animation."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", "force"
        WEAKNESS = "weakness", "fragilité"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="highlights")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    text = models.TextField("constat", max_length=2000)
    at_s = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    author_name = models.CharField("noté par", max_length=200)
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="highlights"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["noted_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
