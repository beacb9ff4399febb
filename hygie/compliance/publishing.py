"""What is published beside what would be: status, count and day, never a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from hygie.compliance.chain import canonical
from hygie.domain.audit_levels import lowest_level
from hygie.domain.dated import Obligation, load_book
from hygie.obligations import selectors as obligations
from hygie.obligations import snapshots
from hygie.obligations.models import Interval, Publication, PublishedInterval
from hygie.obligations.services import PUBLISHED_FIELDS
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope, who_can

LEVEL_OBLIGATION = "3.e"
AdsLevel = tuple[int, date]


@dataclass(frozen=True)
class Compared:
    """One obligation: the working interval of the day, and the one that the ARS reads."""

    obligation: Obligation
    now: Interval | None
    published: PublishedInterval | None

    @property
    def is_changed(self) -> bool:
        return shown(self.now) != shown(self.published)


def shown(row: Any) -> tuple[Any, ...] | None:
    """What an overseer reads of an interval."""
    if row is None:
        return None
    return (row.status, row.status_since, row.due_on, row.done, row.total, row.noted)


def compared(unit: Organisation, day: date) -> list[Compared]:
    """The 25 obligations, in the order of the text: two queries."""
    now = obligations.matrix([unit.pk], day).get(unit.pk, {})
    published = obligations.published_matrix([unit.pk], day).get(unit.pk, {})
    return [
        Compared(one, now.get(one.id), published.get(one.id)) for one in load_book().obligations
    ]


def timeline_digest(unit: Organisation, ads_level: AdsLevel | None) -> str:
    """SHA-256 of all that a publication could show now: every line, past and coming, and the level.

    One query.
    """
    rows = Interval.objects.current().filter(unit=unit).order_by("obligation", "year", "since")
    lines = list(rows.values_list(*PUBLISHED_FIELDS))
    return sha256(canonical([lines, ads_level]).encode()).hexdigest()


def ads_level(scope: Scope, unit: Organisation) -> AdsLevel | None:
    """The ADS level that `unit` may choose to share today, and the day of its audit: one query.

    That of its lowest directory, from the facts kept with its timelines. None when the level of a
    directory is not known, or for who may not read the audits.
    """
    if not scope.may(unit, Room.AUDITS, Right.READ):
        return None
    facts = snapshots.read(unit.pk, [LEVEL_OBLIGATION])[LEVEL_OBLIGATION]
    return lowest_level(facts, as_of=scope.on)


def history(unit: Organisation) -> Iterable[Publication]:
    """Publications of the unit, latest first."""
    return Publication.objects.filter(unit=unit)[:30]


def who_publishes(unit: Organisation, on: date) -> list[str]:
    """Names of who may publish."""
    members = who_can(unit, Room.PUBLICATION, Right.PUBLISH, on)
    return [f"{one.user.full_name} ({one.get_role_display()})" for one in members]
