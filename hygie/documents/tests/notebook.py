"""A fact to prove, for the tests of the room: registers stand above it."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hygie.accounts.models import User
from hygie.documents import services, subjects
from hygie.documents.models import Evidence
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Room
from tests.cast import scope_of

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
KIND = "noted_fact"


@dataclass
class NotedFact:
    """Stands for a `Fact` of a register."""

    fact_kind: ClassVar[str] = KIND
    objects: ClassVar["Shelf"]

    bearer: Organisation
    room: Room = Room.EXERCISES
    pk: UUID = field(default_factory=uuid4)

    @property
    def coverage_id(self) -> UUID:
        return self.pk

    def __str__(self) -> str:
        return "Exercice du 2 octobre 2026"


class Shelf:
    """What the room asks of a manager."""

    def __init__(self) -> None:
        self.facts: dict[str, NotedFact] = {}
        self.asked = ""

    def select_related(self, *names: str) -> "Shelf":
        return self

    def filter(self, pk: Any) -> "Shelf":
        self.asked = str(pk)
        return self

    def first(self) -> NotedFact | None:
        return self.facts.get(self.asked)


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Shelf:
    """Where facts are noted, and an empty folder of files; import it in the test's module."""
    settings.MEDIA_ROOT = tmp_path / "pieces"
    NotedFact.objects = Shelf()
    monkeypatch.setattr(subjects, "_models", {KIND: NotedFact})
    return NotedFact.objects


def note(
    shelf: Shelf, bearer: Organisation, *units: Organisation, room: Room = Room.EXERCISES
) -> NotedFact:
    """A fact borne by `bearer` for itself and for these units."""
    fact = NotedFact(bearer, room)
    shelf.facts[str(fact.pk)] = fact
    for unit in (bearer, *units):
        Coverage.objects.create(kind=KIND, fact_id=fact.pk, unit=unit)
    return fact


def uploaded(content: bytes = PDF, name: str = "retex.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(person: User, unit: Organisation, fact: NotedFact, **given: Any) -> Evidence:
    """The piece that this person adds, a file unless told otherwise."""
    values: dict[str, Any] = {"new_id": uuid4(), "kind": "file", "title": "Retex signé", **given}
    if values["kind"] == "file":
        values.setdefault("upload", uploaded())
    return services.evidence_add(
        scope=scope_of(person),
        acting_user=person,
        unit=unit,
        subject_kind=KIND,
        subject_id=fact.pk,
        **values,
    )


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """The least that makes a Word document."""
    types = b'<Types><Override ContentType="application/...main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **more})
