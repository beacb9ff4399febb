"""Thousands of units that noted nothing: what is kept of one profile is true of its likes."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hygie.domain.dated import load_book
from hygie.domain.obligations import JUDGEMENTS, OBLIGATION_IDS
from hygie.domain.tests.strategies import PROFILES
from hygie.domain.unit import UnitProfile
from hygie.obligations.horizon import wanted
from hygie.obligations.writing import as_always_open, shapes_of
from tests.cast import TODAY

HORIZON = wanted(TODAY)
LONG_AGO = st.dates(date(1900, 1, 1), date(HORIZON.start.year - 1, 12, 31))


@given(profile=PROFILES, opened_on=LONG_AGO, obligation_id=st.sampled_from(OBLIGATION_IDS))
def test_a_unit_opened_long_ago_is_judged_as_always_open(
    profile: UnitProfile, opened_on: date, obligation_id: str
) -> None:
    old = replace(profile, opened_on=opened_on)
    kept = as_always_open(old, HORIZON)
    assert kept.opened_on is None
    nothing = JUDGEMENTS[obligation_id].facts_type()
    book = load_book()
    assert shapes_of(obligation_id, old, nothing, book, HORIZON) == shapes_of(
        obligation_id, kept, nothing, book, HORIZON
    )


def test_a_unit_opened_within_the_days_judged_keeps_its_opening() -> None:
    young = UnitProfile(opened_on=date(HORIZON.start.year, 1, 1))
    assert as_always_open(young, HORIZON) is young
