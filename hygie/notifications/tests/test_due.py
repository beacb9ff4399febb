"""When a day is said, to whom, and in which order: plain values."""

from datetime import date, timedelta

import pytest

from hygie.notifications.due import (
    Step,
    concerns,
    escalates,
    said_once,
    sections,
    step_of,
    told_key,
)
from hygie.notifications.tests.cast import item
from hygie.organisations.rights import Right, Room

DAY = date(2026, 11, 21)
WRITES = {1: frozenset({(Room.QUALITY_PLAN, Right.WRITE), (Room.QUALITY_PLAN, Right.READ)})}
READS = {1: frozenset({(Room.QUALITY_PLAN, Right.READ)})}
SIGNS = (Room.STATEMENTS, Right.SIGN)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (61, None), (60, Step.D60), (54, Step.D60), (53, None), (31, None), (30, Step.D30),
        (24, Step.D30), (23, None), (8, None), (7, Step.D7), (1, Step.D7), (0, Step.D7),
        (-1, None),
    ],
)  # fmt: skip
def test_a_day_is_said_at_60_30_and_7_days_and_some_days_after(
    left: int, step: Step | None
) -> None:
    assert step_of(item(due_on=DAY + timedelta(days=left)), DAY) == step


def test_what_is_late_or_has_no_day_has_no_step() -> None:
    assert step_of(item(due_on=None), DAY) is None
    assert step_of(item(due_on=DAY + timedelta(days=5), is_late=True), DAY) is None


def test_a_postponed_day_is_said_again() -> None:
    before, after = item(due_on=DAY), item(due_on=DAY + timedelta(days=90))
    assert told_key(before, Step.D7) != told_key(after, Step.D7)


def test_an_item_of_a_person_is_for_her_only_and_while_she_reads() -> None:
    mine = item(person_id=5)
    assert concerns(mine, 5, READS)
    assert not concerns(mine, 6, WRITES)
    assert not concerns(mine, 5, {})


def test_an_item_of_nobody_is_for_who_writes() -> None:
    assert concerns(item(), 5, WRITES)
    assert not concerns(item(), 5, READS)


def test_a_lateness_goes_up_to_the_sponsor_or_to_who_signs() -> None:
    late = item(is_late=True, alerted=frozenset({5}))
    assert escalates(late, 5, READS)
    assert not escalates(late, 5, {})
    assert not escalates(item(alerted=frozenset({5})), 5, READS), "it is not late"
    signed = item(is_late=True, escalates_to=SIGNS)
    assert escalates(signed, 9, {1: frozenset({SIGNS})})
    assert not escalates(signed, 9, {2: frozenset({SIGNS})}), "in another establishment"


def test_a_fact_shared_is_said_once_where_it_is_borne() -> None:
    elsewhere, borne = item(unit_id=2, is_bearer=False), item(unit_id=1)
    assert said_once([elsewhere, borne]) == [borne]
    assert said_once([borne, elsewhere]) == [borne]


def test_late_first_then_the_nearest_then_without_a_day() -> None:
    late = item(subject="l", is_late=True, due_on=DAY - timedelta(days=3))
    near, far = item(subject="n", due_on=DAY), item(subject="f", due_on=DAY + timedelta(days=61))
    none = item(subject="0", due_on=None)
    assert said_once([far, none, near, late]) == [late, near, far, none]
    found = sections([far, none, near, late], DAY)
    assert (found.late, found.coming, found.undated) == ([late], [near], [none])
