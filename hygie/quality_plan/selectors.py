"""Reads of the room. The right is in the unit, or the queryset of units, that the caller gives."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
    prefetch_related_objects,
)
from django.utils import timezone

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.organisations.models import Coverage, Membership, Organisation
from hygie.organisations.models.organisation import OrganisationQuerySet
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.quality_plan.days import months_later
from hygie.quality_plan.enums import OPEN_STATES, Instance, Origin, State
from hygie.quality_plan.models import Finding, PlanAction, PlanActionQuerySet

SHARED_ACTS = tuple(
    f"plan_action.{act}" for act in ("recorded", "changed", "moved", "progressed", "postponed")
)
LATE, OPEN, DECLINED, RETESTED = "retard", "ouvertes", "declinees", "exercice"
NO_PILOTE = "(à nommer)"
SORTS: Mapping[str, str] = {
    "code": "code",
    "numero": "number",
    "libelle": "title",
    "pilote": "pilote_name",
    "echeance": "current_due_on",
    "avancement": "progress",
    "etat": "state",
}


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """What the address asks of the list. `state`: a state, or "retard", "ouvertes", "declinees",
    "exercice" (verified by one).

    `pilote`: a name, or `NO_PILOTE`. `due`: a month or a day, « 2027-03 » or « 2027-03-15 ».
    """

    state: str = ""
    origin: str = ""
    pilote: str = ""
    text: str = ""
    sort: str = ""
    instance: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Numbers of actions of a unit whatever the filter, and the names of their pilotes."""

    total: int
    open: int
    late: int
    by_state: Mapping[str, int]
    declined: int
    retested: int
    pilotes: tuple[str, ...]


def may_read_detail(scope: Scope, unit: Organisation) -> bool:
    """Who reads the restricted details: who writes in the plan, or reads the audits."""
    return scope.may(unit, Room.QUALITY_PLAN, Right.WRITE) or scope.may(
        unit, Room.AUDITS, Right.READ
    )


def actions_of(unit: Organisation, asked: PlanFilter, day: date) -> PlanActionQuerySet:
    """Actions that count for `unit`, filtered and sorted; late ones first unless asked otherwise.

    Each carries `number` (that of the unit's PAQ, None without), `is_late` and `is_closed`; see
    `with_relations` before reading the bearer or the whole of thousands of them.
    """
    actions = _in_state(unit, asked.state, day)
    if asked.origin in Origin.values:
        actions = actions.from_origin(asked.origin)
    if asked.instance in Instance.values:
        actions = actions.followed_by(asked.instance)
    if asked.pilote:
        actions = actions.filter(pilote_name="" if asked.pilote == NO_PILOTE else asked.pilote)
    if days := days_asked(asked.due):
        actions = actions.filter(current_due_on__gte=days[0], current_due_on__lt=days[1])
    for word in asked.text.split():
        actions = actions.filter(Q(title__icontains=word) | Q(code__icontains=word))
    late = When(state__in=OPEN_STATES, current_due_on__lt=day, then=True)
    closed = When(state__in=OPEN_STATES, then=False)
    actions = actions.with_number_for(unit).annotate(
        is_late=Case(late, default=False, output_field=BooleanField()),
        is_closed=Case(closed, default=True, output_field=BooleanField()),
    )
    ordered: PlanActionQuerySet = actions.order_by(*_order(asked.sort))
    return ordered


def _in_state(unit: Organisation, state: str, day: date) -> Any:
    """The actions of the unit in this state; `state` as `PlanFilter` says."""
    actions: Any = PlanAction.objects.borne_for(unit)
    if state == DECLINED:
        return _declined_by(unit)
    if state == LATE:
        return actions.overdue_on(day)
    if state == OPEN:
        return actions.open()
    if state == RETESTED:
        return actions.retested()
    return actions.filter(state=state) if state in State.values else actions


def with_relations(actions: Iterable[PlanAction]) -> list[PlanAction]:
    """The same actions with their bearer and their whole fetched: two queries."""
    found = {one.pk: one for one in actions}
    bearers = Organisation.objects.in_bulk({one.bearer_id for one in found.values()})
    wholes = {one.parent_id for one in found.values() if one.parent_id is not None}
    away = PlanAction.objects.in_bulk(wholes - set(found))
    for one in found.values():
        one.bearer = bearers[one.bearer_id]
        if one.parent_id is not None:
            one.parent = found.get(one.parent_id) or away[one.parent_id]
    return list(found.values())


def days_asked(text: str) -> tuple[date, date] | None:
    """First day, and day after the last, of « 2027-03 » or « 2027-03-15 »; None otherwise."""
    try:
        if len(text) == len("2027-03"):
            first = date.fromisoformat(f"{text}-01")
            return first, months_later(first, 1)
        day = date.fromisoformat(text)
        return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _declined_by(unit: Organisation) -> Any:
    declined = Coverage.objects.filter(
        kind=PlanAction.fact_kind, unit=unit, declined_at__isnull=False
    )
    return PlanAction.objects.filter(pk__in=declined.values("fact_id"))


