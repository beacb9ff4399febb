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
from hygie.obligations.tests.processes import own_database, run
from hygie.obligations.tests.truth import differences
from hygie.organisations.models import Organisation
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


@pytest.mark.django_db
def test_people_read_and_write_during_a_rebuild(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two batches, on units already done and on units still to do."""
    monkeypatch.setattr(rebuilding, "FIRST_BATCH", 1)
    monkeypatch.setattr(rebuilding, "LARGEST_BATCH", 1)
    units = [make_unit() for _ in range(4)]
    seen = []

    def someone_reads_and_writes(done: int, total: int) -> None:
        lines = selectors.counts(Organisation.objects.units(), TODAY)
        seen.append(sum(line.units for line in lines))
        unit = units[done % 4]
        notebook[ExerciseFacts][unit.pk] = exercise_on(date(2026, 10, done))
        services.refresh(unit_ids=[unit.pk])
        if done == 2:
            units.append(make_unit())
            services.refresh(unit_ids=[units[-1].pk])

    with on_day(TODAY):
        services.rebuild()
        services.rebuild(progress=someone_reads_and_writes)
        assert differences([date(2025, 12, 31), TODAY, date(2026, 10, 3)]) == []
    assert seen == [100, 100, 125, 125, 125, 125]


def test_a_rebuild_killed_goes_on_where_it_stopped(own_database: dict[str, str]) -> None:
    first = run(own_database, "prepare:45", "rebuild", "verify")
    current = first[-2][1]
    assert first[-1] == ["0", current, "0"]
    killed = run(own_database, "die:3", code=-signal.SIGKILL)
    committed = int(killed[-1][0])
    assert 0 < committed < 45
    after = run(own_database, "verify", "rebuild", "verify")
    faults, pointed, building = after[0]
    assert (faults, pointed) == ("0", current)
    assert building not in ("0", current)
    assert committed < int(after[1][0]) <= 45
    assert after[-2] == ["over", building, "45"]
    assert after[-1] == ["0", building, "0"]
