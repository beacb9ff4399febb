"""What falls due, for whom, and when it is said: plain values, no database and no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.urls import reverse

from hygie.organisations.rights import Right, Room

Grant = tuple[Room, Right]
# Rights of one person by unit (Organisation id).
Grants = Mapping[int, frozenset[Grant]]


class Step(StrEnum):
    """When a coming day is said by a mail of its own."""

    D60 = "d60"
    D30 = "d30"
    D7 = "d7"


STEP_DAYS = {Step.D60: 60, Step.D30: 30, Step.D7: 7}
# A worker that was stopped still says a step some days after; later, the weekly digest does.
CATCH_UP_DAYS = 7
HORIZON_DAYS = STEP_DAYS[Step.D60]


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that someone must do in one unit.

    `label` and `detail` leave by mail: words that may be spread, never a restricted detail.
    `due_on`: the last day to do it; None without one. `page`: name of the address where it is done,
    then its arguments.
    `person_id`: the account that it is for, who must also be able to read `room`; None: everyone
    who has `right` in `room` of the unit. `replaces`: keys of items that this one says better.
    `alerted` (accounts) and `escalates_to`: who is told once it is late. `is_bearer`: the unit
    bears the fact; the same fact in other units of a person is said once.
    """

    kind: str
    subject: str
    unit_id: int
    label: str
    due_on: date | None
    page: tuple[object, ...]
    room: Room
    right: Right = Right.WRITE
    detail: str = ""
    person_id: int | None = None
    alerted: frozenset[int] = frozenset()
    escalates_to: Grant | None = None
    replaces: frozenset[str] = frozenset()
    is_bearer: bool = True
    is_late: bool = False

    @property
    def key(self) -> str:
        """What names the fact, whatever the unit where it is read."""
        return f"{self.kind}:{self.subject}"

    @property
    def path(self) -> str:
        """The page where it is done, from the root of the instance."""
        name, *arguments = self.page
        return reverse(str(name), args=arguments)

    @property
    def grant(self) -> Grant:
        """The right that makes one read it."""
        return (self.room, Right.READ if self.person_id is not None else self.right)

    def days_left(self, as_of: date) -> int | None:
        """Days to its day: 0 on the day, negative after; None without a day."""
        return None if self.due_on is None else (self.due_on - as_of).days


def late_on(due_on: date | None, as_of: date) -> bool:
    """Whether the last day is past."""
    return due_on is not None and due_on < as_of


def step_of(item: DueItem, as_of: date) -> Step | None:
    """The step that is said on `as_of`, or was in the last days; None when there is none.

    Of a day 45 days away nothing is said: it is in the digest, and its next step will be.
    """
    left = item.days_left(as_of)
    if item.is_late or left is None or left < 0:
        return None
    for step in (Step.D7, Step.D30, Step.D60):
        days = STEP_DAYS[step]
        if days - CATCH_UP_DAYS < left <= days or (step == Step.D7 and left <= days):
            return step
    return None


def told_key(item: DueItem, what: str) -> str:
    """What must not be said twice to a person: this item, for this day, at this step."""
    return f"{what}:{item.due_on or ''}:{item.key}"


def concerns(item: DueItem, person_id: int, grants: Grants) -> bool:
    """Whether a person has this to do: it is hers or her role's, and she may read it today."""
    if item.person_id is not None and item.person_id != person_id:
        return False
    return item.grant in grants.get(item.unit_id, frozenset())


def escalates(item: DueItem, person_id: int, grants: Grants) -> bool:
    """Whether a person must know that it is late: named for that, or who signs for the unit."""
    if not item.is_late:
        return False
    given = grants.get(item.unit_id, frozenset())
    if person_id in item.alerted:
        return (item.room, Right.READ) in given
    return item.escalates_to is not None and item.escalates_to in given


def said_once(items: Iterable[DueItem]) -> list[DueItem]:
    """One item a fact, that of its bearer first; then the latest, then the nearest day."""
    found: dict[str, DueItem] = {}
    for item in items:
        known = found.get(item.key)
        if known is None or (item.is_bearer and not known.is_bearer):
            found[item.key] = item
    return sorted(found.values(), key=order)


def order(item: DueItem) -> tuple[bool, bool, date, str, str]:
    """Late ones first, then by day; those without a day last."""
    return (not item.is_late, item.due_on is None, item.due_on or date.max, item.label, item.key)


@dataclass(frozen=True, slots=True)
class Sections:
    """The items of one person, as the digest and the screen show them."""

    late: list[DueItem]
    coming: list[DueItem]
    undated: list[DueItem]

    @property
    def count(self) -> int:
        return len(self.late) + len(self.coming) + len(self.undated)


def sections(items: Iterable[DueItem], as_of: date) -> Sections:
    """Late, due within `HORIZON_DAYS`, and without a day; further days are left for later."""
    horizon = as_of + timedelta(days=HORIZON_DAYS)
    late, coming, undated = [], [], []
    for item in items:
        if item.is_late:
            late.append(item)
        elif item.due_on is None:
            undated.append(item)
        elif item.due_on <= horizon:
            coming.append(item)
    return Sections(late, coming, undated)
