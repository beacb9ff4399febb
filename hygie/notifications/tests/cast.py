"""What the tests of the reminders share: an establishment, real people, items."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from hygie.accounts.models import User
from hygie.notifications.due import DueItem
from hygie.obligations.services import refresh
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import make_unit, make_user, member

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)


def person(name: str = "Alix Berger", **fields: Any) -> User:
    """A real person: accounts of demonstration receive nothing."""
    return make_user(name, is_demo=False, **fields)


def holder(organisation: Organisation, role: Role, name: str = "Alix Berger", **held: Any) -> User:
    """A real person who holds a role."""
    return member(organisation, role, user=person(name), **held)


def morning(day: date, hour: int = 8) -> datetime:
    """That day at eight, Paris time."""
    return datetime.combine(day, time(hour), PARIS)


def judged_unit(**fields: Any) -> Organisation:
    """An establishment whose obligations are judged."""
    unit = make_unit(**fields)
    refresh(unit_ids=[unit.pk])
    return unit


def item(**fields: Any) -> DueItem:
    """An item of the plan, due on 28 November 2026 unless told otherwise."""
    values: dict[str, Any] = {
        "kind": "plan_action",
        "subject": "1",
        "unit_id": 1,
        "label": "Durcir",
        "due_on": date(2026, 11, 28),
        "page": ("notifications:reminders",),
        "room": Room.QUALITY_PLAN,
        **fields,
    }
    return DueItem(**values)
