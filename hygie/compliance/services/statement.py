"""The yearly statement: prepared, confirmed by a second person, frozen and chained."""

import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.compliance.chain import GENESIS, Linked, Sealed, canonical, digest
from hygie.compliance.models import Confirmation, Statement
from hygie.documents.storage import Upload, file_store
from hygie.domain.dated import load_book
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.obligations import selectors as obligations
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope, holders

PDF = "application/pdf"


def statement_content(unit: Organisation, year: int, on: date) -> str:
    """Facts, verdicts and rule book of `unit` on a day, as canonical JSON."""
    judged = obligations.unit_verdicts(unit, on)
    return canonical(
        {
            "unit": {
                "finess": unit.finess,
                "name": unit.name,
                "sector": unit.sector,
                "department": unit.department,
            },
            "year": year,
            "on": on,
            "rule_book": load_book().fingerprint,
            "facts": obligations.facts_of_unit(unit),
            "verdicts": {
                one.obligation.id: {
                    "label": one.obligation.label,
                    "status": one.verdict.status,
                    "since": one.since,
                    "due_on": one.verdict.due_on,
                    "done": one.verdict.done,
                    "total": one.verdict.total,
                    "missed": one.verdict.missed,
                    "recommended": one.verdict.recommended,
                    "noted": one.verdict.noted,
                    "reasons": [
                        {"code": reason.code, "data": reason.data} for reason in one.verdict.reasons
                    ],
                    "missing": one.verdict.missing,
                }
                for one in judged
            },
        }
    )


@transaction.atomic
def statement_prepare(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    year: int,
    on: date,
    corrects: Statement | None = None,
) -> Statement:
    """Freezes the content of a statement, to be confirmed by another person.

    Sent twice with the same id, the first one is returned. Raises `ServiceRefusal`:
    "not_allowed", "statement_in_future" and those of `_refuse_unnamed`.
    """
    if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    Organisation.objects.select_for_update(of=("self",)).get(pk=unit.pk)  # one writer at a time
    existing = Statement.objects.filter(pk=new_id, unit=unit).first()
    if existing is not None:
        return existing
    if on > timezone.localdate():
        raise ServiceRefusal("statement_in_future")
    _refuse_unnamed(unit, year, corrects.pk if corrects else None)
    statement = Statement(
        id=new_id,
        unit=unit,
        year=year,
        on=on,
        content=statement_content(unit, year, on),
        corrects=corrects,
        prepared_by=acting_user,
        prepared_by_name=acting_user.full_name,
        prepared_at=timezone.now(),
    )
    statement.full_clean()
    statement.save(force_insert=True)
    _write_down(statement, acting_user, "statement.prepared")
    return statement


def _refuse_unnamed(unit: Organisation, year: int, corrects_id: UUID | None) -> None:
    """Refuses a statement that does not name the last one confirmed of its year.

    Raises `ServiceRefusal`: "statement_exists" (it names none), "corrects_other" (of another unit
    or year, or not confirmed), "corrects_former" (corrected since by another).
    """
    confirmed = Statement.objects.confirmed().filter(unit=unit, year=year)
    last = confirmed.order_by("-number").first()
    if corrects_id is None:
        if last is not None:
            raise ServiceRefusal("statement_exists", year=str(year))
    elif not confirmed.filter(pk=corrects_id).exists():
        raise ServiceRefusal("corrects_other")
    elif last is not None and last.pk != corrects_id:
        raise ServiceRefusal("corrects_former", year=str(year), number=str(last.number))


def is_lone_signer(user: User, unit: Organisation, on: date) -> bool:
    """Whether `user` is the only account that may sign for the unit, its EJ's included."""
    signers = holders(unit, Room.STATEMENTS, Right.SIGN, on)
    return set(signers.values_list("user_id", flat=True)) == {user.pk}


