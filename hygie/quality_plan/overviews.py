"""Reads of the plan as a board, a calendar, a Gantt, and counts by pilote, origin, instance."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, CharField, Count, F, Q, When, Window
from django.db.models.functions import Cast, RowNumber

from hygie.organisations.models import Organisation
from hygie.quality_plan.days import months_later
from hygie.quality_plan.enums import OPEN_STATES, Instance, Origin, State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.presenting import action_paths
from hygie.quality_plan.selectors import NO_PILOTE
from hygie.web.paths import path_of

CARDS, PER_DAY = 12, 4
SHOWN_YEARS = range(1900, 2200)
BOARD = tuple(State)  # the last one, « Abandonnée », stands folded under the others


@dataclass(slots=True)
class Column:
    """One state of the board: its first actions, late ones first, and how many there are.

    `path`: of the list of them all.
    """

    state: State
    path: str
    count: int = 0
    cards: list[dict[str, Any]] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def board(unit: Organisation, day: date) -> list[Column]:
    """The plan by state, ranked and counted by the database: one query."""
    late = When(state__in=OPEN_STATES, current_due_on__lt=day, then=True)
    plan: Any = PlanAction.objects.borne_for(unit).filter(state__in=BOARD)
    told = plan.annotate(is_late=Case(late, default=False, output_field=BooleanField()))
    order = [F("is_late").desc(), F("current_due_on").asc(nulls_last=True), F("code").asc()]
    ranked = told.annotate(
        rank=Window(RowNumber(), partition_by=[F("state")], order_by=order),
        in_state=Window(Count("pk"), partition_by=[F("state")]),
    ).filter(rank__lte=CARDS)
    shown = (
        "pk", "title", "state", "progress", "pilote_name", "current_due_on", "is_late",
        "retested_on",
    )  # fmt: skip
    path, plan_url = action_paths(unit), path_of("quality_plan:list", unit.finess)
    columns = {state: Column(state, path=f"{plan_url}?etat={state.value}") for state in BOARD}
    for card in ranked.order_by("rank").values(*shown, "in_state"):
        column = columns[State(card["state"])]
        column.count = card["in_state"]
        is_open = card["state"] in OPEN_STATES
        column.cards.append({**card, "path": path(card["pk"]), "is_open": is_open})
    return list(columns.values())


@dataclass(slots=True)
class DayCell:
    """One day of the month shown; `more`: actions due that day beyond those listed."""

    day: date
    in_month: bool
    actions: list[PlanAction] = field(default_factory=list)
    more: int = 0


def month_of(text: str, today: date) -> date:
    """First day of the month asked (« 2027-03 »), else of the current one."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if first.year in SHOWN_YEARS else today.replace(day=1)


def month_weeks(unit: Organisation, first: date) -> list[list[DayCell]]:
    """Weeks of a month, from Monday, with the actions due each day: one query."""
    plan: Any = PlanAction.objects.borne_for(unit)
    due = plan.exclude(state=State.CANCELLED).filter(
        current_due_on__gte=first, current_due_on__lte=_last_day(first)
    )
    columns = ("pk", "code", "title", "state", "current_due_on", "pilote_name")
    by_day: dict[date, list[PlanAction]] = defaultdict(list)
    for action in due.order_by("current_due_on", "code", "pk").only(*columns):
        by_day[action.current_due_on].append(action)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return [[_cell(day, first, by_day[day]) for day in week] for week in weeks]


def _last_day(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _cell(day: date, first: date, actions: list[PlanAction]) -> DayCell:
    here = day.month == first.month
    shown = actions[:PER_DAY] if here else []
    return DayCell(day, here, shown, len(actions) - len(shown) if here else 0)


def months_around(first: date) -> dict[str, str]:
    """« 2027-02 » and « 2027-04 » around « 2027-03 »; "" where the calendar ends."""
    found = {}
    for name, step in (("before", -1), ("after", 1)):
        try:
            found[name] = months_later(first, step).isoformat()[:7]
        except ValueError:
            found[name] = ""
    return found


@dataclass(slots=True)
class Group:
    """Counts of the actions of one pilote, origin or instance. `key`: its value in the filters."""

    key: str
    label: str
    open: int = 0
    late: int = 0
    done: int = 0
    verified: int = 0

    @property
    def total(self) -> int:
        return self.open + self.done + self.verified


def by_pilote(unit: Organisation, day: date) -> list[Group]:
    """Actions not given up, by pilote, those with late actions first: one query."""
    is_open = Q(state__in=OPEN_STATES)
    plan: Any = PlanAction.objects.borne_for(unit)
    rows = (
        plan.exclude(state=State.CANCELLED)
        .order_by()
        .values("pilote_name")
        .annotate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(current_due_on__lt=day)),
            done=Count("pk", filter=Q(state=State.DONE)),
            verified=Count("pk", filter=Q(state=State.VERIFIED)),
        )
    )
    groups = [
        Group(
            row["pilote_name"] or NO_PILOTE,
            row["pilote_name"] or "Pilote à nommer",
            row["open"],
            row["late"],
            row["done"],
            row["verified"],
        )
        for row in rows
    ]
    return sorted(groups, key=lambda one: (-one.late, -one.open, one.label))


def by_origin(unit: Organisation, day: date) -> list[Group]:
    """The same by origin; an action counts in each of its origins: two queries."""
    plan: Any = PlanAction.objects.borne_for(unit).exclude(state=State.CANCELLED).order_by()
    links = Finding.actions.through.objects.filter(planaction__in=plan.values("pk"))
    # Ids as text: thousands of them are only compared.
    answered: Any = links.annotate(key=Cast("planaction_id", CharField()))
    answering: dict[str, set[str]] = defaultdict(set)
    for key, origin in answered.values_list("key", "finding__origin"):
        answering[key].add(origin)
    groups = {origin.value: Group(origin.value, origin.label) for origin in Origin}
    rows = plan.annotate(
        key=Cast("pk", CharField()), is_late=Q(state__in=OPEN_STATES, current_due_on__lt=day)
    )
    for key, own, others, state, is_late in rows.values_list(
        "key", "origin", "other_origins", "state", "is_late"
    ):
        origins = {own, *others, *answering.get(key, ())}
        if len(origins) > 1:
            origins.discard(Origin.OTHER)
        _count([groups[one] for one in origins], state, is_late)
    return [one for one in groups.values() if one.total]


def by_instance(unit: Organisation, day: date) -> list[Group]:
    """The same by committee, and what none follows: one query."""
    plan: Any = PlanAction.objects.borne_for(unit)
    groups = {one.value: Group(one.value, one.label) for one in Instance}
    alone = Group("", "Aucune instance")
    rows = plan.exclude(state=State.CANCELLED).order_by()
    told = rows.annotate(is_late=Q(state__in=OPEN_STATES, current_due_on__lt=day))
    counted = told.values("instances", "state", "is_late").annotate(count=Count("pk"))
    for row in counted:
        here = [groups[one] for one in row["instances"]] or [alone]
        _count(here, row["state"], row["is_late"], row["count"])
    return [*groups.values(), *([alone] if alone.total else [])]


def _count(groups: Iterable[Group], state: str, is_late: bool | None, count: int = 1) -> None:
    for group in groups:
        group.open += count * (state in OPEN_STATES)
        group.late += count * bool(is_late)
        group.done += count * (state == State.DONE)
        group.verified += count * (state == State.VERIFIED)
