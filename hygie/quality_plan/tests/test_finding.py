"""A finding is noted, answered by an action, set aside, corrected, removed."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.bearing import coverage_answer
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role, Room
from hygie.quality_plan import selectors, services
from hygie.quality_plan.enums import Origin, State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.tests.plan import (
    House,
    fill,
    make_house,
    make_two_houses,
    note_action,
    note_finding,
    status_of,
    stored,
    verbs,
)
from tests.cast import TODAY, client_of, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def covered_source(*houses: House) -> UUID:
    """The id of a fact of a room above, which counts for these units."""
    source_id = uuid4()
    for house in houses:
        Coverage.objects.create(kind="exercise", fact_id=source_id, unit=house.unit)
    return source_id


def test_a_finding_asks_for_an_action() -> None:
    house = make_house()
    assert status_of(house.unit) is None
    finding = note_finding(house)
    assert finding.noted_on == TODAY
    assert status_of(house.unit) == "open"
    assert verbs(finding) == ["finding.recorded"]
    assert list(selectors.findings_without_action(house.unit)) == [finding]


def test_a_finding_sent_twice_is_noted_once() -> None:
    house = make_house()
    new_id = uuid4()
    note_finding(house, new_id=new_id)
    note_finding(house, new_id=new_id, wording="Autre")
    assert Finding.objects.count() == 1
    assert verbs(Finding.objects.get()) == ["finding.recorded"]


def test_a_finding_of_an_exercise_counts_for_the_units_of_the_exercise() -> None:
    support, part = make_two_houses()
    source_id = covered_source(support, part)
    finding = note_finding(
        support, source_kind="exercise", source_id=source_id, source_label="Exercice de mars"
    )
    assert finding.coverage_id == finding.whole_id == source_id
    assert not Coverage.objects.filter(fact_id=finding.pk).exists()
    assert status_of(support.unit) == status_of(part.unit) == "open"
    assert selectors.findings_for("exercise", [source_id]) == {source_id: [finding]}


def test_the_room_of_the_source_gives_the_right() -> None:
    house = make_house()
    animateur = House(house.unit, member(house.unit, Role.ANIMATEUR))
    finding = note_finding(animateur, room=Room.EXERCISES)
    assert Entry.objects.about("finding", finding.pk).get().room == Room.EXERCISES
    with pytest.raises(ServiceRefusal) as refusal:
        note_finding(animateur)
    assert refusal.value.code == "not_allowed"
    assert Finding.objects.count() == 1


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("plan_future_day", {"noted_on": date(2026, 12, 1)}),
        ("source_not_here", {"source_kind": "exercise", "source_id": UUID(int=7)}),
    ],
)
def test_a_refused_finding_leaves_nothing(code: str, values: dict[str, Any]) -> None:
    house = make_house()
    with pytest.raises(ServiceRefusal) as refusal:
        note_finding(house, **values)
    assert refusal.value.code == code
    assert not Finding.objects.exists()
    assert status_of(house.unit) is None


def test_a_finding_does_not_hang_on_a_source_that_the_unit_declined() -> None:
    house = make_house()
    source_id = covered_source(house)
    Coverage.objects.update(declined_at="2026-11-01T08:00:00Z")
    with pytest.raises(ServiceRefusal) as refusal:
        note_finding(house, source_kind="exercise", source_id=source_id)
    assert refusal.value.code == "source_not_here"


def test_one_gesture_creates_the_action_and_links_it() -> None:
    house = make_house()
    finding = note_finding(house, source_label="Exercice de mars 2026")
    action = from_finding(house, finding)
    assert action.title == "Suite à donner\u00a0: Crise"
    assert action.restricted_detail == finding.wording
    assert action.origin == Origin.EXERCISE
    assert list(finding.actions.all()) == [action]
    assert status_of(house.unit) == "met"
    assert not selectors.findings_without_action(house.unit).exists()
    assert verbs(finding) == ["finding.recorded", "finding.answered"]
    assert verbs(action) == ["plan_action.recorded", "plan_action.answered"]


def from_finding(house: House, finding: Finding, **values: Any) -> PlanAction:
    given: dict[str, Any] = {
        "new_id": uuid4(),
        "title": "Suite à donner\u00a0: Crise",
        "pilote_name": "Camille Roux",
        "due_on": date(2027, 6, 30),
        "number": "Q-12",
        **values,
    }
    return services.action_from_finding(**house.who, finding_id=finding.pk, **given)


def test_the_gesture_sent_twice_creates_one_action() -> None:
    house = make_house()
    finding = note_finding(house)
    new_id = uuid4()
    from_finding(house, finding, new_id=new_id)
    from_finding(house, finding, new_id=new_id)
    assert PlanAction.objects.count() == 1
    assert verbs(finding).count("finding.answered") == 1


def test_the_title_that_may_be_spread_never_says_the_finding() -> None:
    house = make_house()
    finding = note_finding(house, origin=Origin.ADS, wording="Le compte krbtgt n'a pas tourné")
    action = services.action_from_finding(**house.who, finding_id=finding.pk, new_id=uuid4())
    assert "krbtgt" not in action.title
    assert action.restricted_detail == finding.wording


def test_an_action_that_cannot_be_created_leaves_no_link() -> None:
    house = make_house()
    finding = note_finding(house)
    with pytest.raises(ServiceRefusal):
        from_finding(house, finding, state=State.DONE)
    assert not PlanAction.objects.exists()
    assert verbs(finding) == ["finding.recorded"]


def link(house: House, finding: Finding, action: PlanAction) -> None:
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)


def unlink(house: House, finding: Finding, action: PlanAction) -> None:
    services.finding_unanswer(**house.who, finding_id=finding.pk, action_id=action.pk)


def test_one_action_answers_two_findings() -> None:
    house = make_house()
    action = note_action(house)
    first, second = note_finding(house), note_finding(house, origin=Origin.ADS)
    link(house, first, action)
    link(house, first, action)
    link(house, second, action)
    assert status_of(house.unit) == "met"
    assert verbs(first) == ["finding.recorded", "finding.answered"]
    labels = selectors.origins_of([action])[action.pk]
    assert labels == ["Exercice de crise", "Audit ADS (Active Directory)"]


def test_a_link_is_taken_back() -> None:
    house = make_house()
    finding, action = note_finding(house), note_action(house)
    link(house, finding, action)
    unlink(house, finding, action)
    unlink(house, finding, action)
    assert not finding.actions.exists()
    assert status_of(house.unit) == "open"
    assert verbs(finding).count("finding.unanswered") == 1


def test_a_party_answers_the_finding_of_the_support_with_its_own_action() -> None:
    support, part = make_two_houses()
    source_id = covered_source(support, part)
    finding = note_finding(support, source_kind="exercise", source_id=source_id)
    own = note_action(part)
    link(part, finding, own)
    assert status_of(part.unit) == "met"
    assert status_of(support.unit) == "open"


def test_nobody_links_what_does_not_count_for_the_establishment() -> None:
    house, stranger = make_house(), make_house()
    finding, action = note_finding(house), note_action(stranger)
    for someone in (house, stranger):
        with pytest.raises(ServiceRefusal) as refusal:
            link(someone, finding, action)
        assert refusal.value.code == "gone"
    assert not finding.actions.exists()


def test_a_link_between_two_facts_of_the_support_is_not_undone_by_a_party() -> None:
    support, part = make_two_houses()
    source_id = covered_source(support, part)
    finding = note_finding(support, source_kind="exercise", source_id=source_id)
    action = note_action(support, units=[support.unit, part.unit])
    link(support, finding, action)
    with pytest.raises(ServiceRefusal) as refusal:
        unlink(part, finding, action)
    assert refusal.value.code == "borne_by_other"
    assert finding.actions.exists()


def dismiss(house: House, finding: Finding, **values: Any) -> Finding:
    given = {"expected_version": 1, "reason": "Déjà couvert par la refonte", **values}
    return services.finding_dismiss(**house.who, finding_id=finding.pk, **given)


def test_a_finding_set_aside_asks_for_nothing_and_comes_back() -> None:
    house = make_house()
    finding = note_finding(house)
    dismiss(house, finding)
    dismiss(house, finding)
    assert not selectors.findings_without_action(house.unit).exists()
    assert status_of(house.unit) != "open"
    services.finding_restore(**house.who, finding_id=finding.pk, expected_version=2)
    services.finding_restore(**house.who, finding_id=finding.pk, expected_version=2)
    assert status_of(house.unit) == "open"
    assert verbs(finding) == ["finding.recorded", "finding.dismissed", "finding.restored"]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("reason_missing", {"reason": " "}),
        ("stale", {"expected_version": 4}),
        ("plan_day_too_early", {"on": date(2026, 1, 1)}),
        ("plan_future_day", {"on": date(2027, 1, 1)}),
    ],
)
def test_a_refused_setting_aside_changes_nothing(code: str, values: dict[str, Any]) -> None:
    house = make_house()
    finding = note_finding(house)
    before = stored(finding)
    with pytest.raises(ServiceRefusal) as refusal:
        dismiss(house, finding, **values)
    assert refusal.value.code == code
    assert stored(finding) == before
    assert status_of(house.unit) == "open"


def test_a_finding_is_corrected_and_removed() -> None:
    house = make_house()
    finding = note_finding(house)
    services.finding_change(
        **house.who,
        finding_id=finding.pk,
        expected_version=1,
        changes={"wording": "Pas d'annuaire papier", "dismissed_on": TODAY},
    )
    assert stored(finding)["wording"] == "Pas d'annuaire papier"
    assert stored(finding)["dismissed_on"] is None
    services.finding_remove(
        **house.who, finding_id=finding.pk, expected_version=2, reason="Noté deux fois"
    )
    assert not Finding.objects.exists()
    assert status_of(house.unit) == "unknown"
    assert verbs(finding) == ["finding.recorded", "finding.changed", "finding.removed"]


def test_the_room_above_removes_the_findings_of_what_it_removes() -> None:
    house = make_house()
    source_id = covered_source(house)
    finding = note_finding(house, source_kind="exercise", source_id=source_id)
    kept = note_finding(house)
    removed = services.findings_of_source_remove(
        acting_user=house.rssi,
        source_kind="exercise",
        source_ids=[source_id],
        reason="Exercice noté par erreur",
        unit_ids=[house.unit.pk],
    )
    assert removed == 1
    assert list(Finding.objects.all()) == [kept]
    assert verbs(finding) == ["finding.recorded", "finding.removed"]


def test_a_party_that_declines_the_source_is_asked_nothing() -> None:
    support, part = make_two_houses()
    finding = note_finding(support, units=[support.unit, part.unit])
    coverage_answer(**part.who, fact=finding, declines=True, reason="Pas chez nous")
    assert not selectors.findings_of(part.unit).exists()
    assert selectors.findings_of(support.unit).get() == finding


def test_among_hundreds_of_actions_some_are_offered_and_the_others_are_searched() -> None:
    house = make_house()
    finding = note_finding(house)
    fill(house, 60)
    page = f"/etablissements/{house.finess}/paq/constats/{finding.pk}/rattacher/"
    client = client_of(house.rssi)
    html = client.get(page).content.decode()
    assert html.count("<option") == 51
    assert 'type="search"' in html
    found = client.get(f"{page}?q=cyb-2025-007").content.decode()
    assert "CYB-2025-007 Action 7" in found
    assert found.count("<option") == 2
    first = PlanAction.objects.get(code="CYB-2025-000")
    assert client.post(page, {"action": str(first.pk)}).status_code == 303
    assert list(finding.actions.all()) == [first]