@transaction.atomic
def statement_confirm(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    statement_id: UUID,
    signed_pdf_sha256: str = "",
    alone: bool = False,
) -> Statement:
    """Confirms a prepared statement and links it to the chain; it never changes again.

    The right to sign is needed, and another account than the one which prepared; or the signed
    PDF (its SHA-256); or `alone`, for the only account that may sign, which the statement says.
    Confirmed already: returned unchanged. What was prepared before another of its year was
    confirmed is refused: it does not name it. Raises `ServiceRefusal`: "not_allowed", "gone",
    "statement_abandoned", "needs_second_person" and those of `_refuse_unnamed`.
    """
    locked_unit = Organisation.objects.select_for_update().get(pk=unit.pk)
    statement = (
        Statement.objects.select_for_update(of=("self",))
        .filter(pk=statement_id, unit=locked_unit)
        .first()
    )
    if statement is None:
        raise ServiceRefusal("gone")
    if statement.abandoned_at is not None:
        raise ServiceRefusal("statement_abandoned")
    if statement.number is not None:
        return statement
    way = _way_of_confirming(scope, acting_user, unit, statement, signed_pdf_sha256, alone=alone)
    _refuse_unnamed(locked_unit, statement.year, statement.corrects_id)
    last = Statement.objects.confirmed().filter(unit=unit).order_by("-number").first()
    statement.number = (last.number or 0) + 1 if last else 1
    statement.previous_digest = last.digest if last else GENESIS
    statement.confirmation = way
    statement.confirmed_by_name = acting_user.full_name
    statement.confirmed_at = timezone.now()
    statement.signed_pdf_sha256 = signed_pdf_sha256
    statement.digest = digest(statement.previous_digest, statement.content, sealed_of(statement))
    statement.full_clean()
    statement.save()
    _write_down(statement, acting_user, "statement.confirmed")
    return statement


def statement_confirm_signed(
    *, scope: Scope, acting_user: User, unit: Organisation, statement_id: UUID, upload: Upload
) -> Statement:
    """Confirms by the signed PDF: checked by its content, kept by its SHA-256.

    Raises those of `statement_confirm` and of `documents.storage.file_store`, and "not_a_pdf".
    """
    if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    stored = file_store(upload)
    if stored.content_type != PDF:
        raise ServiceRefusal("not_a_pdf", field="upload")
    return statement_confirm(
        scope=scope,
        acting_user=acting_user,
        unit=unit,
        statement_id=statement_id,
        signed_pdf_sha256=stored.sha256,
    )


def _way_of_confirming(
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    statement: Statement,
    signed_pdf_sha256: str,
    *,
    alone: bool,
) -> Confirmation:
    if signed_pdf_sha256:
        if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
            raise ServiceRefusal("not_allowed")
        return Confirmation.SIGNED_PDF
    if not scope.may(unit, Room.STATEMENTS, Right.SIGN):
        raise ServiceRefusal("not_allowed")
    if statement.prepared_by_id != acting_user.pk:
        return Confirmation.SECOND_ACCOUNT
    if alone and is_lone_signer(acting_user, unit, scope.on):
        return Confirmation.LONE_DIRECTOR
    raise ServiceRefusal("needs_second_person")


@transaction.atomic
def statement_abandon(
    *, scope: Scope, acting_user: User, unit: Organisation, statement_id: UUID
) -> None:
    """Sets a prepared statement aside. Raises "not_allowed", "gone", "already_confirmed".

    The row is locked as `statement_confirm` locks it: of the two at once, one wins.
    """
    if not scope.may(unit, Room.STATEMENTS, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    statement = Statement.objects.select_for_update().filter(pk=statement_id, unit=unit).first()
    if statement is None:
        raise ServiceRefusal("gone")
    if statement.number is not None:
        raise ServiceRefusal("already_confirmed")
    if statement.abandoned_at is None:
        statement.abandoned_at = timezone.now()
        statement.save(update_fields=["abandoned_at"])
        _write_down(statement, acting_user, "statement.abandoned")


def sealed_of(statement: Statement) -> Sealed:
    """What the digest covers besides the content, from the row. UTC instants."""
    return Sealed(
        unit=statement.unit.finess or "",
        number=statement.number or 0,
        year=statement.year,
        on=statement.on.isoformat(),
        corrects=str(statement.corrects_id or ""),
        prepared_by=statement.prepared_by_name,
        prepared_at=_instant(statement.prepared_at),
        confirmation=statement.confirmation,
        confirmed_by=statement.confirmed_by_name,
        confirmed_at=_instant(statement.confirmed_at),
        signed_pdf_sha256=statement.signed_pdf_sha256,
    )


def _instant(at: datetime | None) -> str:
    return at.astimezone(timezone.get_fixed_timezone(0)).isoformat() if at else ""


def linked(statement: Statement) -> Linked:
    """The row as the chain reads it."""
    return Linked(
        sealed=sealed_of(statement),
        content=statement.content,
        previous_digest=statement.previous_digest,
        digest=statement.digest,
    )


def read_content(statement: Statement) -> dict[str, Any]:
    """The frozen content."""
    content: dict[str, Any] = json.loads(statement.content)
    return content


def _write_down(statement: Statement, author: User, verb: str) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=Room.STATEMENTS,
        subject_kind="statement",
        subject_id=statement.pk,
        subject_label=str(statement),
        organisation_id=statement.unit_id,
        data={"number": statement.number, "digest": statement.digest, "year": statement.year},
    )
