"""Writing in the journal."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from hygie.journal.models import Entry


class Author(Protocol):
    """Who acts: an account, or the holder of a personal link."""

    @property
    def journal_id(self) -> int | None: ...

    @property
    def journal_name(self) -> str: ...


def record(
    *,
    author: Author | None,
    verb: str,
    room: str,
    subject_kind: str,
    subject_id: object,
    subject_label: str,
    organisation_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> Entry:
    """Adds one line, in the transaction of the act it tells. `author` None is Hygie itself."""
    return Entry.objects.create(
        author_id=author.journal_id if author else None,
        author_name=author.journal_name if author else "Hygie",
        verb=verb,
        room=room,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        subject_label=subject_label[:300],
        organisation_id=organisation_id,
        data=dict(data or {}),
    )


def record_many(*, author: Author | None, lines: Iterable[Mapping[str, Any]]) -> None:
    """Adds many lines at once, for an act on thousands of objects: each as `record` takes it."""
    Entry.objects.bulk_create(
        (
            Entry(
                author_id=author.journal_id if author else None,
                author_name=author.journal_name if author else "Hygie",
                **{
                    **line,
                    "subject_id": str(line["subject_id"]),
                    "subject_label": line["subject_label"][:300],
                },
            )
            for line in lines
        ),
        batch_size=500,
    )
