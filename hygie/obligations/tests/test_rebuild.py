"""All statuses are calculated anew while people read and write, and even if it is killed."""

import signal
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hygie.domain.exercises import ExerciseFacts
from hygie.domain.refusal import ServiceRefusal
from hygie.obligations import rebuilding, selectors, services
from hygie.obligations.models import Generation, Interval, Pointer
from hygie.obligations.tests.notebook import exercise_on, notebook
from hygie.obligations.tests.processes import own_database, run, start
from hygie.obligations.tests.truth import differences
from tests.cast import TODAY, make_unit, on_day

__all__ = ["notebook", "own_database"]

Notebook = dict[type, dict[int, Any]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "SQLITE_PAUSE_SECONDS", 0)


@pytest.mark.django_db
def test_a_rebuild_puts_a_true_generation_in_service(notebook: Notebook) -> None:
    units = [make_unit() for _ in range(7)]
    notebook[ExerciseFacts][units[0].pk] = exercise_on(date(2026, 10, 2))
    said: list[tuple[int, int]] = []
    with on_day(TODAY):
        services.rebuild()
        second = services.rebuild(progress=lambda done, total: said.append((done, total)))
        assert differences([date(2025, 12, 31), TODAY, date(2029, 12, 31)]) == []
    assert Pointer.objects.get().generation_id == second.pk
    assert set(Interval.objects.values_list("generation", flat=True)) == {second.pk}
    assert said[-1] == (7, 7)
    assert second.owner == ""


@pytest.mark.django_db
def test_a_rebuild_is_needed_when_rules_or_horizon_move(notebook: Notebook) -> None:
    make_unit()
    with on_day(TODAY):
        assert services.rebuild_reason() == "first"
        assert services.ensure_current() == "first"
        assert services.ensure_current() is None
        Generation.objects.filter(state="current").update(fingerprint="another book")
        assert services.ensure_current() == "rules"
    with on_day(date(2027, 1, 2)):
        assert services.ensure_current() == "horizon"
        assert selectors.horizon().end == date(2031, 1, 1)


@pytest.mark.django_db
def test_an_empty_database_needs_no_rebuild() -> None:
    assert services.rebuild_reason() is None


@pytest.mark.django_db
def test_a_second_rebuild_is_refused_while_the_first_is_alive(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_unit()

    def someone_signs(seconds: float) -> None:
        Generation.objects.update(heartbeat_at=timezone.now() + timedelta(seconds=1))

    monkeypatch.setattr(rebuilding.time, "sleep", someone_signs)
    wanted = selectors.horizon()
    Generation.objects.create(
        state="building",
        fingerprint="x",
        horizon_start=wanted.start,
        horizon_end=wanted.end,
        owner="someone",
        heartbeat_at=timezone.now(),
    )
    with pytest.raises(ServiceRefusal) as refused:
        services.rebuild()
    assert refused.value.code == "rebuild_running"
    assert Generation.objects.get().owner == "someone"
    assert not Interval.objects.exists()


@pytest.mark.django_db
def test_a_rebuild_that_lost_its_place_stops(notebook: Notebook) -> None:
    units = [make_unit() for _ in range(rebuilding.FIRST_BATCH + 1)]

    def another_takes_it(done: int, total: int) -> None:
        Generation.objects.filter(state="building").update(owner="another")

    with pytest.raises(ServiceRefusal):
        services.rebuild(progress=another_takes_it)
    assert Generation.objects.get().owner == "another"
    assert Generation.objects.get().units_done == len(units) - 1


@pytest.mark.django_db
def test_an_unfinished_rebuild_with_other_rules_is_dropped(notebook: Notebook) -> None:
    make_unit()
    left = Generation.objects.create(
        state="building",
        fingerprint="other",
        horizon_start=date(2023, 1, 1),
        horizon_end=date(2030, 1, 1),
    )
    done = services.rebuild()
    left.refresh_from_db()
    assert (left.state, done.pk != left.pk) == ("retired", True)


def test_a_rebuild_killed_goes_on_where_it_stopped(own_database: dict[str, str]) -> None:
    run(own_database, "prepare", "110")
    first = run(own_database, "rebuild")
    faults, pointed, building = run(own_database, "verify")
    assert (faults, pointed, building) == ("0", first[1], "0")
    process = start(own_database, "rebuild")
    assert process.stdout is not None
    done = [process.stdout.readline() for _ in range(2)]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert done[1].split()[1] == "110"
    faults, pointed, building = run(own_database, "verify")
    assert (faults, pointed) == ("0", first[1])
    assert building not in ("0", first[1])
    again = start(own_database, "rebuild")
    lines = again.communicate(timeout=240)[0].splitlines()
    assert int(lines[0].split()[0]) > int(done[1].split()[0])
    assert lines[-1].split() == ["over", building, "110"]
    assert run(own_database, "verify") == ["0", building, "0"]


def test_people_read_and_write_during_a_rebuild(own_database: dict[str, str]) -> None:
    run(own_database, "prepare", "150")
    run(own_database, "rebuild")
    writer, reader = start(own_database, "write", "9"), start(own_database, "read", "9")
    over = run(own_database, "rebuild")
    assert over[2] == "150"
    written, longest = writer.communicate(timeout=60)[0].split()
    read, holes = reader.communicate(timeout=60)[0].split()
    assert int(written) > 10
    assert float(longest) < 2
    assert int(read) > 10
    assert holes == "0"
    assert run(own_database, "verify") == ["0", over[1], "0"]
