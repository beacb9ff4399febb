"""What the tests of the room share: an event open, and people who write in its log."""

from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.logbook import services
from hygie.logbook.models import Entry, Event
from hygie.organisations.models import Organisation
from tests.cast import scope_of


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def opened(user: User, unit: Organisation, **values: Any) -> Event:
    """A real crisis, unless told otherwise."""
    given = {"new_id": uuid4(), "kind": "real_crisis", "title": "Rançongiciel", **values}
    return services.event_open(**who(user, unit), **given)


def wrote(
    user: User, unit: Organisation, event: Event, text: str = "Coupure.", **values: Any
) -> Entry:
    """One entry."""
    new_id = values.pop("new_id", None) or uuid4()
    line = services.Line(text=text, **values)
    return services.entry_write(**who(user, unit), event_id=event.pk, new_id=new_id, line=line)


def texts(event: Event) -> list[str]:
    """What the log says, oldest first."""
    return list(event.entries.order_by("number").values_list("text", flat=True))