def _order(sort: str) -> list[Any]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return ["-is_late", "is_closed", F("current_due_on").asc(nulls_last=True), "code", "pk"]
    chosen = F(column)
    order = chosen.desc(nulls_last=True) if sort.startswith("-") else chosen.asc(nulls_last=True)
    return [order, "code", "pk"]


def counts_of(unit: Organisation, day: date) -> PlanCounts:
    """Counts and pilotes of the plan of a unit: two queries, summed by the database."""
    mine = Coverage.objects.filter(kind=PlanAction.fact_kind, unit=unit)
    plan: Any = PlanAction.objects.borne_for(unit).order_by()
    late = Q(state__in=OPEN_STATES, current_due_on__lt=day)
    rows = plan.values_list("state", "pilote_name").annotate(
        Count("pk"), late=Count("pk", filter=late), again=Count("retested_on")
    )
    by_state: Counter[str] = Counter()
    pilotes, late_count, retested = set(), 0, 0
    for state, pilote, count, late_here, again in rows:
        by_state[state] += count
        late_count += late_here
        retested += again
        pilotes.add(pilote)
    return PlanCounts(
        total=sum(by_state.values()),
        open=sum(by_state[state] for state in OPEN_STATES),
        late=late_count,
        by_state=by_state,
        declined=mine.filter(declined_at__isnull=False).count(),
        retested=retested,
        pilotes=tuple(sorted(one for one in pilotes if one)),
    )


class PlanRow(NamedTuple):
    """One action as lists show it. `number`: in the PAQ of the unit looked at, None without."""

    pk: UUID
    code: str
    title: str
    state: str
    progress: int
    pilote_name: str
    origin: str
    other_origins: list[str]
    created_on: date
    due_on: date | None
    current_due_on: date | None
    done_on: date | None
    retested_on: date | None
    bearer_id: int
    bearer_name: str
    number: str | None
    is_late: bool = False

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def all_origins(self) -> list[str]:
        return [self.origin, *self.other_origins]


ROW_COLUMNS = (
    *PlanRow._fields[: PlanRow._fields.index("bearer_name")], "bearer__name", "number",
)  # fmt: skip


def page_rows(unit: Organisation, ids: Iterable[UUID], day: date) -> list[PlanRow]:
    """The actions of one page, in the order of `ids`, which are read first and alone: sorting
    thousands of rows must not look for the number of each."""
    wanted = list(ids)
    actions = PlanAction.objects.filter(pk__in=wanted).order_by().with_number_for(unit)
    found = {row[0]: PlanRow(*row) for row in actions.values_list(*ROW_COLUMNS)}
    rows = (found[pk] for pk in wanted if pk in found)
    return [row._replace(is_late=_is_late(row, day)) for row in rows]


def _is_late(row: PlanRow, day: date) -> bool:
    due = row.current_due_on
    return row.state in OPEN_STATES and due is not None and due < day


def count_known(asked: PlanFilter, counts: PlanCounts) -> int | None:
    """How many actions the filter keeps, when the counts of the plan tell; None otherwise."""
    if asked.origin or asked.pilote or asked.text or asked.instance or asked.due:
        return None
    known = {"": counts.total, LATE: counts.late, OPEN: counts.open, DECLINED: counts.declined}
    known[RETESTED] = counts.retested
    if asked.state in State.values:
        return counts.by_state.get(asked.state, 0)
    return known.get(asked.state, counts.total)


def origins_of(actions: Iterable[PlanAction | PlanRow]) -> dict[UUID, list[str]]:
    """Labels of the origins of each action, its own and those of its findings: one query."""
    actions = list(actions)
    found: dict[UUID, set[str]] = {action.pk: set(action.all_origins) for action in actions}
    links = Finding.actions.through.objects.filter(planaction__in=[one.pk for one in actions])
    for action_id, origin in links.values_list("planaction_id", "finding__origin"):
        found[action_id].add(origin)
    for origins in found.values():
        if len(origins) > 1:
            origins.discard(Origin.OTHER)
    return {
        action_id: [origin.label for origin in Origin if origin in origins]
        for action_id, origins in found.items()
    }


def action_of(unit: Organisation, action_id: UUID) -> PlanAction | None:
    """One action that counts for `unit`, or that it declined; with `number`."""
    offered: Any = PlanAction.objects.offered_to(unit)
    numbered = offered.with_number_for(unit).select_related("bearer", "parent", "previous")
    found: PlanAction | None = numbered.filter(pk=action_id).first()
    return found


def parts_of(unit: Organisation, action: PlanAction, day: date) -> list[PlanAction]:
    """The actions that are parts of this one and count for `unit`, nearest day first; each says
    whether it `is_late` that day."""
    parts: Any = PlanAction.objects.borne_for(unit).filter(parent=action)
    found = list(parts.order_by(F("current_due_on").asc(nulls_last=True), "code"))
    for part in found:
        part.is_late = part.is_overdue(day)
    return found


