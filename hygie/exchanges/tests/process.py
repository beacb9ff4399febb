"""A process of its own, that writes an import or takes it back, may be killed, or hinders nobody.

python -m hygie.exchanges.tests.process prepare confirm:40 asks
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings_test")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import transaction  # noqa: E402

from hygie.audits.models import AdsResult, Directory  # noqa: E402
from hygie.continuity.models import Bia, Copil, CopilMeeting  # noqa: E402
from hygie.digital_budget.models import BudgetComputation  # noqa: E402
from hygie.documents.models import Evidence  # noqa: E402
from hygie.exchanges import services  # noqa: E402
from hygie.exchanges.enums import Outcome  # noqa: E402
from hygie.exchanges.history import at_work, proving, running, undoing  # noqa: E402
from hygie.exchanges.models import HistoryImport, HistoryRow  # noqa: E402
from hygie.exchanges.tests.big import big_proofs, big_sheets  # noqa: E402
from hygie.exchanges.tests.files import archive, who, workbook  # noqa: E402
from hygie.exercises.models import Exercise  # noqa: E402
from hygie.journal.models import Entry  # noqa: E402
from hygie.obligations.models import Interval  # noqa: E402
from hygie.obligations.services import refresh  # noqa: E402
from hygie.organisations.models import Organisation  # noqa: E402
from hygie.organisations.rights import Role  # noqa: E402
from hygie.quality_plan.models import PlanAction  # noqa: E402
from hygie.self_assessments.models import SelfAssessment  # noqa: E402
from tests.cast import make_unit, member  # noqa: E402

IMPORT = UUID(int=7)
MODELS: dict[str, Any] = {
    one.fact_kind: one
    for one in (
        Exercise, Directory, AdsResult, SelfAssessment, Copil, CopilMeeting, Bia, PlanAction,
        BudgetComputation,
    )
}  # fmt: skip


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def whole() -> dict[str, Any]:
    """The first words of every service, for the DSI of the establishment."""
    unit = Organisation.objects.units().order_by("pk")[0]
    return who(unit.memberships.order_by("pk")[0].user, unit)


def prepare(size: str = "small") -> None:
    """A unit, its DSI, and its file already read: how long that took, and its rows."""
    unit = make_unit(finess="310000001")
    member(unit, Role.DSI)
    refresh(unit_ids=[unit.pk])
    content, proofs = workbook(big_sheets(size)), archive(big_proofs())
    began = time.monotonic()
    history = services.history_read(
        **whole(),
        new_id=IMPORT,
        file=SimpleUploadedFile("reprise.xlsx", content),
        proofs=SimpleUploadedFile("pieces.zip", proofs),
    )
    faults = [one for one in history.problems if not one["warning"]]
    say(f"{time.monotonic() - began:.2f}", history.rows.count(), len(faults))
    for one in faults[:5]:
        sys.stderr.write(f"{one}\n")


def dies_after(work: Callable[..., Any], count: int) -> Callable[..., Any]:
    """The same work, that kills its process when it is asked once too often."""
    left = iter(range(count))

    def asked(*given: Any, **named: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return work(*given, **named)

    return asked


def never_behind(*_given: Any) -> None:
    """The work is done by the process itself, not by a thread."""


def confirm(killed_after: str = "") -> None:
    """Writes the import; killed once so many rows were written, some not committed."""
    write = running._write_down
    count = int(killed_after) if killed_after.isdigit() else 10**9
    attach, pieces = proving._attach, 10**9
    if killed_after.startswith("piece"):
        pieces = int(killed_after.removeprefix("piece"))
    with (
        patch.object(at_work, "start_behind", never_behind),
        patch.object(running, "_write_down", dies_after(write, count)),
        patch.object(proving, "_attach", dies_after_answer(attach, pieces)),
    ):
        began = time.monotonic()
        services.history_confirm(**whole(), history_id=IMPORT)
        history = running.history_write(IMPORT)
        say(f"{time.monotonic() - began:.2f}", history.state)


def dies_after_answer(work: Callable[..., Any], count: int) -> Callable[..., Any]:
    """The same work, whose process is killed just after it was done so many times."""
    done = iter(range(1, count))

    def asked(*given: Any, **named: Any) -> Any:
        answer = work(*given, **named)
        if next(done, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    return asked


def undo(killed_after: str = "") -> None:
    """Takes the import back; killed once so many rows were, some not committed."""
    count = int(killed_after) if killed_after else 10**9
    with (
        patch.object(at_work, "start_behind", never_behind),
        patch.object(undoing, "_row_undo", dies_after(undoing._row_undo, count)),
    ):
        began = time.monotonic()
        services.history_undo(**whole(), history_id=IMPORT, reason="Mauvais fichier")
        history = undoing.history_take_back(IMPORT)
        say(f"{time.monotonic() - began:.2f}", history.state)


def small() -> None:
    """Parts of a few rows from here on: several are committed before a kill."""
    at_work.ROWS_AT_ONCE, at_work.PAUSE_SECONDS = 3, 0.0


def asks() -> None:
    """How it is seen; rows written, facts there, lines of journal of facts, pieces; and whether
    the statuses are those that the facts give."""
    history = at_work.seen(HistoryImport.objects.get())
    written = HistoryRow.objects.filter(outcome=Outcome.WRITTEN)
    facts = sum(model.objects.count() for model in MODELS.values())
    noted = Entry.objects.filter(verb__in=[f"{kind}.recorded" for kind in MODELS]).count()
    say(
        history.state,
        written.exclude(register="entries").count(),
        facts,
        noted,
        Evidence.objects.kept().count(),
        is_true(),
    )


def is_true() -> bool:
    """Whether a full refresh would change no status."""
    names = [one.name for one in Interval._meta.concrete_fields if one.name != "id"]
    before = set(Interval.objects.values_list(*names))
    with transaction.atomic():
        refresh(unit_ids=list(Organisation.objects.units().values_list("pk", flat=True)))
        after = set(Interval.objects.values_list(*names))
        transaction.set_rollback(True)
    return before == after


def hinders(until: str) -> None:
    """Writes a row of another establishment again and again until the import is in that state:
    how many times, and the longest wait in seconds."""
    number = "310000002"
    other = Organisation.objects.filter(finess=number).first() or make_unit(finess=number)
    longest, count = 0.0, 0
    say("ready")
    while True:
        began = time.monotonic()
        with transaction.atomic():
            Organisation.objects.filter(pk=other.pk).update(name=f"CH {count}")
            state = HistoryImport.objects.values_list("state", flat=True).get()
        longest, count = max(longest, time.monotonic() - began), count + 1
        if state == until:
            break
        time.sleep(0.05)
    say(count, f"{longest:.2f}")


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare, "confirm": confirm, "undo": undo, "small": small, "asks": asks,
    "hinders": hinders,
}  # fmt: skip


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    with time_machine.travel(datetime(2026, 11, 21, 11, tzinfo=UTC)):
        for word in words:
            name, _, argument = word.partition(":")
            GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
