"""The cases a jurist can read (`cases/*.yaml`) give the verdicts they say."""

from __future__ import annotations

from collections import Counter

import pytest

from hygie.domain.dated import load_book
from hygie.domain.obligations import OBLIGATION_IDS, evaluate
from hygie.domain.reasons import MISSING, REASONS
from hygie.domain.tests.reading_cases import Case, Expected, all_cases
from hygie.domain.verdict import Reason, Verdict

_CASES = list(all_cases())
_DAYS = [
    pytest.param(case, one, id=f"{case.obligation_id} {case.title} {one.day}")
    for case in _CASES
    for one in case.expected
]


@pytest.mark.parametrize(("case", "expected"), _DAYS)
def test_a_case_gives_what_it_says(case: Case, expected: Expected) -> None:
    verdict = evaluate(
        case.obligation_id, case.profile, case.facts, load_book(), as_of=expected.day
    )
    assert verdict.status is expected.status, verdict
    assert verdict.reasons, "a verdict says why"
    if expected.due_on is not None:
        assert verdict.due_on == expected.due_on
    if expected.count is not None:
        assert (verdict.done, verdict.total) == expected.count
    if expected.missed is not None:
        assert verdict.missed == expected.missed
    if expected.recommended is not None:
        assert verdict.recommended is expected.recommended
    if expected.reason is not None:
        assert expected.reason in [one.code for one in verdict.reasons]
    if expected.missing is not None:
        assert expected.missing in verdict.missing
    if expected.noted is not None:
        assert verdict.noted is expected.noted
    _assert_codes_are_listed(verdict)


def _assert_codes_are_listed(verdict: Verdict) -> None:
    for code in verdict.missing:
        assert code in MISSING, code
    for reason in verdict.reasons:
        _assert_reason_is_listed(reason)


def _assert_reason_is_listed(reason: Reason) -> None:
    assert reason.code in REASONS, reason.code
    keys = set(REASONS[reason.code].data)
    allowed = keys | ({"people"} if reason.code.startswith("sso_") else set())
    assert keys <= set(reason.data) <= allowed, reason


def test_each_obligation_has_four_cases_at_least() -> None:
    count = Counter(case.obligation_id for case in _CASES)
    assert {one: count[one] for one in OBLIGATION_IDS if count[one] < 4} == {}
    assert set(count) == set(OBLIGATION_IDS)


def test_every_listed_code_is_met_in_a_case() -> None:
    reasons: set[str] = set()
    missing: set[str] = set()
    for case in _CASES:
        for one in case.expected:
            verdict = evaluate(
                case.obligation_id, case.profile, case.facts, load_book(), as_of=one.day
            )
            reasons.update(reason.code for reason in verdict.reasons)
            missing.update(verdict.missing)
    assert set(REASONS) - reasons == set()
    assert set(MISSING) - missing == set()
