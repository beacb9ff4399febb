"""What the rules read of the plan: the right actions, numbers and days for each unit."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.domain.quality_plan import FindingOrigin, QualityPlanFacts
from hygie.organisations.models import Coverage
from hygie.quality_plan import services
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.facts import UnitPlan, facts, findings_by_unit
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    make_two_houses,
    note_action,
    note_finding,
)
from tests.cast import TODAY, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def test_nothing_noted_gives_no_facts() -> None:
    house = make_house()
    assert facts([house.unit.pk]) == {}
    assert findings_by_unit([house.unit.pk]) == {house.unit.pk: UnitPlan()}


def answered(house: House, **values: object) -> None:
    finding = note_finding(house, **values)
    action = note_action(house)
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)


def test_each_unit_reads_its_own_number_and_only_the_actions_that_count_for_it() -> None:
    support, part = make_two_houses()
    both = [support.unit, part.unit]
    shared = note_action(support, units=both)
    alone = note_action(support, number="2026-113")
    finding = note_finding(support, units=both)
    for action in (shared, alone):
        services.finding_answer(**support.who, finding_id=finding.pk, action_id=action.pk)
    services.number_set(**part.who, action_id=shared.pk, number="Q-77", expected_number="")
    plans = findings_by_unit([unit.pk for unit in both])
    (of_support,), (of_part,) = (plans[unit.pk].all_findings() for unit in both)
    assert [one.establishment_number for one in of_support.plan_actions] == ["2026-112", "2026-113"]
    assert [one.establishment_number for one in of_part.plan_actions] == ["Q-77"]


def test_an_action_without_finding_stands_apart() -> None:
    house = make_house()
    answered(house)
    note_action(house, title="Seule", number="9")
    (found,) = facts([house.unit.pk]).values()
    assert isinstance(found, QualityPlanFacts)
    assert len(found.findings) == 1
    assert [one.establishment_number for one in found.actions] == ["9"]


def test_a_room_above_reads_the_findings_of_its_own_record() -> None:
    house = make_house()
    source_id = uuid4()
    Coverage.objects.create(kind="exercise", fact_id=source_id, unit=house.unit)
    note_finding(house, source_kind="exercise", source_id=source_id)
    note_finding(house, origin=Origin.ADS)
    note_finding(house, origin=Origin.SILENE)
    plan = findings_by_unit([house.unit.pk])[house.unit.pk]
    assert len(plan.of_source("exercise", source_id)) == 1
    assert plan.of_source("directory", source_id) == ()
    audits = plan.of_origins(FindingOrigin.ADS, FindingOrigin.SILENE)
    assert {one.origin for one in audits} == {FindingOrigin.ADS, FindingOrigin.SILENE}


def test_a_fact_counts_between_the_days_of_its_bearing() -> None:
    house = make_house()
    answered(house, noted_on=date(2026, 1, 5))
    Coverage.objects.update(since=date(2026, 3, 1), until=date(2026, 9, 1))
    (found,) = facts([house.unit.pk])[house.unit.pk].findings
    assert (found.noted_on, found.dismissed_on) == (date(2026, 3, 1), date(2026, 9, 1))
    (action,) = found.plan_actions
    assert action.cancelled_on == date(2026, 9, 1)


def test_postponements_are_told_with_the_first_day() -> None:
    house = make_house()
    action = note_action(house)
    services.action_postpone(
        **house.who,
        action_id=action.pk,
        expected_version=1,
        new_id=uuid4(),
        to_on=date(2028, 1, 31),
        reason="Le marché est reporté",
    )
    (found,) = facts([house.unit.pk])[house.unit.pk].actions
    assert found.due_on == date(2027, 11, 21)
    (move,) = found.postponements
    assert (move.decided_on, move.to_on, move.is_motivated) == (TODAY, date(2028, 1, 31), True)


def queries_for(unit_ids: list[int]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        facts(unit_ids)
    return len(queries)


@pytest.mark.sqlite  # both databases receive the same questions
def test_the_number_of_queries_does_not_grow() -> None:
    houses = [make_house() for _ in range(4)]
    answered(houses[0])
    few = queries_for([houses[0].unit.pk])
    for house in houses:
        for _ in range(3):
            answered(house)
    assert queries_for([house.unit.pk for house in houses]) == few == 7
