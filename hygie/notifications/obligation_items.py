"""The deadlines of the obligations, read from the timelines stored."""

from collections.abc import Callable, Iterator

from hygie.domain.dated import load_book
from hygie.notifications.due import DueItem
from hygie.notifications.registry import Awaited, Question
from hygie.obligations.rooms import room_of
from hygie.organisations.rights import Right, Room

KIND = "obligation"
SIGNS = (Room.STATEMENTS, Right.SIGN)


def obligation_key(unit_id: int, code: str) -> str:
    """Key of the item of an obligation: what a more precise item puts in `replaces`."""
    return f"{KIND}:{unit_id}-{code}"


Precise = tuple[str, tuple[object, ...]]


def precise_items(
    question: Question,
    *codes: str,
    kind: str,
    room: Room,
    find: Callable[[Awaited], Precise | None],
) -> Iterator[DueItem]:
    """For each of these obligations that has a day, what says better what is to do.

    `find` gives its words and its page; None leaves the item of the obligation itself.
    """
    for one in question.awaited_of(*codes):
        found = find(one) if one.due_on else None
        if found is None:
            continue
        words, page = found
        yield DueItem(
            kind=kind,
            subject=f"{one.unit_id}-{one.code}",
            unit_id=one.unit_id,
            label=f"{one.code} {words}",
            due_on=one.due_on,
            page=page,
            room=room,
            escalates_to=SIGNS,
            replaces=frozenset({obligation_key(one.unit_id, one.code)}),
            is_late=one.is_late,
        )


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
