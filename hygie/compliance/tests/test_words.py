"""Every code of the domain has its French sentence, and the sentence finds its values."""

import string
from datetime import date

import pytest

from hygie.compliance import words
from hygie.compliance.selectors import COUNTED, count_words
from hygie.domain.dated import load_book
from hygie.domain.obligations import evaluate
from hygie.domain.reasons import MISSING, REASONS
from hygie.domain.tests.reading_cases import all_cases
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


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ({"services": 6, "exceeded": ("services",)}, "6 services sensibles au-delà"),
        (
            {"services": 2, "people": 5001, "exceeded": ["people"]},
            "demandé\u00a0: 5\u00a0001 personnes au-delà",
        ),
        (
            {"services": 6, "people": 5001, "exceeded": ("services", "people")},
            "6 services sensibles et 5\u00a0001 personnes au-delà",
        ),
        ({"services": 6, "people": 12}, "6 services sensibles ou 12 personnes au-delà"),
    ],
)
def test_the_bound_that_is_exceeded_is_named(counted: dict[str, object], said: str) -> None:
    assert said in words.reason_sentence_of("sso_required", counted)


def test_a_count_says_what_is_so_of_what_it_counts() -> None:
    assert count_words(0, 1, "1.b") == "0 exercice sur 1 avec RETEX validé"
    assert count_words(4, 4, "1.c") == "4 constats sur 4 portés au PAQ"
    assert count_words(None, 0, "4.b") == ""
    counting = {
        case.obligation_id
        for case in all_cases()
        for one in case.expected
        if evaluate(case.obligation_id, case.profile, case.facts, load_book(), as_of=one.day).total
    }
    assert counting == set(COUNTED)
