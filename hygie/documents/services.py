"""Every write of the room: a piece added, a piece withdrawn."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.enums import Form
from hygie.documents.models import Evidence
from hygie.documents.storage import StoredFile, Upload, file_store
from hygie.documents.subjects import Subject, subject_of
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope

__all__ = ["evidence_add", "evidence_withdraw", "file_store"]


def evidence_add(
    *,
    scope: Scope,
    acting_user: User,
    unit: Organisation,
    subject_kind: str,
    subject_id: UUID | str,
    new_id: UUID,
    kind: str,
    title: str,
    upload: Upload | None = None,
    url: str = "",
    held_by: str = "",
    reference: str = "",
) -> Evidence:
    """Adds a piece to a fact that `unit` bears or that is borne for it.

    The file is on the disk before the row is written. Sent twice with the same `new_id`, the first
    piece is returned. Raises `ServiceRefusal`: "subject_gone", "not_allowed", "title_missing",
    "file_missing", "link_missing", "held_by_missing", those of `file_store`; `ValidationError`.
    """
    subject = subject_of(subject_kind, subject_id, unit)
    if subject is None:
        raise ServiceRefusal("subject_gone")
    if not scope.may(unit, subject.room, Right.WRITE):
        raise ServiceRefusal("not_allowed")
    known = Evidence.objects.filter(pk=new_id, bearer=unit).first()
    if known is not None:
        return known
    evidence = Evidence(
        id=new_id,
        bearer=unit,
        form=kind,
        title=title.strip(),
        reference=reference.strip(),
        added_by_name=acting_user.full_name,
    )
    _name_subject(evidence, subject_kind, subject)
    if not evidence.title:
        raise ServiceRefusal("title_missing", field="title")
    _fill(evidence, upload, url.strip(), held_by.strip())
    return _save_once(evidence, acting_user)


def _name_subject(evidence: Evidence, kind: str, subject: Subject) -> None:
    evidence.room = subject.room
    evidence.subject_kind = kind
    evidence.subject_id = str(subject.pk)
    evidence.subject_label = str(subject)[:300]
    evidence.coverage_id = subject.coverage_id


def _fill(evidence: Evidence, upload: Upload | None, url: str, held_by: str) -> None:
    """What the form of the piece asks for, and nothing of the other forms."""
    if evidence.form == Form.FILE:
        if upload is None:
            raise ServiceRefusal("file_missing", field="upload")
        _hold_file(evidence, file_store(upload))
    elif evidence.form == Form.LINK:
        if not url:
            raise ServiceRefusal("link_missing", field="url")
        evidence.url = url
    elif not held_by:
        raise ServiceRefusal("held_by_missing", field="held_by")
    else:
        evidence.held_by = held_by


def _hold_file(evidence: Evidence, stored: StoredFile) -> None:
    evidence.sha256 = stored.sha256
    evidence.size = stored.size
    evidence.content_type = stored.content_type
    evidence.original_name = stored.name


@transaction.atomic
def _save_once(evidence: Evidence, author: User) -> Evidence:
    evidence.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            evidence.save(force_insert=True)
    except IntegrityError as error:
        known = Evidence.objects.filter(pk=evidence.pk, bearer=evidence.bearer).first()
        if known is None:
            raise ServiceRefusal("refused") from error
        return known
    _write_down(
        evidence, author, "evidence.added", {"form": evidence.form, "sha256": evidence.sha256}
    )
    return evidence


@transaction.atomic
def evidence_withdraw(
    *, scope: Scope, acting_user: User, unit: Organisation, evidence_id: UUID, reason: str
) -> Evidence:
    """Takes a piece out of the lists, with a reason; the piece and its file are kept.

    Only the establishment that gave it may. Withdrawn twice, nothing happens twice. Raises
    `ServiceRefusal`: "gone", "not_allowed", "reason_missing".
    """
    evidence = (
        Evidence.objects.select_for_update(of=("self",)).filter(pk=evidence_id, bearer=unit).first()
    )
    if evidence is None:
        raise ServiceRefusal("gone")
    if not scope.may(unit, Room(evidence.room), Right.WRITE):
        raise ServiceRefusal("not_allowed")
    if evidence.is_withdrawn:
        return evidence
    if not reason.strip():
        raise ServiceRefusal("reason_missing", field="reason")
    evidence.withdrawn_at = timezone.now()
    evidence.withdrawn_by_name = acting_user.full_name
    evidence.withdrawn_reason = reason.strip()[:300]
    evidence.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_reason"])
    _write_down(evidence, acting_user, "evidence.withdrawn", {"reason": evidence.withdrawn_reason})
    return evidence


def _write_down(evidence: Evidence, author: User, verb: str, data: dict[str, str]) -> None:
    journal.record(
        author=author,
        verb=verb,
        room=evidence.room,
        subject_kind="evidence",
        subject_id=evidence.pk,
        subject_label=str(evidence),
        organisation_id=evidence.bearer_id,
        data={"of": evidence.subject_kind, "id": evidence.subject_id, **data},
    )
