"""A RETEX made without names for others; one of theirs taken, or taken away."""

from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction

from hygie.accounts.models import User
from hygie.domain.playing import shared
from hygie.domain.playing.shared import MAX_BYTES, SharedFault
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Retex, SharedRetex
from hygie.exercises.services.runs import ROOM
from hygie.exercises.sharing.preparing import known_of, names_left, prepared, rewritten
from hygie.exercises.sharing.shape import COLUMNS, TEXTS
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope
from hygie.web.formats import file_size

KIND = "shared_retex"


@transaction.atomic
def retex_share(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    retex: Retex,
    texts: Mapping[str, str],
) -> shared.SharedRetex:
    """The RETEX as a person read it again, without any name; the journal keeps who confirmed.

    `texts`: by name of `preparing.Piece`. Raises `ServiceRefusal`: "not_allowed", "gone",
    "retex_not_validated", "retex_names_left" (`names`) when a name that is known is still there.
    """
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    if retex.unit_id != unit.pk:
        raise ServiceRefusal("gone")
    if not retex.is_validated:
        raise ServiceRefusal("retex_not_validated")
    said = rewritten(prepared(retex), texts)
    left = names_left(said, known_of(retex))
    if left:
        raise ServiceRefusal("retex_names_left", names=", ".join(left[:10]))
    digest = shared.digest(shared.written(said))
    journal.record(
        author=acting_user,
        verb="run.retex_shared",
        room=ROOM,
        subject_kind="run",
        subject_id=retex.run_id,
        subject_label=str(retex),
        organisation_id=unit.pk,
        data={"sha256": digest},
    )
    return said


@transaction.atomic
def shared_take(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    new_id: UUID,
    content: bytes,
    note: str = "",
) -> SharedRetex:
    """Takes an anonymised RETEX from its file; the same file taken twice is there once.

    Raises `ServiceRefusal`: "not_allowed", "refused", "shared_<code of SharedFault>".
    """
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    try:
        said = shared.read(content, texts=TEXTS, lists=COLUMNS)
    except SharedFault as fault:
        told = {"about": fault.about, "limit": file_size(MAX_BYTES), "field": "file"}
        raise ServiceRefusal(f"shared_{fault.code}", **told) from fault
    row = SharedRetex(
        pk=new_id,
        bearer=unit,
        digest=shared.digest(shared.written(said)),
        title=said.texts["scenario"][:300] or "Scénario sans titre",
        year=said.texts["annee"][:10],
        grade=said.texts["niveau"][:60],
        content={"texts": dict(said.texts), "lists": {k: list(v) for k, v in said.lists.items()}},
        note=note.strip(),
        taken_by_name=acting_user.full_name,
    )
    known: SharedRetex | None = SharedRetex.objects.filter(bearer=unit, digest=row.digest).first()
    if known is not None:
        return known
    row.full_clean(validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise ServiceRefusal("refused") from error
    _write_down(row, acting_user, "taken", {"sha256": row.digest})
    return row


@transaction.atomic
def shared_remove(*, scope: Scope, acting_user: User, unit: Organisation, shared_id: UUID) -> UUID:
    """Takes a RETEX of another away. Removed twice, once. Raises "not_allowed"."""
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    row: SharedRetex | None = SharedRetex.objects.filter(bearer=unit, pk=shared_id).first()
    if row is not None:
        _write_down(row, acting_user, "removed", {"sha256": row.digest})
        row.delete()
    return shared_id


def _write_down(row: SharedRetex, author: User, act: str, data: Mapping[str, str]) -> None:
    journal.record(
        author=author,
        verb=f"{KIND}.{act}",
        room=ROOM,
        subject_kind=KIND,
        subject_id=row.pk,
        subject_label=str(row),
        organisation_id=row.bearer_id,
        data=data,
    )
