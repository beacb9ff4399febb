"""The sheets of a unit that ask for a gesture: to enter on the platform, or corrected since."""

from dataclasses import dataclass

from hygie.compliance.entry_sheets.correcting import changed_since
from hygie.compliance.entry_sheets.sources import SUBJECTS, may_read
from hygie.compliance.entry_sheets.subject import Subject
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


@dataclass(frozen=True)
class WaitingSheet:
    """One sheet and why it waits: `is_corrected` when its closed entry no longer says the fact."""

    subject: Subject
    is_corrected: bool


def waiting_sheets(scope: Scope, unit: Organisation) -> list[WaitingSheet]:
    """What the person may read of them, corrected ones first; none without the room's right."""
    if not scope.may(unit, Room.STATEMENTS, Right.READ):
        return []
    read = [
        one
        for action, subjects in SUBJECTS.items()
        if may_read(scope, unit, action)
        for one in subjects(unit)
    ]
    corrected = changed_since(unit, read)
    found = [WaitingSheet(one, True) for one in read if one.subject_id in corrected]
    return found + [WaitingSheet(one, False) for one in read if one.is_waiting]
