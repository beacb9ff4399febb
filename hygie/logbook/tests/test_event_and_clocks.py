"""Opening, conducting and closing an event; the legal delays that run."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from hygie.domain.logbook import limit_of
from hygie.domain.refusal import ServiceRefusal
from hygie.logbook import services
from hygie.logbook.clocks import delay_in_force, delays, read_delays
from hygie.logbook.models import Cell, Event, LegalClock
from hygie.logbook.tests.cast import opened, texts, who, wrote
from hygie.logbook.words import clock_words
from hygie.organisations.rights import Role
from tests.cast import make_unit, member

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def crisis() -> dict[str, Any]:
    unit = make_unit()
    user = member(unit, Role.DIRECTION)
    event = opened(user, unit, cells=["decision", "soins"])
    return {**who(user, unit), "event_id": event.pk}


def event_of(crisis: dict[str, Any]) -> Event:
    return Event.objects.get(pk=crisis["event_id"])


def test_an_event_opens_with_its_cells_and_its_first_line(crisis: dict[str, Any]) -> None:
    event = event_of(crisis)
    assert texts(event) == ["Main courante ouverte\u00a0: Rançongiciel. Niveau\u00a0: Alerte."]
    assert [one.name for one in event.cells.all()] == ["Cellule décisionnelle", "Cellule soins"]


def test_an_event_sent_twice_opens_once() -> None:
    unit = make_unit()
    user, new_id = member(unit, Role.DSI), uuid4()
    assert opened(user, unit, new_id=new_id) == opened(user, unit, new_id=new_id)
    assert Event.objects.get().last_number == 1


def test_a_real_crisis_is_not_opened_by_an_animateur() -> None:
    unit = make_unit()
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        opened(member(unit, Role.ANIMATEUR), unit)
    assert not Event.objects.exists()


def test_the_level_changes_by_an_entry(crisis: dict[str, Any]) -> None:
    asked = {"new_id": uuid4(), "level": "white_plan", "state": "under_way", "reason": "DG."}
    first = services.event_change(**crisis, **asked)
    assert services.event_change(**crisis, **asked) == first
    assert texts(event_of(crisis))[1:] == [
        "Niveau\u00a0: Alerte → Plan blanc. État\u00a0: Ouverte → En cours. DG."
    ]
    with pytest.raises(ServiceRefusal, match="nothing_changed"):
        services.event_change(**crisis, **{**asked, "new_id": uuid4()})


def test_a_cell_is_added_then_moves(crisis: dict[str, Any]) -> None:
    for place in ("Salle 2", "Salle 3"):
        services.cell_record(
            **crisis, new_id=uuid4(), name="Cellule soins", place=place, phone="06"
        )
    services.cell_record(**crisis, new_id=uuid4(), name="Accueil des familles")
    cells = {one.code: one.place for one in Cell.objects.all()}
    assert cells == {"decision": "", "soins": "Salle 3", "accueil-des-familles": ""}
    assert len(texts(event_of(crisis))) == 4


def test_a_delay_runs_from_the_hour_of_knowledge_and_an_entry_proves_it(
    crisis: dict[str, Any],
) -> None:
    known = timezone.now() - 2 * HOUR
    clock = services.clock_start(**crisis, code="cnil", new_id=uuid4(), started_at=known)
    assert clock.limit_at == known + 72 * HOUR
    assert clock_words(clock, timezone.now()) == "il reste 2\u00a0jours et 21\u00a0h"
    again = services.clock_start(**crisis, code="cnil", new_id=uuid4(), started_at=known)
    assert again.pk == clock.pk
    moved = known - HOUR
    services.clock_start(**crisis, code="cnil", new_id=uuid4(), started_at=moved)
    done = services.clock_done(
        **crisis, code="cnil", new_id=uuid4(), done_at=timezone.now(), text="Dossier 123."
    )
    assert (done.started_at, done.done_entry.number) == (moved, 4)
    assert "Dossier 123." in done.done_entry.text
    services.clock_done(**crisis, code="cnil", new_id=uuid4(), done_at=timezone.now())
    assert len(texts(event_of(crisis))) == 4
    with pytest.raises(ServiceRefusal, match="clock_already_done"):
        services.clock_start(**crisis, code="cnil", new_id=uuid4(), started_at=known)


def test_an_earlier_line_proves_a_delay(crisis: dict[str, Any]) -> None:
    line = wrote(crisis["acting_user"], crisis["unit"], event_of(crisis), "Plainte déposée.")
    now = timezone.now()
    asked = {**crisis, "code": "plainte", "done_at": now}
    with pytest.raises(ServiceRefusal, match="clock_not_started"):
        services.clock_done(**asked, new_id=uuid4(), number=line.number)
    services.clock_start(**crisis, code="plainte", new_id=uuid4(), started_at=now - HOUR)
    with pytest.raises(ServiceRefusal, match="entry_unknown"):
        services.clock_done(**asked, new_id=uuid4(), number=99)
    assert services.clock_done(**asked, new_id=uuid4(), number=2).done_entry == line


@pytest.mark.parametrize(
    ("code", "started_at", "refused"),
    [
        ("inconnu", datetime(2026, 1, 1, tzinfo=UTC), "clock_unknown"),
        ("plainte", datetime(2020, 1, 1, tzinfo=UTC), "clock_unknown"),
        ("cnil", datetime(2090, 1, 1, tzinfo=UTC), "entry_in_future"),
    ],
)
def test_a_refused_delay_changes_nothing(
    crisis: dict[str, Any], code: str, started_at: datetime, refused: str
) -> None:
    with pytest.raises(ServiceRefusal, match=refused):
        services.clock_start(**crisis, code=code, new_id=uuid4(), started_at=started_at)
    assert not LegalClock.objects.exists()
    assert len(texts(event_of(crisis))) == 1


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_what_is_left_is_said_in_words() -> None:
    now = timezone.now()
    limits = {
        5 * HOUR + timedelta(minutes=4): "il reste 5\u00a0h\u00a004",
        timedelta(minutes=1): "il reste 1\u00a0minute",
        -49 * HOUR: "dépassé depuis 2\u00a0jours et 1\u00a0h",
    }
    for left, said in limits.items():
        assert clock_words(LegalClock(code="cnil", limit_at=now + left), now) == said
    at_once = LegalClock(code="cert-sante", started_at=now)
    assert clock_words(at_once, now) == "à faire sans délai"
    late = LegalClock(code="cnil", limit_at=now, done_at=now + HOUR)
    assert clock_words(late, now) == "fait le 22/11/2026 à 14:00, après la limite"


def test_every_delay_offered_has_its_text_and_its_day() -> None:
    assert {"cert-sante", "cnil", "plainte"} <= set(delays())
    assert delays()["cnil"].hours == delays()["plainte"].hours == 72
    assert all(one.source and one.condition and one.since for one in delays().values())
    assert delay_in_force("plainte", datetime(2023, 4, 24, 12, tzinfo=UTC)) is not None
    final = delays()["nis2-rapport"]
    paris = timezone.get_default_timezone()
    noted = datetime(2027, 2, 28, 9, 30, tzinfo=paris)
    # the summer hour began that morning
    assert final.limit(noted) == datetime(2027, 3, 28, 9, 30, tzinfo=paris)
    assert final.words == "1\u00a0mois"
    january = datetime(2027, 1, 31, 12, tzinfo=UTC)
    assert limit_of(january, None, 1) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="either `hours`, `months` or `words`"):
        read_delays("read_on: 2026-01-01\nclocks:\n  - {code: x, label: X}")
