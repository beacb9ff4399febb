"""Every code of the domain has its French sentence, and the sentence finds its values."""

import string
from datetime import date

import pytest

from hygie.compliance import words
from hygie.domain.reasons import MISSING, REASONS
from hygie.domain.verdict import Reason


def test_every_reason_and_missing_fact_has_a_sentence() -> None:
    assert set(words.REASONS) == set(REASONS)
    assert set(words.MISSING) == set(MISSING)


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_sentence_asks_only_for_values_that_the_reason_carries(code: str) -> None:
    asked = {name for _, name, _, _ in string.Formatter().parse(words.REASONS[code]) if name}
    assert asked <= set(REASONS[code].data)


def test_a_sentence_speaks_french() -> None:
    reason = Reason("exercise_not_counted", {"held_on": date(2026, 3, 2), "lacks": ("continuity",)})
    assert words.reason_sentence(reason).endswith(
        "ne compte pas\u00a0: il n’a pas éprouvé la continuité des soins ou des missions."
    )
