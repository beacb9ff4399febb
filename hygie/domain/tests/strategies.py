"""Hypothesis strategies: units and facts of the seven actions over some ten years."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from hygie.domain.audit_facts import AdsResult, AuditFacts, Directory, DirectoryInventory, Smsi
from hygie.domain.continuity import (
    Bia,
    ContinuityFacts,
    Copil,
    FramingLetter,
    LetterSigner,
    ListedService,
    PcraCadre,
    Responsable,
    ServiceFamily,
    ServiceList,
)
from hygie.domain.digital_budget import BudgetComputation, DigitalBudgetFacts
from hygie.domain.exercises import Exercise, ExerciseFacts
from hygie.domain.identification import (
    EidasLevel,
    IdentificationFacts,
    LocalDirectory,
    MieOrigin,
    MieUse,
    SensitiveService,
    Sso,
    UserCount,
)
from hygie.domain.obligations import OBLIGATION_IDS, Facts
from hygie.domain.quality_plan import (
    Finding,
    FindingOrigin,
    PlanActionFact,
    Postponement,
    QualityPlanFacts,
)
from hygie.domain.self_assessments import Declaration, SelfAssessmentFacts
from hygie.domain.unit import Sector, UnitProfile

DAYS = st.dates(date(2023, 6, 1), date(2033, 6, 1))
# Days near the ends of periods, where rules change their mind.
EDGES = st.sampled_from(
    [
        date(year, month, day)
        for year in range(2024, 2034)
        for month, day in ((1, 1), (3, 31), (4, 1), (6, 30), (7, 1), (9, 30), (12, 31))
    ]
)
ANY_DAY = st.one_of(DAYS, EDGES)
MAYBE_DAY = st.one_of(st.none(), ANY_DAY)
MAYBE = st.sampled_from([True, True, False, None])
KEYS = st.sampled_from("abcdef")


def _few(one: st.SearchStrategy, most: int = 5) -> st.SearchStrategy:
    return st.lists(one, max_size=most).map(tuple)


PROFILES = st.builds(
    UnitProfile,
    sector=st.sampled_from([None, *Sector]),
    department=st.sampled_from([None, "31", "2A", "987", "31", "974"]),
    opened_on=st.one_of(st.none(), st.none(), ANY_DAY),
    closed_on=st.one_of(st.none(), st.none(), ANY_DAY),
    quality_plan_in_hygie=st.booleans(),
    quality_plan_in_hygie_since=MAYBE_DAY,
    declared_unknown=st.frozensets(st.sampled_from(OBLIGATION_IDS), max_size=25),
)

_MOVES = st.builds(Postponement, ANY_DAY, ANY_DAY, ANY_DAY, st.booleans())
_PLAN_ACTIONS = st.builds(
    PlanActionFact,
    key=KEYS,
    created_on=ANY_DAY,
    establishment_number=st.sampled_from(["", "PAQ-1", "PAQ-2"]),
    has_pilote=st.sampled_from([True, True, False]),
    due_on=MAYBE_DAY,
    postponements=_few(_MOVES, 2),
    done_on=MAYBE_DAY,
    cancelled_on=st.one_of(st.none(), st.none(), ANY_DAY),
)
_FINDINGS = st.builds(
    Finding,
    key=KEYS,
    noted_on=ANY_DAY,
    origin=st.sampled_from(list(FindingOrigin)),
    plan_actions=_few(_PLAN_ACTIONS, 2),
    dismissed_on=st.one_of(st.none(), st.none(), ANY_DAY),
)
EXERCISES = st.builds(
    Exercise,
    key=KEYS,
    held_on=ANY_DAY,
    tested_care_or_missions=MAYBE,
    under_cyber_event=MAYBE,
    functions=st.sampled_from(
        [None, frozenset({"DG", "DSI"}), frozenset({"DGA", "PCME"}), frozenset({"RSSI"})]
    ),
    retex_validated_on=MAYBE_DAY,
    entered_on=MAYBE_DAY,
    findings=_few(_FINDINGS, 2),
)
EXERCISE_FACTS = st.builds(ExerciseFacts, _few(EXERCISES, 8))
DECLARATIONS = st.builds(
    Declaration,
    key=KEYS,
    year=st.integers(2024, 2033),
    declared_on=MAYBE_DAY,
    entered_on=MAYBE_DAY,
    has_receipt=st.sampled_from([True, True, False]),
    pack_is_demonstration=st.sampled_from([False, False, True]),
    findings=_few(_FINDINGS, 2),
)
SELF_ASSESSMENT_FACTS = st.builds(SelfAssessmentFacts, _few(DECLARATIONS, 8))
_NAMES = st.sampled_from(["x", "y", "z"])
ADS_RESULTS = st.builds(AdsResult, _NAMES, ANY_DAY, st.sampled_from([None, 1, 2, 3, 4, 5]))
_DIRECTORIES = st.lists(
    st.builds(
        Directory,
        key=_NAMES,
        name=_NAMES,
        entered_on=ANY_DAY,
        left_on=st.one_of(st.none(), st.none(), ANY_DAY),
        borne_by_support=st.booleans(),
    ),
    max_size=3,
    unique_by=lambda one: one.key,
).map(tuple)
AUDIT_FACTS = st.builds(
    AuditFacts,
    club_ssi_registered_on=MAYBE_DAY,
    silene_registered_on=MAYBE_DAY,
    directories=_DIRECTORIES,
    results=_few(ADS_RESULTS, 30),
    inventories=_few(
        st.builds(DirectoryInventory, ANY_DAY, st.sampled_from([True, True, False])), 3
    ),
    smsi=_few(st.builds(Smsi, ANY_DAY, st.booleans(), MAYBE_DAY), 2),
    findings=_few(_FINDINGS, 4),
)
_LISTED = st.lists(
    st.builds(ListedService, KEYS, st.sampled_from(list(ServiceFamily))),
    max_size=6,
    unique_by=lambda one: one.key,
).map(tuple)
CONTINUITY_FACTS = st.builds(
    ContinuityFacts,
    responsables=_few(st.builds(Responsable, ANY_DAY, MAYBE_DAY), 3),
    letters=_few(st.builds(FramingLetter, ANY_DAY, st.sampled_from(list(LetterSigner))), 3),
    copils=_few(st.builds(Copil, ANY_DAY, MAYBE_DAY), 3),
    service_lists=_few(st.builds(ServiceList, st.integers(1, 3), ANY_DAY, _LISTED), 3),
    bias=_few(st.builds(Bia, KEYS, MAYBE_DAY), 8),
    pcra_cadres=_few(st.builds(PcraCadre, ANY_DAY, st.booleans()), 2),
)
QUALITY_PLAN_FACTS = st.builds(QualityPlanFacts, _few(_FINDINGS, 6), _few(_PLAN_ACTIONS, 3))
IDENTIFICATION_FACTS = st.builds(
    IdentificationFacts,
    services=_few(st.builds(SensitiveService, KEYS, ANY_DAY, MAYBE_DAY), 9),
    user_counts=_few(st.builds(UserCount, ANY_DAY, st.sampled_from([10, 5000, 5001])), 4),
    mie_uses=_few(
        st.builds(
            MieUse,
            key=KEYS,
            since=ANY_DAY,
            until=MAYBE_DAY,
            service_key=st.one_of(st.none(), KEYS),
            origin=st.sampled_from([None, *MieOrigin]),
            factors=st.sampled_from([None, 1, 2, 3]),
            homologated_on=MAYBE_DAY,
            homologation_until=MAYBE_DAY,
            eidas_level=st.sampled_from([None, *EidasLevel]),
        ),
        5,
    ),
    sso=_few(st.builds(Sso, ANY_DAY, MAYBE_DAY), 2),
    local_directories=_few(
        st.builds(LocalDirectory, ANY_DAY, MAYBE_DAY, _few(ANY_DAY, 6), _few(ANY_DAY, 6)), 2
    ),
    trajectory_validated_on=_few(ANY_DAY, 2),
    engagement_signed_on=_few(ANY_DAY, 2),
)
DIGITAL_BUDGET_FACTS = st.builds(
    DigitalBudgetFacts,
    _few(
        st.builds(
            BudgetComputation,
            key=KEYS,
            fiscal_year=st.integers(2022, 2033),
            computed_on=MAYBE_DAY,
            etp_ssi_given=st.booleans(),
            follows_note_2019_207=MAYBE,
            has_shared_spending=MAYBE,
            shared_by_combined_activity=MAYBE,
            has_non_sanitary_structures=MAYBE,
            counts_whole_expense=MAYBE,
            entered_on=MAYBE_DAY,
            has_receipt=st.sampled_from([True, True, False]),
        ),
        10,
    ),
)

FACTS: dict[str, st.SearchStrategy[Facts]] = {
    "1": EXERCISE_FACTS,
    "2": SELF_ASSESSMENT_FACTS,
    "3": AUDIT_FACTS,
    "4": CONTINUITY_FACTS,
    "5": QUALITY_PLAN_FACTS,
    "6": IDENTIFICATION_FACTS,
    "7": DIGITAL_BUDGET_FACTS,
}
