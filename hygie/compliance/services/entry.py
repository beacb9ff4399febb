"""Closing an entry sheet: the receipt in the register, the values frozen, in one transaction."""

from datetime import date
from uuid import UUID

from django.db import transaction

from hygie.accounts.models import User
from hygie.compliance.entry_sheets import sheet
from hygie.compliance.entry_sheets.correcting import Difference, differences, last_closing
from hygie.compliance.entry_sheets.mapping import DEFAULT, Mapping, read_mapping
from hygie.compliance.entry_sheets.sources import (
    SUBJECTS,
    close_in_register,
    may_read,
    subject_of,
)
from hygie.compliance.models import EntryMapping, EntrySheet
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope


@transaction.atomic
def entry_close(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    action: int,
    subject_id: UUID,
    entered_on: date,
    receipt: str,
    mapping: Mapping,
) -> EntrySheet:
    """Closes the entry of one fact on the national platform; sent twice, once.

    Closed already, and the fact corrected since: another entry names the one it corrects. The
    register then keeps the day and the receipt of the first: they prove that it was in time.

    Raises `ServiceRefusal`: "not_allowed", "entry_nothing", "entry_closed" (nothing changed since),
    "entry_before_former", and those of the register that holds the fact.
    """
    if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    if action in SUBJECTS and not may_read(scope, unit, action):
        raise ServiceRefusal("not_allowed")
    Organisation.objects.select_for_update().get(pk=unit.pk)
    known = EntrySheet.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    subject = subject_of(unit, action, subject_id)
    if subject is None or (subject.refusal and not subject.is_closed):
        raise ServiceRefusal("entry_nothing")
    former = last_closing(unit, action, subject_id)
    changed = differences(former, subject)
    if subject.is_closed:
        _refuse_correction(former, changed, entered_on)
    else:
        close_in_register(
            subject,
            scope=scope,
            acting_user=acting_user,
            unit=unit,
            entered_on=entered_on,
            receipt=receipt,
        )
    closed = EntrySheet(
        id=new_id,
        unit=unit,
        action=action,
        subject_id=subject_id,
        subject_label=subject.label,
        year=subject.year,
        mapping_version=mapping.version,
        values=[
            [line.key, line.label, line.value, line.unit] for line in sheet.lines(subject, mapping)
        ],
        entered_on=entered_on,
        receipt=receipt.strip(),
        corrects=former,
        closed_by_name=acting_user.full_name,
    )
    closed.full_clean(validate_constraints=False)
    closed.save(force_insert=True)
    data: dict[str, object] = {
        "action": action,
        "receipt": closed.receipt,
        "mapping": mapping.version,
    }
    if former is not None:
        data["corrects"] = str(former.pk)
        data["changed"] = [[one.label, one.entered, one.now] for one in changed]
    verb = "entry.corrected" if former is not None else "entry.closed"
    _write_down(unit, acting_user, verb, closed.pk, str(closed), data)
    return closed


def _refuse_correction(
    former: EntrySheet | None, changed: list[Difference], entered_on: date
) -> None:
    """Refuses to enter again what is closed, unless the fact was corrected since."""
    if former is None or not changed:
        raise ServiceRefusal("entry_closed")
    if entered_on < former.entered_on:
        raise ServiceRefusal("entry_before_former", field="entered_on", on=former.entered_on)


@transaction.atomic
def mapping_set(
    *, scope: Scope, acting_user: User, unit: Organisation, text: str, file_name: str
) -> EntryMapping:
    """Takes another mapping file for this unit. Raises "not_allowed"; MappingError.

    `file_name`: of the file sent, said in what is wrong; it is not kept.
    """
    if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    mapping = read_mapping(text, name=file_name)
    last = EntryMapping.objects.filter(unit=unit).first()
    if last is not None and last.text == text:
        return last
    stored = EntryMapping.objects.create(
        unit=unit, text=text, version=mapping.version, added_by_name=acting_user.full_name
    )
    _write_down(
        unit, acting_user, "entry_mapping.set", stored.pk, mapping.version, {"text": text}
    )  # fmt: skip
    return stored


def default_text() -> str:
    """The file of labels that comes with Hygie."""
    return DEFAULT.read_text(encoding="utf-8")


def _write_down(
    unit: Organisation,
    author: User,
    verb: str,
    subject_id: object,
    label: str,
    data: dict[str, object],
) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=Room.STATEMENTS,
        subject_kind=verb.split(".", 1)[0],
        subject_id=subject_id,
        subject_label=label,
        organisation_id=unit.pk,
        data=data,
    )
