"""The DOCX model of the RETEX that an establishment gives, checked, and takes back."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.contents import content_type_of
from hygie.documents.storage import Upload, clean_name, file_store
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import RetexTemplate
from hygie.exercises.retex_template import DOCX, MAX_BYTES, fields_of
from hygie.exercises.services.runs import ROOM
from hygie.journal import services as journal
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope


def retex_template_give(
    *, scope: Scope, acting_user: User, unit: Organisation, new_id: UUID, upload: Upload
) -> RetexTemplate:
    """Keeps the model of an establishment; the RETEX not yet validated use it. Sent twice, once.

    Raises `ServiceRefusal`: "not_allowed", those of `fields_of` and of `file_store`.
    """
    _require(scope, unit)
    known: RetexTemplate | None = RetexTemplate.objects.filter(pk=new_id, unit=unit).first()
    if known is not None:
        return known
    if upload.size is None or upload.size > MAX_BYTES:
        raise ServiceRefusal("template_too_big", field="upload")
    content, name = BytesIO(b"".join(upload.chunks())).getvalue(), clean_name(upload.name or "")
    _refuse_other(content, name)
    fields = fields_of(content)
    kept = file_store(SimpleUploadedFile(name, content, DOCX))
    given = RetexTemplate(
        id=new_id,
        unit=unit,
        sha256=kept.sha256,
        name=kept.name,
        fields=fields,
        added_by_name=acting_user.full_name,
    )
    given.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            given.save(force_insert=True)
            _write_down(given, acting_user, "given")
    except IntegrityError:  # the same form, sent twice at once
        return RetexTemplate.objects.get(pk=new_id, unit=unit)
    return given


def _refuse_other(content: bytes, name: str) -> None:
    """First what any file of the house must be: neither a bomb, nor a password, nor macros; and
    what is refused is not kept."""
    with TemporaryDirectory() as folder:
        aside = Path(folder) / "modele"
        aside.write_bytes(content)
        try:
            found = content_type_of(aside, name)
        except ServiceRefusal as refusal:
            refusal.data.setdefault("field", "upload")
            raise
    if found.mime != DOCX:
        raise ServiceRefusal("template_not_docx", field="upload")


@transaction.atomic
def retex_template_withdraw(*, scope: Scope, acting_user: User, unit: Organisation) -> int:
    """Comes back to the model of Hygie; how many models were withdrawn."""
    _require(scope, unit)
    left = list(RetexTemplate.objects.select_for_update().filter(unit=unit, withdrawn_at=None))
    for one in left:
        one.withdrawn_at, one.withdrawn_by_name = timezone.now(), acting_user.full_name
        one.save(update_fields=["withdrawn_at", "withdrawn_by_name"])
        _write_down(one, acting_user, "withdrawn")
    return len(left)


def _require(scope: Scope, unit: Organisation) -> None:
    if not scope.may(unit, ROOM, Right.WRITE):
        raise ServiceRefusal("not_allowed")


def _write_down(one: RetexTemplate, author: User, act: str) -> None:
    journal.record(
        author=author,
        verb=f"retex_template.{act}",
        room=ROOM,
        subject_kind="retex_template",
        subject_id=one.pk,
        subject_label=one.name,
        organisation_id=one.unit_id,
        data={"sha256": one.sha256, "fields": one.fields},
    )
