"""Writing in a main courante: numbered without gap, sealed, never changed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from hygie.domain.logbook import Break, Fault
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry as JournalLine
from hygie.logbook import services
from hygie.logbook.models import Entry, Event, StreamEvent
from hygie.logbook.tests.cast import opened, texts, who, wrote
from hygie.logbook.verifying import verify
from hygie.organisations.rights import Role
from tests.cast import make_ght, make_unit, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis() -> dict[str, Any]:
    unit = make_unit()
    user = member(unit, Role.DSI)
    return {"unit": unit, "user": user, "event": opened(user, unit)}


def test_an_entry_takes_the_next_number_and_seals_the_one_before(crisis: dict[str, Any]) -> None:
    first = wrote(**crisis, text="  Serveurs chiffrés.\r\nImpact : urgences. ")
    second = wrote(**crisis, category="decision", function="DSI", cell="decision")
    assert [first.number, second.number] == [2, 3]
    assert first.text == "Serveurs chiffrés.\nImpact : urgences."
    assert second.previous_hash == first.hash
    assert verify(crisis["event"]).breaks == ()
    event = Event.objects.get()
    assert (event.last_number, event.last_hash) == (3, second.hash)


def test_an_entry_sent_twice_is_written_once(crisis: dict[str, Any]) -> None:
    new_id = uuid4()
    assert wrote(**crisis, new_id=new_id) == wrote(**crisis, new_id=new_id)
    assert len(texts(crisis["event"])) == 2
    assert StreamEvent.objects.filter(key=str(new_id)).count() == 1


def test_what_was_sent_before_the_closing_is_told_written_after_it(crisis: dict[str, Any]) -> None:
    new_id = uuid4()
    written = wrote(**crisis, new_id=new_id)
    services.event_close(
        **who(crisis["user"], crisis["unit"]),
        event_id=crisis["event"].pk, new_id=uuid4(), text="Fin.",
    )  # fmt: skip
    assert wrote(**crisis, new_id=new_id) == written


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": "  \n"}, "entry_empty"),
        ({"happened_at": timezone.now() + timedelta(hours=1)}, "entry_in_future"),
    ],
)
def test_a_refused_entry_changes_nothing(
    crisis: dict[str, Any], values: dict[str, Any], code: str
) -> None:
    with pytest.raises(ServiceRefusal) as refusal:
        wrote(**crisis, **values)
    assert refusal.value.code == code
    assert (len(texts(crisis["event"])), StreamEvent.objects.count()) == (1, 1)


def test_who_may_not_write_writes_nothing(crisis: dict[str, Any]) -> None:
    for role in (Role.QUALITY, Role.ANIMATEUR):
        other = member(crisis["unit"], role)
        with pytest.raises(ServiceRefusal, match="not_allowed"):
            wrote(other, crisis["unit"], crisis["event"])
    stranger = make_unit()
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        wrote(member(stranger, Role.DSI), stranger, crisis["event"])
    assert len(texts(crisis["event"])) == 1


def test_an_animateur_writes_in_the_log_of_an_exercise() -> None:
    unit = make_unit()
    animateur = member(unit, Role.ANIMATEUR)
    event = opened(animateur, unit, kind="exercise")
    assert wrote(animateur, unit, event).number == 2


def test_an_establishment_concerned_writes_in_its_own_name() -> None:
    support, part = make_unit(), make_unit()
    make_ght(support, part)
    event = opened(member(support, Role.DSI), support, units=[part])
    entry = wrote(member(part, Role.DSI), part, event, "Chez nous aussi.")
    assert (entry.number, entry.bearer, entry.content.establishment) == (2, part, part.finess)


def test_a_correction_is_a_new_entry_and_both_stay(crisis: dict[str, Any]) -> None:
    wrong = wrote(**crisis, text="12 postes touchés.")
    right = services.entry_correct(
        **who(crisis["user"], crisis["unit"]), event_id=crisis["event"].pk, number=wrong.number,
        new_id=uuid4(), line=services.Line(text="120 postes touchés."),
    )  # fmt: skip
    assert (right.number, right.corrects) == (3, wrong)
    assert texts(crisis["event"])[1:] == ["12 postes touchés.", "120 postes touchés."]
    assert verify(crisis["event"]).breaks == ()


def test_an_entry_is_neither_changed_nor_deleted(crisis: dict[str, Any]) -> None:
    entry = wrote(**crisis)
    entry.text = "Autre"
    for act in (entry.save, entry.delete, Entry.objects.all().delete):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(TypeError):
        Entry.objects.update(text="Autre")


TAMPERINGS = {
    "UPDATE logbook_entry SET text = 'x' WHERE number = 2": [Break(2, Fault.CHANGED)],
    "UPDATE logbook_entry SET author_name = 'x' WHERE number = 3": [Break(3, Fault.CHANGED)],
    "DELETE FROM logbook_entry WHERE number = 2": [Break(2, Fault.MISSING)],
    "DELETE FROM logbook_entry WHERE number = 3": [Break(3, Fault.MISSING)],
    "UPDATE logbook_event SET last_number = 2": [Break(2, Fault.CUT)],
}


@pytest.mark.parametrize("words", TAMPERINGS)
def test_what_is_changed_under_the_software_is_found(crisis: dict[str, Any], words: str) -> None:
    wrote(**crisis)
    wrote(**crisis)
    with connection.cursor() as cursor:
        cursor.execute(words)
    found = verify(crisis["event"]).breaks
    assert list(found)[-1:] == TAMPERINGS[words][-1:]


def test_a_log_closed_then_shortened_no_longer_ends_as_the_journal_says(
    crisis: dict[str, Any],
) -> None:
    kept = wrote(**crisis)
    acting = who(crisis["user"], crisis["unit"])
    asked = {"event_id": crisis["event"].pk, "new_id": uuid4(), "text": "Fin."}
    services.event_close(**acting, **asked)
    services.event_close(**acting, **asked)
    lines = JournalLine.objects.filter(subject_kind="logbook_event").order_by("pk")
    assert [one.verb for one in lines] == ["logbook_event.opened", "logbook_event.closed"]
    assert verify(crisis["event"]).breaks == ()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM logbook_entry WHERE number = 3")
        cursor.execute("UPDATE logbook_event SET last_number = 2, last_hash = %s", [kept.hash])
    assert verify(crisis["event"]).sentences
    with pytest.raises(ServiceRefusal, match="event_closed"):
        wrote(**crisis)
