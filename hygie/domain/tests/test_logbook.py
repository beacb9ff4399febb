"""The chain of a main courante holds, and every change to it is found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.domain.logbook import (
    GENESIS,
    ClockState,
    EntryContent,
    Fault,
    SealedEntry,
    breaks,
    canonical,
    clock_state,
    entry_hash,
    limit_of,
)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def content(number: int, text: str = "Coupure décidée.") -> EntryContent:
    return EntryContent(
        event="e", id=f"i{number}", number=number, happened_at=NOON,
        written_at=NOON + timedelta(minutes=number), establishment="310000001", author_id=7,
        author="A. Rey", function="DSI", cell="decision", category="decision", text=text,
        source="", reliability="confirmed", patient_impact="", corrects=None,
    )  # fmt: skip


def chain(texts: list[str]) -> list[SealedEntry]:
    sealed, previous = [], GENESIS
    for number, text in enumerate(texts, start=1):
        one = content(number, text)
        sealed.append(SealedEntry(one, previous, entry_hash(previous, one)))
        previous = sealed[-1].hash
    return sealed


def found(entries: list[SealedEntry], whole: list[SealedEntry]) -> list[tuple[int, Fault]]:
    """What is found in `entries`, whose event says that the log is `whole`."""
    last = whole[-1] if whole else None
    said = breaks(
        entries,
        last_number=last.content.number if last else 0,
        last_hash=last.hash if last else GENESIS,
    )
    return [(one.number, one.fault) for one in said]


TEXTS = st.lists(st.text(max_size=30), min_size=1, max_size=8)


@given(TEXTS)
def test_a_log_that_nobody_touched_is_sound(texts: list[str]) -> None:
    entries = chain(texts)
    assert found(entries, entries) == []


@given(TEXTS, st.data())
def test_one_character_changed_is_found(texts: list[str], data: st.DataObject) -> None:
    entries = chain(texts)
    place = data.draw(st.integers(0, len(entries) - 1))
    one = entries[place]
    touched = replace(one, content=replace(one.content, text=one.content.text + "x"))
    changed = [*entries[:place], touched, *entries[place + 1 :]]
    assert found(changed, entries) == [(place + 1, Fault.CHANGED)]


@given(TEXTS, st.data())
def test_an_entry_taken_out_is_found_at_its_number(texts: list[str], data: st.DataObject) -> None:
    entries = chain(texts)
    place = data.draw(st.integers(0, len(entries) - 1))
    assert found(entries[:place] + entries[place + 1 :], entries) == [(place + 1, Fault.MISSING)]


def test_an_entry_sealed_again_with_another_text_breaks_the_next_one() -> None:
    entries = chain(["a", "b", "c"])
    other = content(2, "B")
    forged = SealedEntry(other, entries[0].hash, entry_hash(entries[0].hash, other))
    assert found([entries[0], forged, entries[2]], entries) == [(3, Fault.MOVED)]


def test_a_whole_log_written_again_does_not_end_as_the_print_says() -> None:
    assert found(chain(["a", "B"]), chain(["a", "b"])) == [(2, Fault.CUT)]


def test_the_same_hour_in_another_zone_is_the_same_entry() -> None:
    paris = timezone(timedelta(hours=1))
    one = content(1)
    same = replace(one, happened_at=one.happened_at.astimezone(paris))
    assert canonical(same) == canonical(one)
    assert "2026-11-22T12:00:00.000000+00:00" in canonical(one)


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "done_after", "now_after", "state"),
    [
        (72, None, 71, ClockState.RUNNING),
        (72, None, 73, ClockState.OVERDUE),
        (72, 72, 99, ClockState.DONE),
        (72, 73, 99, ClockState.DONE_LATE),
        (None, None, 99, ClockState.AT_ONCE),
        (None, 5, 99, ClockState.DONE),
    ],
)
def test_a_clock_says_where_it_stands(
    hours: int | None, done_after: int | None, now_after: int, state: ClockState
) -> None:
    done_at = None if done_after is None else NOON + done_after * HOUR
    said = clock_state(limit_at=limit_of(NOON, hours), done_at=done_at, now=NOON + now_after * HOUR)
    assert said == state
