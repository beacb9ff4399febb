"""Actions of the plan, their numbers in each PAQ, and the findings that they answer."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hygie.organisations.models import Coverage, Fact, FactQuerySet, Organisation
from hygie.organisations.rights import Room
from hygie.quality_plan.enums import OPEN_STATES, Instance, Origin, Recurrence, State
from hygie.quality_plan.fields import CodesField, with_code
from hygie.quality_plan.references import labels


class PlanActionQuerySet(FactQuerySet):
    """Actions, read through what they cover."""

    def open(self) -> Self:
        """Neither done nor given up."""
        return self.filter(state__in=OPEN_STATES)

    def overdue_on(self, day: date) -> Self:
        """Still open after the last day agreed."""
        return self.open().filter(current_due_on__lt=day)

    def from_origin(self, origin: str) -> Self:
        """Noted with this origin, or answering a finding of this origin."""
        answering = Finding.actions.through.objects.filter(finding__origin=origin)
        noted = Q(origin=origin) | with_code("other_origins", origin)
        return self.filter(noted | Q(pk__in=answering.values("planaction")))

    def retested(self) -> Self:
        """Verified by a later exercise."""
        return self.exclude(retested_on=None)

    def followed_by(self, instance: str) -> Self:
        """Followed by this committee."""
        return self.filter(with_code("instances", instance))

    def with_number_for(self, unit: Organisation) -> Self:
        """Adds `own_number`: the one that the action carries in the PAQ of `unit`, None without;
        and `number`: the same, or else that of the action that it is a part of."""
        own = PlanNumber.objects.filter(action=OuterRef("pk"), unit=unit)
        above = PlanNumber.objects.filter(action=OuterRef("parent"), unit=unit)
        return self.annotate(
            own_number=Subquery(own.values("number")[:1]),
            number=Coalesce(
                Subquery(own.values("number")[:1]), Subquery(above.values("number")[:1])
            ),
        )


class PlanAction(Fact):
    """One cyber action of the plan.

    `due_on` is the day first agreed; `current_due_on` the one that holds, kept by the services:
    the last day of `postponements`, else `due_on`. `title` may be spread outside the
    establishment; `restricted_detail` may not. A part (`parent`) has no part itself and counts
    with its parent's number. `previous`: the occurrence before it, of an action that comes back.
    `retested_…`: once done, a later exercise saw its criterion met; its state stays what it is.
    """

    fact_kind: ClassVar[str] = "plan_action"
    room: ClassVar[Room] = Room.QUALITY_PLAN

    code = models.CharField("code", max_length=20, editable=False)
    title = models.CharField(
        "libellé diffusable",
        max_length=200,
        help_text="Lu hors de l’établissement (suite qualité, certification)\u00a0: n’y écrivez ni "
        "faiblesse, ni nom de machine.",
    )
    restricted_detail = models.TextField(
        "détail à diffusion restreinte",
        max_length=4000,
        blank=True,
        help_text="Ce qu’il faut corriger et comment. Jamais exporté sans demande expresse.",
    )
    origin = models.CharField(
        "origine", max_length=20, choices=Origin.choices, default=Origin.OTHER
    )
    pilote_name = models.CharField("pilote", max_length=150, blank=True)
    pilote = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="compte du pilote",
    )
    sponsor_name = models.CharField("commanditaire", max_length=150, blank=True)
    created_on = models.DateField("inscrite le")
    due_on = models.DateField("échéance convenue", null=True, blank=True)
    current_due_on = models.DateField("échéance", null=True, blank=True, editable=False)
    state = models.CharField(
        "état", max_length=12, choices=State.choices, default=State.PROPOSED, editable=False
    )
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    accepted_on = models.DateField("acceptée le", null=True, blank=True, editable=False)
    done_on = models.DateField("réalisée le", null=True, blank=True, editable=False)
    verified_on = models.DateField("vérifiée le", null=True, blank=True, editable=False)
    verified_by_name = models.CharField("vérifiée par", max_length=150, blank=True, editable=False)
    retested_on = models.DateField(
        "vérifiée par exercice le", null=True, blank=True, editable=False
    )
    retested_by_name = models.CharField(
        "RETEX validé par", max_length=150, blank=True, editable=False
    )
    retested_in = models.CharField("exercice", max_length=250, blank=True, editable=False)
    retested_source_id = models.UUIDField(null=True, blank=True, editable=False)
    retested_criterion = models.CharField("critère", max_length=10, blank=True, editable=False)
    cancelled_on = models.DateField("abandonnée le", null=True, blank=True, editable=False)
    state_reason = models.CharField("motif", max_length=500, blank=True, editable=False)
    indicator = models.CharField(
        "indicateur",
        max_length=200,
        blank=True,
        help_text="Ce qui dira que l’action a eu l’effet voulu.",
    )
    indicator_initial = models.CharField("valeur de départ", max_length=60, blank=True)
    indicator_target = models.CharField("cible", max_length=60, blank=True)
    indicator_measured = models.CharField("dernière mesure", max_length=60, blank=True)
    indicator_measured_on = models.DateField("mesuré le", null=True, blank=True)
    other_origins = CodesField("autres origines")
    instances = CodesField("instances de suivi")
    criteria = CodesField("critères et mesures")
    criteria_text = models.CharField("autres références", max_length=200, blank=True)
    escalation_name = models.CharField("en cas de retard, alerter", max_length=150, blank=True)
    cost_eur = models.DecimalField(
        "coût prévu", max_digits=12, decimal_places=2, null=True, blank=True
    )
    verification_on = models.DateField("vérification prévue le", null=True, blank=True)
    recurs_every_months = models.PositiveSmallIntegerField(
        "revient", choices=Recurrence.choices, null=True, blank=True
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="parts",
        verbose_name="action d’ensemble",
    )
    previous = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="next_one",
        verbose_name="occurrence précédente",
    )
    accepted_by_name = models.CharField("acceptée par", max_length=200, blank=True, editable=False)
    refused_on = models.DateField("refusée par le pilote le", null=True, blank=True, editable=False)
    refused_reason = models.CharField("motif du refus", max_length=500, blank=True, editable=False)

    objects: ClassVar[Any] = PlanActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action du PAQ"
        verbose_name_plural = "actions du PAQ"
        ordering = ["code"]
        indexes = [
            models.Index(fields=["bearer", "state"], name="plan_action_bearer_state"),
            models.Index(fields=["pilote", "state"], name="plan_action_pilote_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bearer", "code"], name="plan_action_code_once"),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="plan_action_progress_in_percent",
                violation_error_message="L’avancement va de 0 à 100\u00a0%%.",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("created_on")),
                name="plan_action_done_after_created",
                violation_error_message="L’action n’a pas pu être réalisée avant son inscription.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("created_on")),
                name="plan_action_due_after_created",
                violation_error_message="L’échéance ne peut pas précéder l’inscription.",
            ),
            models.CheckConstraint(
                condition=Q(cost_eur=None) | Q(cost_eur__gte=0),
                name="plan_action_cost_not_negative",
                violation_error_message="Un coût n’est pas négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def clean(self) -> None:
        """Codes that exist; a part belongs to an action of the same bearer that is no part."""
        known = {
            "other_origins": set(Origin.values),
            "instances": set(Instance.values),
            "criteria": set(labels()),
        }
        for name, allowed in known.items():
            unknown = [code for code in getattr(self, name) if code not in allowed]
            if unknown:
                raise ValidationError({name: f"Choix inconnu\u00a0: {', '.join(unknown)}."})
        if self.parent is not None and (
            self.parent.bearer_id != self.bearer_id or self.parent.parent_id is not None
        ):
            raise ValidationError("Une sous-action se rattache à une action d’ensemble du plan.")

    @property
    def all_origins(self) -> list[str]:
        """The origins written on the action, the first one first."""
        return list(dict.fromkeys([self.origin, *self.other_origins]))

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def has_pilote(self) -> bool:
        return bool(self.pilote_name or self.pilote_id)

    def is_overdue(self, day: date) -> bool:
        """Whether it is still open after the last day agreed."""
        return self.is_open and self.current_due_on is not None and self.current_due_on < day


class PlanCounter(models.Model):
    """Last number given in a year by one bearer: codes are never used twice."""

    bearer = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "compteur du PAQ"
        verbose_name_plural = "compteurs du PAQ"
        constraints = [models.UniqueConstraint(fields=["bearer", "year"], name="plan_counter_once")]

    def __str__(self) -> str:
        return f"{self.bearer_id} {self.year} : {self.last}"


class ActionPostponement(models.Model):
    """The due day moved, with its reason. The last one decided gives the day that holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="postponements")
    decided_on = models.DateField("décidé le")
    from_on = models.DateField("échéance précédente")
    to_on = models.DateField("nouvelle échéance")
    reason = models.CharField("motif", max_length=500)
    by_name = models.CharField("par", max_length=200)
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "report d’échéance"
        verbose_name_plural = "reports d’échéance"
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(to_on=F("from_on")),
                name="postponement_moves",
                violation_error_message="La nouvelle échéance est la même que l’ancienne.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="postponement_is_motivated",
                violation_error_message="Un report porte toujours son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} : {self.from_on} → {self.to_on}"


