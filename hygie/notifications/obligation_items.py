"""The deadlines of the obligations, read from the timelines stored."""

from collections.abc import Iterator

from hygie.domain.dated import load_book
from hygie.notifications.due import DueItem
from hygie.notifications.registry import Question
from hygie.obligations.rooms import room_of
from hygie.organisations.rights import Right, Room

KIND = "obligation"
SIGNS = (Room.STATEMENTS, Right.SIGN)


def obligation_key(unit_id: int, code: str) -> str:
    """Key of the item of an obligation: what a more precise item puts in `replaces`."""
    return f"{KIND}:{unit_id}-{code}"


def obligation_items(question: Question) -> Iterator[DueItem]:
    """Obligations late, or that have a day ahead; who signs for the unit knows of the late ones."""
    labels = {one.id: one.short_label for one in load_book().obligations}
    for unit_id, code, due_on, is_late in question.awaited:
        yield DueItem(
            kind=KIND,
            subject=f"{unit_id}-{code}",
            unit_id=unit_id,
            label=f"{code} {labels.get(code, '')}".strip(),
            due_on=due_on,
            page=("compliance:obligation", question.units[unit_id].finess, code),
            room=room_of(code),
            escalates_to=SIGNS,
            is_late=is_late,
        )
