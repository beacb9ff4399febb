"""A process of its own, to be killed or to race with itself, on a database shared with the test.

python -m tests.faults.process prepare confirm:die count
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

import django
from bs4 import BeautifulSoup
from click.testing import CliRunner

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings_test")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from hygie.accounts.models import User  # noqa: E402
from hygie.compliance.cli import statement_group  # noqa: E402
from hygie.compliance.entry_sheets.mapping import read_mapping  # noqa: E402
from hygie.compliance.models import EntrySheet, Statement  # noqa: E402
from hygie.compliance.services import entry, statement  # noqa: E402
from hygie.documents.models import Evidence  # noqa: E402
from hygie.exercises.models import Exercise, ExerciseEntry  # noqa: E402
from hygie.exercises.services import exercise_record  # noqa: E402
from hygie.exercises.tests.cast import form_values  # noqa: E402
from hygie.journal.models import Entry  # noqa: E402
from hygie.obligations.models import Interval  # noqa: E402
from hygie.organisations.models import Coverage, Organisation  # noqa: E402
from hygie.organisations.rights import Role  # noqa: E402
from hygie.quality_plan.models import PlanAction  # noqa: E402
from tests.cast import client_of, make_unit, member, scope_of  # noqa: E402

NUMBERS = [UUID(int=n) for n in range(1, 20)]
EXERCISE, STATEMENT, SECOND, SHEET, NEW = NUMBERS[:5]
COUNTED = (Exercise, ExerciseEntry, EntrySheet, Statement, Evidence, PlanAction, Coverage, Entry)
THREADS = 6
NEW_ID = {"name": "new_id"}


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def who(role: Role = Role.DSI) -> dict[str, Any]:
    """The first words of every service, for the person who holds that role."""
    unit = Organisation.objects.units().get()
    user = User.objects.filter(memberships__role=role).order_by("pk")[0]
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def prepare() -> None:
    """A unit, its DSI and its direction, an exercise, statements of two years that wait."""
    unit = make_unit(finess="310000001")
    for role in (Role.DSI, Role.DIRECTION):
        member(unit, role)
    exercise_record(held_on=date(2026, 3, 2), new_id=EXERCISE, **who())
    for new_id, year in ((STATEMENT, 2026), (SECOND, 2025)):
        statement.statement_prepare(new_id=new_id, year=year, on=date(2026, 3, 3), **who())


def killed(*_given: Any, **_named: Any) -> None:
    """What replaces the last act of a transaction: its rows are written, not yet committed."""
    os.kill(os.getpid(), signal.SIGKILL)


def confirm(how: str = "") -> None:
    with patch.object(statement, "_write_down", killed if how else statement._write_down):
        confirmed = statement.statement_confirm(statement_id=STATEMENT, **who(Role.DIRECTION))
    say("confirmed", confirmed.number)


def close(how: str = "") -> None:
    with patch.object(entry, "_write_down", killed if how else entry._write_down):
        sheet = entry.entry_close(
            new_id=SHEET, action=1, subject_id=EXERCISE, entered_on=date(2026, 4, 1),
            receipt="R-1", mapping=read_mapping(entry.default_text()), **who(),
        )  # fmt: skip
    say("closed", sheet.receipt)


def count() -> None:
    """How many rows of each kind, and what the last words of the statements are."""
    say(*(model.objects.count() for model in COUNTED), Interval.objects.count(), *numbers())


def numbers() -> list[str]:
    found = Statement.objects.order_by("pk").values_list("number", "digest", "confirmed_by_name")
    return [f"{number}/{digest or '-'}/{bool(name)}" for number, digest, name in found]


def together(works: list[Callable[[], Any]]) -> list[Any]:
    """Runs them at the same instant, each in its thread; what each answers, or its exception."""
    answers: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            start.wait()
            answers[number] = works[number]()
        except Exception as error:  # noqa: BLE001  # told to the test
            answers[number] = repr(error).replace(" ", "_")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def posts(name: str, values: dict[str, Any], **where: Any) -> None:
    """The form of a page sent several times at once by one person; says each answer."""
    user, unit = who()["acting_user"], who()["unit"]
    url = reverse(name, kwargs={"finess": unit.finess, **where})
    clients: list[Client] = [client_of(user) for _ in range(THREADS)]
    typed = {**shown(clients[0].get(url).content), **values, "new_id": str(NEW)}
    works = [lambda client=one: client.post(url, typed).status_code for one in clients]
    say(*together(works))
    say(Entry.objects.filter(subject_id=str(NEW)).count())


def shown(page: bytes) -> dict[str, str]:
    """What the form of a page holds when it opens: hidden fields, days, boxes ticked."""
    (form,) = (
        one for one in BeautifulSoup(page, "html5lib").find_all("form") if one.find(attrs=NEW_ID)
    )
    fields = form.find_all("input", attrs={"name": True})
    ticked = {
        one["name"]: one.get("value", "on" if one.get("type") == "checkbox" else "")
        for one in fields
        if one.get("type") not in ("radio", "checkbox", "file") or one.has_attr("checked")
    }
    chosen = form.select("select[name] option[selected]")
    return ticked | {one.find_parent("select")["name"]: one["value"] for one in chosen}


def post_exercise() -> None:
    posts("exercises:record", form_values(title="Nuit"))
    say(Exercise.objects.filter(title="Nuit").count())


def post_action() -> None:
    posts("quality_plan:record", {"title": "Durcir", "created_on": "02/06/2026"})
    say(PlanAction.objects.filter(title="Durcir").count())


def post_piece() -> None:
    values = {"kind": "held", "title": "PV", "held_by": "Secrétariat"}
    where = {"subject_kind": "exercise", "subject_id": EXERCISE}
    posts("documents:evidence-add", values, **where)
    say(Evidence.objects.filter(title="PV").count())


def race_confirm() -> None:
    """Several confirmations of one statement at once, then of the two: each one number."""
    once = [lambda: statement.statement_confirm(statement_id=STATEMENT, **who(Role.DIRECTION))]
    say(*(getattr(one, "number", one) for one in together(once * THREADS)))
    again = [lambda: statement.statement_confirm(statement_id=SECOND, **who(Role.DIRECTION))]
    say(*(getattr(one, "number", one) for one in together((once + again) * 2)))


def race_of_one_year() -> None:
    """Two statements of one year confirmed at once: which numbers, which refusals."""
    statement.statement_prepare(new_id=NEW, year=2026, on=date(2026, 3, 4), **who())

    def confirm_one(statement_id: UUID) -> Callable[[], Any]:
        return lambda: statement.statement_confirm(statement_id=statement_id, **who(Role.DIRECTION))

    answers = together([confirm_one(STATEMENT), confirm_one(NEW)])
    say(*sorted(str(getattr(one, "number", one)) for one in answers))
    say(Statement.objects.confirmed().count())


def race_abandon(first: str) -> None:
    """One confirms and another abandons: the second comes while the first is in its transaction.

    Says what each reads on its screen, then the statement that is left.
    """
    users = {"confirm": Role.DIRECTION, "abandon": Role.DSI}
    inside = threading.Event()
    second = next(name for name in users if name != first)

    def slow_now() -> Any:
        if not inside.is_set():  # the first one: its rows are read, nothing is written yet
            inside.set()
            time.sleep(1)
        return timezone.now()

    def gesture(name: str) -> str:
        if name == second:
            inside.wait(20)
        given = who(users[name])
        page = reverse(f"compliance:statement-{name}", args=[given["unit"].finess, STATEMENT])
        answer = client_of(given["acting_user"]).post(page, follow=True)
        told = BeautifulSoup(answer.content, "html5lib").find(id="messages")
        return "_".join([f"{name}:{answer.status_code}", *(told.text.split() if told else ())])

    clock = SimpleNamespace(
        now=slow_now,
        localdate=timezone.localdate,
        get_fixed_timezone=timezone.get_fixed_timezone,
    )
    with patch.object(statement, "timezone", clock):
        say(*together([lambda: gesture(first), lambda: gesture(second)]))
    left = Statement.objects.get(pk=STATEMENT)
    lines = Entry.objects.filter(subject_id=str(STATEMENT)).order_by("pk")
    say(left.number, left.abandoned_at is not None, *(one.verb for one in lines))


def prepare_once() -> None:
    """The same preparation sent several times at once."""
    work = [
        lambda: statement.statement_prepare(new_id=NEW, year=2026, on=date(2026, 3, 4), **who())
    ]
    say(*(getattr(one, "pk", one) for one in together(work * THREADS)))
    say(Statement.objects.filter(on=date(2026, 3, 4)).count())


TAMPERINGS = {
    "content": "UPDATE compliance_statement SET content = content || ' ' WHERE number = 1",
    "day": "UPDATE compliance_statement SET \"on\" = '2026-03-01' WHERE number = 1",
    "confirmed-by": "UPDATE compliance_statement SET confirmed_by_name = 'X' WHERE number = 2",
    "first-gone": "DELETE FROM compliance_statement WHERE number = 1",
    "last-gone": "DELETE FROM compliance_statement WHERE number = 2",
}


def tamper() -> None:
    """Each tampering in raw SQL: rows touched, and what `hygie statement verify` exits with."""
    for name, words in TAMPERINGS.items():
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(words)
                touched = cursor.rowcount
            code = CliRunner().invoke(statement_group, ["verify"]).exit_code
            transaction.set_rollback(True)
        say(name, touched, code)


def take_out() -> None:
    """The last statement taken out for good."""
    with connection.cursor() as cursor:
        cursor.execute(TAMPERINGS["last-gone"])


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "confirm": confirm,
    "close": close,
    "count": count,
    "post_exercise": post_exercise,
    "post_action": post_action,
    "post_piece": post_piece,
    "race_confirm": race_confirm,
    "race_of_one_year": race_of_one_year,
    "race_abandon": race_abandon,
    "prepare_once": prepare_once,
    "tamper": tamper,
    "take_out": take_out,
}


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    for word in words:
        name, _, argument = word.partition(":")
        GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
