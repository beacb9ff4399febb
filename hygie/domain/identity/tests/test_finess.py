"""A person types a FINESS number: a slip is pointed out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygie.domain.identity.finess import (
    FinessCheck,
    finess_check,
    finess_normalised,
    finess_with_key,
    luhn_is_valid,
)


@pytest.mark.parametrize(
    "number",
    ["990000002", "990000010", "990780017", "980000004", "2A0022596", "2A0000204", "2A0000154"],
)
def test_a_right_number_is_accepted(number: str) -> None:
    assert finess_check(number) is FinessCheck.OK


@pytest.mark.parametrize("number", ["990000003", "2A0022595", "2B0022596", "310000000"])
def test_a_wrong_key_is_a_warning(number: str) -> None:
    assert finess_check(number) is FinessCheck.WRONG_KEY


@pytest.mark.parametrize(
    "number", ["", "99000000", "9900000020", "99000000X", "A20022596", "2C0022596", "99000000²"]
)
def test_what_is_not_a_finess_number_is_said(number: str) -> None:
    assert finess_check(number) is FinessCheck.WRONG_SHAPE


def test_spaces_and_small_letters_are_forgiven() -> None:
    assert finess_normalised(" 2a 002\u00a0259-6 ") == "2A0022596"


@given(st.from_regex(r"(2A|2B|[0-9]{2})[0-9]{6}", fullmatch=True), st.data())
def test_one_wrong_digit_is_always_seen(first_eight: str, data: st.DataObject) -> None:
    if not first_eight.isascii():
        return
    number = finess_with_key(first_eight)
    place = data.draw(st.integers(2, 8))
    other = data.draw(st.sampled_from([one for one in "0123456789" if one != number[place]]))
    assert finess_check(number[:place] + other + number[place + 1 :]) is FinessCheck.WRONG_KEY


def test_a_siren_passes_the_same_check() -> None:
    assert luhn_is_valid("187512751")
    assert not luhn_is_valid("187512752")
    assert not luhn_is_valid("")


def test_a_beginning_that_is_not_one_is_refused() -> None:
    with pytest.raises(ValueError, match="beginning"):
        finess_with_key("XX000000")