def finding_of(unit: Organisation, finding_id: UUID) -> Finding | None:
    """One finding that counts for `unit`, or that it declined."""
    findings = Finding.offered_to_unit(unit).select_related("bearer")
    return findings.filter(pk=finding_id).first()


def findings_of(unit: Organisation) -> QuerySet[Finding]:
    """Findings that count for `unit`, whatever their source, with their actions."""
    covered = Coverage.objects.accepted().filter(unit=unit).exclude(kind=PlanAction.fact_kind)
    wholes = covered.order_by().values("fact_id")
    return Finding.objects.filter(whole_id__in=wholes).select_related("bearer")


def findings_without_action(unit: Organisation) -> QuerySet[Finding]:
    """« À rattacher »: findings in play that no live action of the unit answers."""
    here = Coverage.objects.accepted().filter(unit=unit, fact_id=OuterRef("planaction_id"))
    links = Finding.actions.through.objects.filter(Exists(here), finding=OuterRef("pk"))
    answered = links.exclude(planaction__state=State.CANCELLED)
    found = findings_of(unit).filter(~Exists(answered), dismissed_on=None)
    return found.order_by("noted_on", "pk")


def findings_for(source_kind: str, source_ids: Collection[UUID]) -> dict[UUID, list[Finding]]:
    """Findings noted on records of a room above, by record, with `actions` fetched: two queries."""
    found: dict[UUID, list[Finding]] = {one: [] for one in source_ids}
    findings = Finding.objects.filter(source_kind=source_kind, source_id__in=list(source_ids))
    for finding in findings.order_by("noted_on", "pk").prefetch_related("actions"):
        found[finding.source_id].append(finding)
    return found


def findings_answered(unit: Organisation, action: PlanAction) -> QuerySet[Finding]:
    """Findings that count for `unit` and that this action answers."""
    return findings_of(unit).filter(actions=action).order_by("noted_on", "pk")


def with_actions(unit: Organisation, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each finding with those of its actions that count for `unit`: one query."""
    findings = list(findings)
    actions = PlanAction.objects.borne_for(unit).order_by("code")
    prefetch_related_objects(findings, Prefetch("actions", actions, to_attr="actions_here"))
    return [{"finding": one, "actions": one.actions_here} for one in findings]  # type: ignore[attr-defined]


def history_of(unit: Organisation, action: PlanAction) -> list[Entry]:
    """The last acts on an action, newest first; another unit than its bearer sees its life only."""
    entries = Entry.objects.about(PlanAction.fact_kind, action.pk)
    if action.bearer_id != unit.pk:
        mine = Q(organisation_id=unit.pk)
        entries = entries.filter(mine | Q(verb__in=SHARED_ACTS, organisation_id=action.bearer_id))
    return list(entries[:50])


def pilotes_offered(unit: Organisation, on: date) -> QuerySet[User]:
    """Accounts that may be named pilote: those who hold a role in the unit today."""
    held = Membership.objects.active_on(on).filter(organisation=unit).values("user")
    return User.objects.filter(pk__in=held, is_active=True).order_by("search", "pk")


@dataclass(frozen=True, slots=True)
class TodoAction:
    """An open action, and the unit where to open it: its bearer if it is there, else another."""

    action: PlanAction
    unit: Organisation
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Todo:
    """Open actions of some units for one person, nearest day first. `overdue`: mine and others'."""

    mine: list[TodoAction] = field(default_factory=list)
    others: list[TodoAction] = field(default_factory=list)
    overdue: list[TodoAction] = field(default_factory=list)


def todo(user: User, units: OrganisationQuerySet, day: date | None = None) -> Todo:
    """« À faire »: open actions of the units given, whoever bears them. Two queries.

    `units`: those where the person may read the plan
    (`scope.units(Room.QUALITY_PLAN, Right.READ)`).
    """
    today = day or timezone.localdate()
    rows = Coverage.objects.accepted().filter(kind=PlanAction.fact_kind, unit__in=units)
    places: dict[UUID, list[Organisation]] = defaultdict(list)
    for row in rows.select_related("unit").order_by("unit__search", "pk"):
        places[row.fact_id].append(row.unit)
    covered = rows.order_by().values("fact_id")
    actions = PlanAction.objects.open().filter(pk__in=covered)
    result = Todo()
    for action in actions.order_by(F("current_due_on").asc(nulls_last=True), "code", "pk"):
        here = places[action.pk]
        unit = next((one for one in here if one.pk == action.bearer_id), here[0])
        item = TodoAction(action, unit, action.is_overdue(today))
        (result.mine if action.pilote_id == user.pk else result.others).append(item)
        if item.is_overdue:
            result.overdue.append(item)
    return result
