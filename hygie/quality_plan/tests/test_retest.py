"""An action done is « vérifiée par exercice » when a later exercise sees its criterion met."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import Finding, PlanAction
from hygie.quality_plan.selectors import counts_of
from hygie.quality_plan.services import Retest, findings_retest, retests_withdraw
from hygie.quality_plan.tests.plan import House, make_house, note_action, note_finding, verbs
from tests.cast import TODAY, client_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]
LATER = UUID(int=7)


def answered(house: House, *moves: str) -> tuple[Finding, PlanAction]:
    """A finding and the action that answers it, moved on the days before."""
    finding, action = note_finding(house), note_action(house)
    services.finding_answer(**house.who, finding_id=finding.pk, action_id=action.pk)
    for state in moves:
        action = services.action_move(
            **house.who,
            action_id=action.pk,
            expected_version=PlanAction.objects.get(pk=action.pk).version,
            to_state=state,
        )
    return finding, action


def retest(house: House, *findings: Finding, days: int = 0) -> list[PlanAction]:
    later = Retest(LATER, "Exercice de novembre, 21/11/2026", TODAY + timedelta(days), "A. Roy")
    criteria = {one.pk: "C01a" for one in findings}
    return findings_retest(acting_user=house.rssi, retest=later, criteria=criteria)


def test_done_then_seen_met_it_is_verified_once_and_told_everywhere() -> None:
    house = make_house()
    finding, action = answered(house, State.ACCEPTED, State.DONE)
    assert [one.pk for one in retest(house, finding)] == [action.pk]
    assert retest(house, finding) == []
    stored = PlanAction.objects.get()
    assert (stored.state, stored.retested_on, stored.retested_criterion) == (
        State.DONE, TODAY, "C01a"
    )  # fmt: skip
    assert verbs(action)[-1] == "plan_action.retested"
    client, place = client_of(house.rssi), f"/etablissements/{house.finess}/paq/"
    for page in ("", "?etat=exercice", "tableau/", f"actions/{action.pk}/"):
        assert "érifiée par exercice" in client.get(place + page).content.decode(), page
    csv = client.get(f"{place}export/?format=csv").content.decode("utf-8-sig")
    assert "Vérifiée par exercice le" in csv
    assert "Exercice de novembre" in csv
    assert counts_of(house.unit, TODAY).retested == 1


def test_not_done_or_done_since_the_exercise_it_is_not_verified() -> None:
    house = make_house()
    open_one, _ = answered(house, State.ACCEPTED)
    since, _ = answered(house, State.ACCEPTED, State.DONE)
    assert retest(house, open_one) == []
    assert retest(house, since, days=-1) == []
    assert not PlanAction.objects.retested().exists()


def test_reopened_or_its_exercise_removed_it_is_no_longer_verified() -> None:
    house = make_house()
    finding, action = answered(house, State.ACCEPTED, State.DONE)
    other, _ = answered(house, State.ACCEPTED, State.DONE)
    retest(house, finding, other)
    services.action_move(
        **house.who, action_id=action.pk, to_state=State.IN_PROGRESS, reason="À refaire",
        expected_version=PlanAction.objects.get(pk=action.pk).version,
    )  # fmt: skip
    assert PlanAction.objects.retested().count() == 1
    given = {"acting_user": house.rssi, "reason": "Noté par erreur"}
    assert retests_withdraw(source_id=uuid4(), **given) == 0
    assert retests_withdraw(source_id=LATER, **given) == 1
    assert not PlanAction.objects.retested().exists()
