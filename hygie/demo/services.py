"""Loading the demonstration, and telling who may sign in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from hygie.accounts.models import User
from hygie.demo.cast import PASSWORD, PEOPLE
from hygie.demo.chapters import CHAPTERS, Chapter
from hygie.demo.pen import demo_id
from hygie.domain.refusal import ServiceRefusal
from hygie.journal import services as journal
from hygie.journal.models import Entry
from hygie.obligations.services import deferred_refresh
from hygie.organisations.models import Organisation

ROOM, KIND, VERB = "demo", "demo_chapter", "demo.chapter_loaded"
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of demonstration and how it signs in."""

    email: str
    password: str
    title: str


def demo_load(today: date | None = None, *, progress: Progress | None = None) -> int:
    """Loads what is not yet loaded of the demonstration; returns how many chapters were.

    `today`: facts of later days are left out; the present day by default, and never later.
    `progress(done, total, label)` is called before each chapter and once at the end. Each chapter
    is one transaction that also writes its line in the journal: stopped anywhere, loading again
    goes on from there. Raises `ServiceRefusal("demo_real_data")` on an instance with establishments
    or accounts that are not of demonstration.
    """
    day = min(today or timezone.localdate(), timezone.localdate())
    _refuse_real_data()
    loaded = _chapters_loaded()
    ready = [one for one in CHAPTERS if one.code not in loaded and one.since <= day]
    for rank, chapter in enumerate(ready):
        if progress is not None:
            progress(rank, len(ready), chapter.label)
        _chapter_load(chapter, day)
    if progress is not None and ready:
        progress(len(ready), len(ready), "")
    return len(ready)


def demo_is_unfinished() -> bool:
    """Whether a load was stopped half-way and may go on."""
    if not User.objects.filter(is_demo=True).exists():
        return False
    today = timezone.localdate()
    codes = {one.code for one in CHAPTERS if one.since <= today}
    return bool(codes - _chapters_loaded()) and not _has_real_data()


def demo_accounts() -> list[DemoAccount]:
    """The accounts to try, in the order of the list; none on an instance without demonstration."""
    opened = set(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
    return [
        DemoAccount(one.email, PASSWORD, one.title)
        for one in PEOPLE
        if one.is_shown and one.email in opened
    ]


def _chapter_load(chapter: Chapter, today: date) -> None:
    with deferred_refresh():
        chapter.tell(today)
        journal.record(
            author=None,
            verb=VERB,
            room=ROOM,
            subject_kind=KIND,
            subject_id=demo_id(KIND, chapter.code),
            subject_label=chapter.label,
            data={"code": chapter.code, "today": str(today)},
        )


def _chapters_loaded() -> set[str]:
    ids = {str(demo_id(KIND, one.code)): one.code for one in CHAPTERS}
    lines = Entry.objects.filter(subject_kind=KIND, subject_id__in=list(ids))
    return {ids[subject_id] for subject_id in lines.values_list("subject_id", flat=True)}


def _has_real_data() -> bool:
    units = Organisation.objects.units().filter(is_demo=False)
    return units.exists() or User.objects.filter(is_demo=False).exists()


def _refuse_real_data() -> None:
    """The accounts of demonstration have a public password and administer the instance."""
    if _has_real_data():
        raise ServiceRefusal("demo_real_data")
