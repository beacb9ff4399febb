"""Reads of the plan as a board, a calendar, a Gantt, and counts by pilote, origin, instance."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q

from hygie.organisations.models import Organisation
from hygie.quality_plan.days import months_later
from hygie.quality_plan.enums import OPEN_STATES, Instance, Origin, State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.selectors import NO_PILOTE, PlanFilter, actions_of

CARDS, PER_DAY = 12, 4
SHOWN_YEARS = range(1900, 2200)
BOARD = (State.PROPOSED, State.ACCEPTED, State.IN_PROGRESS, State.DONE, State.VERIFIED)


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board: its first actions, late ones first, and how many there are."""

    state: State
    count: int
    cards: list[PlanAction]

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


def board(unit: Organisation, day: date) -> list[Column]:
    """The plan by state: one query a column, and one for the counts."""
    plan: Any = PlanAction.objects.borne_for(unit)
    rows = plan.order_by().values_list("state").annotate(Count("pk"))
    counts: dict[str, int] = dict(rows)
    return [
        Column(
            state,
            counts.get(state, 0),
            list(actions_of(unit, PlanFilter(state=state.value), day)[:CARDS]),
        )
        for state in BOARD
    ]


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
    plan: Any = PlanAction.objects.borne_for(unit)
    links = Finding.actions.through.objects.filter(planaction__in=plan.order_by().values("pk"))
    answering: dict[Any, set[str]] = defaultdict(set)
    for action_id, origin in links.values_list("planaction_id", "finding__origin"):
        answering[action_id].add(origin)
    groups = {origin.value: Group(origin.value, origin.label) for origin in Origin}
    rows = plan.exclude(state=State.CANCELLED).order_by()
    columns = ("pk", "origin", "other_origins", "state", "current_due_on")
    for pk, own, others, state, due in rows.values_list(*columns):
        origins = {own, *others, *answering[pk]}
        if len(origins) > 1:
            origins.discard(Origin.OTHER)
        _count([groups[one] for one in origins], state, due, day)
    return [one for one in groups.values() if one.total]


def by_instance(unit: Organisation, day: date) -> list[Group]:
    """The same by committee, and what none follows: one query."""
    plan: Any = PlanAction.objects.borne_for(unit)
    groups = {one.value: Group(one.value, one.label) for one in Instance}
    alone = Group("", "Aucune instance")
    rows = plan.exclude(state=State.CANCELLED).order_by()
    for instances, state, due in rows.values_list("instances", "state", "current_due_on"):
        _count([groups[one] for one in instances] or [alone], state, due, day)
    return [*groups.values(), *([alone] if alone.total else [])]


def _count(groups: Iterable[Group], state: str, due: date | None, day: date) -> None:
    is_open = state in OPEN_STATES
    for group in groups:
        group.open += is_open
        group.late += is_open and due is not None and due < day
        group.done += state == State.DONE
        group.verified += state == State.VERIFIED
