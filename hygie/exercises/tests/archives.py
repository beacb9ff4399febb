"""Archives of exercises, for the tests."""

import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.accounts.models import User
from hygie.exercises.archives.building import archive_gather, archive_write
from hygie.exercises.models import ArchivedRun, Run
from hygie.exercises.services.archives import archive_read, archive_take
from hygie.exercises.tests.cast import who
from hygie.logbook.models import Event
from hygie.organisations.models import Organisation

MADE_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def file_of(run: Run, *, with_names: bool = True) -> bytes:
    """The archive of an exercise with all its main courantes."""
    target = io.BytesIO()
    logs = list(Event.objects.filter(pk__in=run.units.values("event_id")))
    retexes = list(run.retexes.all())
    archive_write(
        target, archive_gather(run, logs, retexes, with_names=with_names, made_at=MADE_AT)
    )
    return target.getvalue()


def upload(content: bytes) -> Any:
    return SimpleUploadedFile("archive.zip", content, content_type="application/zip")


def read(user: User, unit: Organisation, content: bytes) -> ArchivedRun:
    return archive_read(**who(user, unit), new_id=uuid4(), upload=upload(content))


def kept(user: User, unit: Organisation, run: Run) -> ArchivedRun:
    """An archive of this exercise, kept by this establishment."""
    row = read(user, unit, file_of(run))
    return archive_take(**who(user, unit), archive_id=row.pk)
