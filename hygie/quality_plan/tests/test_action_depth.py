"""An action has several origins, parts, occurrences, and a pilote who answers for himself."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan import references, services
from hygie.quality_plan.enums import Instance, Origin, State
from hygie.quality_plan.models import PlanAction, PlanNumber
from hygie.quality_plan.selectors import PlanFilter, actions_of
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    note_action,
    status_of,
    stored,
    verbs,
)
from tests.cast import TODAY, client_of, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def move(house: House, action: PlanAction, to_state: str) -> PlanAction:
    action.refresh_from_db()
    return services.action_move(
        **house.who, action_id=action.pk, expected_version=action.version, to_state=to_state
    )


def found(house: House, **asked: str) -> list[str]:
    return [one.title for one in actions_of(house.unit, PlanFilter(**asked), TODAY)]


def test_an_action_is_found_by_each_of_its_origins() -> None:
    house = make_house()
    note_action(house, title="A", origin=Origin.ADS, other_origins=[Origin.INCIDENT, Origin.SILENE])
    note_action(house, title="B", origin=Origin.EXERCISE)
    assert found(house, origin="incident") == ["A"]
    assert found(house, origin="silene") == ["A"]
    assert found(house, origin="ads") == ["A"]
    assert found(house, origin="exercise") == ["B"]


@pytest.mark.parametrize(
    ("field", "code"), [("other_origins", "x"), ("instances", "bureau"), ("criteria", "HAS-99")]
)
def test_a_code_that_does_not_exist_is_refused(field: str, code: str) -> None:
    house = make_house()
    with pytest.raises(ValidationError):
        note_action(house, **{field: [code]})
    assert not PlanAction.objects.exists()


def test_what_is_followed_is_kept_as_written() -> None:
    house = make_house()
    action = note_action(
        house, instances=[Instance.CME, Instance.COPIL], criteria=["recyf-14"], cost_eur="1200.50"
    )
    kept = stored(action)
    assert (kept["instances"], kept["criteria"]) == (["cme", "copil"], ["recyf-14"])
    assert str(kept["cost_eur"]) == "1200.50"


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(ValidationError):
        note_action(make_house(), cost_eur="-1")


def test_a_part_counts_with_the_number_of_the_whole() -> None:
    house = make_house()
    whole = note_action(house, number="2026-7")
    assert status_of(house.unit) == "met"
    note_action(house, title="Partie", number="", parent=whole)
    assert status_of(house.unit) == "met"
    note_action(house, title="Seule", number="")
    assert status_of(house.unit) == "open"


def test_a_part_has_no_part_itself() -> None:
    house = make_house()
    part = note_action(house, parent=note_action(house))
    with pytest.raises(ValidationError):
        note_action(house, title="Trop", parent=part)
    assert not PlanAction.objects.filter(title="Trop").exists()


def test_an_action_is_done_once_its_parts_are() -> None:
    house = make_house()
    whole = note_action(house, state=State.ACCEPTED)
    part = note_action(house, state=State.ACCEPTED, parent=whole)
    before = stored(whole)
    with pytest.raises(ServiceRefusal, match="parts_open"):
        move(house, whole, State.DONE)
    assert stored(whole) == before
    move(house, part, State.DONE)
    assert move(house, whole, State.DONE).state == State.DONE


def test_a_part_that_comes_back_leaves_its_whole_free_to_close() -> None:
    house = make_house()
    whole = note_action(house, title="Tout", state=State.IN_PROGRESS)
    part = note_action(
        house, parent=whole, state=State.IN_PROGRESS, due_on=date(2027, 1, 31),
        recurs_every_months=1,
    )  # fmt: skip
    move(house, part, State.DONE)
    following = PlanAction.objects.get(previous=part)
    assert following.parent is None
    assert move(house, whole, State.DONE).state == State.DONE


def test_an_action_that_comes_back_puts_the_next_one_in_the_plan_once() -> None:
    house = make_house()
    action = note_action(
        house, state=State.ACCEPTED, due_on=date(2027, 1, 31), recurs_every_months=1
    )
    move(house, action, State.DONE)
    following = PlanAction.objects.get(previous=action)
    assert following.due_on == following.current_due_on == date(2027, 2, 28)
    assert (following.state, following.progress, following.title) == ("proposed", 0, action.title)
    assert PlanNumber.objects.get(action=following).number == "2026-112"
    assert Coverage.objects.get(fact_id=following.pk).unit == house.unit
    assert verbs(following) == ["plan_action.recorded"]
    action.refresh_from_db()
    services.action_move(
        **house.who, action_id=action.pk, expected_version=action.version,
        to_state=State.IN_PROGRESS, reason="Rouverte",
    )  # fmt: skip
    move(house, action, State.DONE)
    assert PlanAction.objects.filter(previous=action).count() == 1


def given_to_daf(house: House, **values: object) -> tuple[House, PlanAction]:
    """An action given to a person who only reads the plan."""
    daf = member(house.unit, Role.DAF)
    return House(house.unit, daf), note_action(house, pilote=daf, pilote_name="", **values)


def test_the_pilote_accepts_with_his_account_and_notes_his_progress() -> None:
    house = make_house()
    pilote, action = given_to_daf(house)
    who = {**pilote.who, "action_id": action.pk}
    services.pilote_accept(**who, expected_version=action.version)
    services.pilote_accept(**who, expected_version=action.version)
    action.refresh_from_db()
    assert (action.state, action.accepted_by_name) == (State.ACCEPTED, pilote.rssi.full_name)
    services.pilote_progress_note(**who, expected_version=action.version, progress=40)
    assert stored(action)["progress"] == 40
    assert verbs(action)[1:] == ["plan_action.moved", "plan_action.progressed"]


def test_the_pilote_refuses_and_says_why() -> None:
    house = make_house()
    pilote, action = given_to_daf(house)
    who = {**pilote.who, "action_id": action.pk, "expected_version": action.version}
    services.pilote_refuse(**who, reason="Hors de mon service")
    services.pilote_refuse(**who, reason="Hors de mon service")
    kept = stored(action)
    assert (kept["state"], kept["refused_reason"]) == ("proposed", "Hors de mon service")
    assert verbs(action)[1:] == ["plan_action.refused"]
    html = client_of(house.rssi).get(address(house, action)).content.decode()
    assert "Hors de mon service" in html


def test_only_the_pilote_answers() -> None:
    house = make_house()
    _, action = given_to_daf(house)
    before = stored(action)
    other = member(house.unit, Role.DAF)
    for acting in (other, house.rssi):
        who = {"scope": scope_of(acting), "acting_user": acting, "unit": house.unit}
        with pytest.raises(ServiceRefusal, match="not_pilote"):
            services.pilote_accept(**who, action_id=action.pk, expected_version=action.version)
    assert stored(action) == before


def address(house: House, action: PlanAction, rest: str = "") -> str:
    return f"/etablissements/{house.finess}/paq/actions/{action.pk}/{rest}"


def test_the_pilote_answers_on_the_page() -> None:
    house = make_house()
    pilote, action = given_to_daf(house)
    client = client_of(pilote.rssi)
    assert "je conduis, ou non" in client.get(address(house, action)).content.decode()
    page = address(house, action, "ma-reponse/")
    refused = client.post(page, {"answer": "non", "version": action.version})
    assert refused.status_code == 422
    assert client.post(page, {"answer": "oui", "version": action.version}).status_code == 303
    assert stored(action)["state"] == "accepted"
    action.refresh_from_db()
    assert client.post(page, {"progress": "30", "version": action.version}).status_code == 303
    assert stored(action)["progress"] == 30


def test_a_part_is_added_from_the_page_of_its_whole() -> None:
    house = make_house()
    whole = note_action(house)
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/actions/nouvelle/?ensemble={whole.pk}"
    assert whole.code in client.get(place).content.decode()
    data = {
        "new_id": str(uuid4()), "title": "Former la cellule", "created_on": "21/11/2026",
        "state": "proposed", "provenance": "memory", "units": [house.unit.pk],
        "instances": ["cse"], "criteria": ["has-suivi"], "cost_eur": "1 250,50",
    }  # fmt: skip
    assert client.post(place, data).status_code == 303
    part = PlanAction.objects.get(title="Former la cellule")
    assert (part.parent, part.instances, str(part.cost_eur)) == (whole, ["cse"], "1250.50")
    assert "Former la cellule" in client.get(address(house, whole)).content.decode()


def test_references_are_offered_on_their_days_and_those_kept_stay() -> None:
    titles = [title for title, _ in references.offered(date(2024, 6, 1))]
    assert any("V2024" in one for one in titles)
    assert not any("ReCyF" in one for one in titles)
    now = dict(references.offered(TODAY, ["has24-acces"]))
    old = next(items for title, items in now.items() if "V2024" in title)
    assert old == [("has24-acces", "Règles d’accès aux données")]


def test_a_wrong_file_of_references_is_refused(tmp_path: Path) -> None:
    text = references.PATH.read_text(encoding="utf-8")
    path = tmp_path / "references.yaml"
    path.write_text(text.replace("recyf-02", "recyf-01"), encoding="utf-8")
    with pytest.raises(references.ReferencesError, match="twice"):
        references.load(path)
    path.write_text(text.replace("    issuer: ANSSI\n", ""), encoding="utf-8")
    with pytest.raises(references.ReferencesError, match="issuer"):
        references.load(path)
