"""Exercise time goes forward only; the hour of the story follows what was sent."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.domain.playing.clock import (
    Clock,
    anchored,
    as_hours,
    exercise_s,
    started,
    stopped,
    story_clock,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_pause_is_not_counted() -> None:
    clock = stopped(started(Clock(), NOW), after(600))
    assert exercise_s(clock, after(4000)) == 600
    assert exercise_s(started(clock, after(4000)), after(4030)) == 630


def test_started_twice_it_runs_once() -> None:
    clock = started(Clock(), NOW)
    assert started(clock, after(50)) == clock


def test_a_clock_set_back_an_hour_goes_on_from_where_it_was() -> None:
    clock = anchored(started(Clock(), NOW), after(900))
    assert exercise_s(clock, after(900 - 3600)) == 900
    again = anchored(clock, after(900 - 3600))
    assert exercise_s(again, after(910 - 3600)) == 910


ACTS = st.lists(
    st.tuples(st.sampled_from(["start", "stop", "read"]), st.integers(-7200, 7200)), max_size=40
)


@given(ACTS)
def test_whatever_the_clock_of_the_machine_does_time_never_decreases(
    acts: list[tuple[str, int]],
) -> None:
    clock, now, last = Clock(), NOW, 0
    for act, step in acts:
        now += timedelta(seconds=step)
        # as each reading does: what was shown is the new anchor
        clock = anchored(
            {"start": started, "stop": stopped, "read": anchored}[act](clock, now), now
        )
        assert exercise_s(clock, now) >= last
        last = exercise_s(clock, now)


@pytest.mark.parametrize(
    ("told", "since_s", "at_s", "shown"),
    [
        ("sam. 21:10", 0, 0, "sam. 21:10"),
        ("sam. 21:10", 0, 119, "sam. 21:11"),
        ("dim. 23:50", 600, 1320, "lun. 00:02"),
        ("Sam. 21 h 10", 0, 0, "sam. 21:10"),
        ("9:05", 60, 0, "09:05"),
        ("J+3, matin", 0, 900, "J+3, matin"),
        ("sam. 29:10", 0, 0, "sam. 29:10"),
    ],
)
def test_the_hour_of_the_story(told: str, since_s: int, at_s: int, shown: str) -> None:
    assert story_clock(told, since_s, at_s) == shown


def test_exercise_time_as_shown() -> None:
    assert [as_hours(one) for one in (0, 3909, -120)] == ["0:00:00", "1:05:09", "-0:02:00"]
