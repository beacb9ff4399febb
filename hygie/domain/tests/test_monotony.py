"""Doing more of what an obligation asks never makes its verdict worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygie.domain.audit_facts import AdsResult, AuditFacts
from hygie.domain.continuity import Bia, ContinuityFacts, PcraCadre
from hygie.domain.dated import load_book
from hygie.domain.exercises import ExerciseFacts
from hygie.domain.obligations import OBLIGATION_IDS, evaluate
from hygie.domain.self_assessments import Declaration, SelfAssessmentFacts
from hygie.domain.tests.strategies import (
    ANY_DAY,
    AUDIT_FACTS,
    CONTINUITY_FACTS,
    DIGITAL_BUDGET_FACTS,
    EXERCISE_FACTS,
    EXERCISES,
    FACTS,
    KEYS,
    PROFILES,
    SELF_ASSESSMENT_FACTS,
)
from hygie.domain.unit import UnitProfile
from hygie.domain.verdict import Status

_RANK = {
    Status.LATE: 0,
    Status.UNKNOWN: 1,
    Status.OPEN: 2,
    Status.DUE: 2,
    Status.NOT_APPLICABLE: 3,
    Status.MET: 4,
}
_JUDGED_ON = st.dates(date(2025, 1, 1), date(2033, 12, 31))


def _known(profile: UnitProfile) -> UnitProfile:
    """Without « on ne sait pas encore », which any fact lifts, even one that is not enough."""
    return replace(profile, declared_unknown=frozenset())


@settings(max_examples=100, deadline=None)
@given(PROFILES, EXERCISE_FACTS, EXERCISES, _JUDGED_ON)
def test_one_more_exercise_never_worsens_the_yearly_exercise(
    profile: UnitProfile, facts: ExerciseFacts, one: object, as_of: date
) -> None:
    profile, book = _known(profile), load_book()
    more = ExerciseFacts((*facts.exercises, one))  # type: ignore[arg-type]
    before = evaluate("1.a", profile, facts, book, as_of=as_of)
    after = evaluate("1.a", profile, more, book, as_of=as_of)
    assert _RANK[after.status] >= _RANK[before.status]
    assert set(after.missed) <= set(before.missed)


@settings(max_examples=80, deadline=None)
@given(PROFILES, SELF_ASSESSMENT_FACTS, ANY_DAY, _JUDGED_ON)
def test_one_more_entry_with_receipt_never_worsens_the_declaration(
    profile: UnitProfile, facts: SelfAssessmentFacts, entered_on: date, as_of: date
) -> None:
    profile, book = _known(profile), load_book()
    one = Declaration("more", entered_on.year, entered_on, entered_on, has_receipt=True)
    more = SelfAssessmentFacts((*facts.declarations, one))
    before = evaluate("2.a", profile, facts, book, as_of=as_of)
    after = evaluate("2.a", profile, more, book, as_of=as_of)
    assert _RANK[after.status] >= _RANK[before.status]
    assert set(after.missed) <= set(before.missed)


@settings(max_examples=80, deadline=None)
@given(PROFILES, AUDIT_FACTS, ANY_DAY, _JUDGED_ON)
def test_one_more_audit_never_worsens_the_quarterly_audits(
    profile: UnitProfile, facts: AuditFacts, done_on: date, as_of: date
) -> None:
    profile, book = _known(profile), load_book()
    more = replace(facts, results=(*facts.results, AdsResult("x", done_on, 3)))
    before = evaluate("3.c", profile, facts, book, as_of=as_of)
    after = evaluate("3.c", profile, more, book, as_of=as_of)
    assert _RANK[after.status] >= _RANK[before.status]
    assert set(after.missed) <= set(before.missed)


@pytest.mark.parametrize("obligation_id", ["4.b", "4.c"])
@settings(max_examples=60, deadline=None)
@given(PROFILES, CONTINUITY_FACTS, KEYS, ANY_DAY, _JUDGED_ON)
def test_one_more_bia_or_pcra_never_worsens_the_continuity(
    obligation_id: str,
    profile: UnitProfile,
    facts: ContinuityFacts,
    key: str,
    approved_on: date,
    as_of: date,
) -> None:
    profile, book = _known(profile), load_book()
    more = replace(
        facts,
        bias=(*facts.bias, Bia(key, approved_on)),
        pcra_cadres=(*facts.pcra_cadres, PcraCadre(approved_on, covers_all_services=True)),
    )
    before = evaluate(obligation_id, profile, facts, book, as_of=as_of)
    after = evaluate(obligation_id, profile, more, book, as_of=as_of)
    assert _RANK[after.status] >= _RANK[before.status]


@pytest.mark.parametrize("obligation_id", OBLIGATION_IDS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_before_the_instruction_and_where_it_is_excluded_nothing_is_asked(
    obligation_id: str, data: st.DataObject
) -> None:
    book = load_book()
    profile, facts = data.draw(PROFILES), data.draw(FACTS[obligation_id[0]])
    before = data.draw(st.dates(date(2024, 1, 1), date(2025, 1, 21)))
    assert evaluate(obligation_id, profile, facts, book, as_of=before).status is (
        Status.NOT_APPLICABLE
    )
    for department in ("986", "987", "988"):
        excluded = replace(profile, department=department)
        day = data.draw(_JUDGED_ON)
        assert evaluate(obligation_id, excluded, facts, book, as_of=day).status is (
            Status.NOT_APPLICABLE
        )


@settings(max_examples=40, deadline=None)
@given(PROFILES, DIGITAL_BUDGET_FACTS, _JUDGED_ON)
def test_the_target_of_the_programme_enters_no_verdict(
    profile: UnitProfile, facts: object, as_of: date
) -> None:
    for obligation_id in ("7.a", "7.b", "7.c", "7.d", "7.e"):
        verdict = evaluate(obligation_id, profile, facts, load_book(), as_of=as_of)  # type: ignore[arg-type]
        for reason in verdict.reasons:
            assert all(not source.path.startswith("care/") for source in reason.sources)
