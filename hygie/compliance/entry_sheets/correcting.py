"""A closed sheet whose fact was corrected since: what is frozen stays, the difference is shown."""

from dataclasses import dataclass
from uuid import UUID

from hygie.compliance.entry_sheets.subject import Subject
from hygie.compliance.models import EntrySheet
from hygie.organisations.models import Organisation


@dataclass(frozen=True)
class Difference:
    """A line whose value is no longer what was entered on the platform."""

    label: str
    entered: str
    now: str


def last_closing(unit: Organisation, action: int, subject_id: UUID) -> EntrySheet | None:
    """The entry of a fact that no other corrects; None when there is none."""
    found = EntrySheet.objects.filter(unit=unit, action=action, subject_id=subject_id)
    return found.filter(corrections=None).order_by("-closed_at").first()


def differences(closing: EntrySheet | None, subject: Subject) -> list[Difference]:
    """What the registers now say otherwise than the values frozen at the entry.

    A line that the labels no longer have is compared too; one that they have since is not.
    """
    return [
        Difference(label, entered, subject.values[key])
        for key, label, entered, _unit in (closing.values if closing else ())
        if key in subject.values and subject.values[key] != entered
    ]


def changed_since(unit: Organisation, subjects: list[Subject]) -> set[UUID]:
    """Facts of a unit that are no longer as they were entered: one query at most."""
    if not any(one.is_closed for one in subjects):
        return set()
    last: dict[tuple[int, UUID], EntrySheet] = {}
    for one in EntrySheet.objects.filter(unit=unit, corrections=None).order_by("closed_at"):
        last[(one.action, one.subject_id)] = one
    return {
        one.subject_id
        for one in subjects
        if one.is_closed and differences(last.get((one.action, one.subject_id)), one)
    }