class PlanNumber(models.Model):
    """The number that an action carries in one establishment's own PAQ."""

    action = models.ForeignKey(PlanAction, models.CASCADE, related_name="numbers")
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    number = models.CharField("numéro dans le PAQ", max_length=40)

    class Meta:
        verbose_name = "numéro dans le PAQ"
        verbose_name_plural = "numéros dans les PAQ"
        constraints = [models.UniqueConstraint(fields=["action", "unit"], name="plan_number_once")]

    def __str__(self) -> str:
        return self.number


class Finding(Fact):
    """A finding or an improvement, noted by any of the seven actions, to be carried by the plan.

    With a source (an exercise, a self-assessment, a directory… of a room above) it counts for the
    units of that source; alone, for the units chosen. `whole_id` stores which: the services of
    the facts read it in one query.
    """

    fact_kind: ClassVar[str] = "finding"
    room: ClassVar[Room] = Room.QUALITY_PLAN

    origin = models.CharField("origine", max_length=20, choices=Origin.choices)
    source_kind = models.CharField(max_length=60, blank=True, editable=False)
    source_id = models.UUIDField(null=True, blank=True, editable=False)
    source_label = models.CharField(max_length=200, blank=True, editable=False)
    whole_id = models.UUIDField(db_index=True, editable=False)
    noted_on = models.DateField("noté le")
    wording = models.CharField("constat ou amélioration", max_length=500)
    dismissed_on = models.DateField("écarté le", null=True, blank=True, editable=False)
    dismissed_reason = models.CharField("motif", max_length=500, blank=True, editable=False)
    actions = models.ManyToManyField(
        PlanAction, blank=True, related_name="findings", editable=False
    )

    class Meta:
        verbose_name = "constat"
        verbose_name_plural = "constats"
        ordering = ["-noted_on", "id"]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="finding_source")]

    def __str__(self) -> str:
        return self.wording

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.whole_id = self.coverage_id
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Any = None) -> None:
        self.whole_id = self.coverage_id
        super().clean_fields(exclude)

    @property
    def coverage_id(self) -> uuid.UUID:
        return self.source_id or self.pk

    @classmethod
    def offered_to_unit(cls, unit: Organisation) -> FactQuerySet:
        """Findings that count for `unit` or that it declined, whatever their source."""
        wholes = Coverage.objects.filter(unit=unit).values("fact_id")
        return cls.objects.filter(whole_id__in=wholes)
