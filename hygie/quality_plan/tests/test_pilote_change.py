"""Another pilote is named: the name and the account agree, and the one before has no hold left."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from hygie.accounts.models import PersonalLink
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services.pilote_links import pilote_link_give
from hygie.quality_plan.tests.plan import House, make_house, note_action, stored
from hygie.quality_plan.tests.suite import exported, give_back, put
from tests.cast import TODAY, client_of, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def change(house: House, action: PlanAction, **changes: Any) -> PlanAction:
    action.refresh_from_db()
    return services.action_change(
        **house.who, action_id=action.pk, expected_version=action.version, changes=changes
    )


def refused(house: House) -> PlanAction:
    """An action that its pilote, who has an account, does not take."""
    anne = member(house.unit, Role.RSSI)
    action = note_action(house, pilote=anne, pilote_name=anne.full_name)
    who = {**House(house.unit, anne).who}
    return services.pilote_refuse(
        **who, action_id=action.pk, expected_version=1, reason="Pas mon service"
    )


def test_another_pilote_is_not_held_to_the_refusal_of_the_one_before() -> None:
    house = make_house()
    action = refused(house)
    change(house, action, pilote_name="Bob", pilote=None)
    now = stored(action)
    assert (now["refused_on"], now["refused_reason"]) == (None, "")


def test_a_file_that_names_another_pilote_ends_the_refusal_too() -> None:
    house = make_house()
    action = refused(house)
    table = exported(house)
    put(table, action.title, "pilote_name", "Bob")
    give_back(house, table)
    now = stored(action)
    assert (now["pilote_id"], now["refused_on"], now["refused_reason"]) == (None, None, "")


def test_a_change_elsewhere_keeps_the_refusal() -> None:
    house = make_house()
    action = refused(house)
    change(house, action, sponsor_name="DG")
    assert stored(action)["refused_reason"] == "Pas mon service"


def test_a_name_changed_lets_the_account_go() -> None:
    house = make_house()
    action = refused(house)
    change(house, action, pilote_name="Bob", pilote=action.pilote)
    assert (stored(action)["pilote_name"], stored(action)["pilote_id"]) == ("Bob", None)


def test_an_account_changed_gives_its_name() -> None:
    house = make_house()
    action = refused(house)
    other = member(house.unit, Role.RSSI)
    other.full_name = "Zoé Petit"
    other.save()
    change(house, action, pilote_name=action.pilote_name, pilote=other)
    assert (stored(action)["pilote_name"], stored(action)["pilote_id"]) == ("Zoé Petit", other.pk)


def give(house: House, action: PlanAction, name: str) -> PersonalLink:
    given = {"holder_name": name, "expires_at": timezone.now() + timedelta(days=30)}
    return pilote_link_give(**house.who, action_id=action.pk, new_id=uuid4(), **given)[0]


@pytest.mark.parametrize("by_file", [False, True])
def test_the_link_of_the_pilote_before_accepts_nothing_more(by_file: bool) -> None:
    house = make_house()
    action = note_action(house, pilote_name="Anne")
    old, new = give(house, action, "Anne"), give(house, action, "Bob")
    if by_file:
        table = exported(house)
        put(table, action.title, "pilote_name", "Bob")
        give_back(house, table)
    else:
        change(house, action, pilote_name="Bob")
    assert list(PersonalLink.objects.usable(timezone.now())) == [new]
    assert Entry.objects.filter(verb="link.revoked", data__reason="autre pilote nommé").exists()
    old.refresh_from_db()
    assert old.revoked_at is not None


def test_progress_that_begins_an_action_says_its_state_in_the_journal() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    services.action_progress(**house.who, action_id=action.pk, expected_version=1, progress=10)
    entry = Entry.objects.about("plan_action", action.pk).get(verb="plan_action.progressed")
    assert entry.data["moved"] == {"state": ["accepted", "in_progress"], "progress": [0, 10]}


def test_the_pilote_s_own_progress_says_it_too() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED, pilote=house.rssi)
    services.pilote_progress_note(**house.who, action_id=action.pk, expected_version=1, progress=10)
    entry = Entry.objects.about("plan_action", action.pk).get(verb="plan_action.progressed")
    assert entry.data["moved"]["state"] == ["accepted", "in_progress"]


def test_a_closed_action_takes_no_new_part() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    services.action_move(**house.who, action_id=action.pk, expected_version=1, to_state=State.DONE)
    action.refresh_from_db()
    with pytest.raises(ServiceRefusal, match="whole_closed"):
        note_action(house, title="Une part", number="", parent=action)
    assert PlanAction.objects.count() == 1
    page = f"/etablissements/{house.finess}/paq/actions/nouvelle/?ensemble={action.pk}"
    client = client_of(house.rssi)
    form = client.get(page).context["form"]
    data = {"new_id": form["new_id"].value(), "title": "Une part", "origin": "other",
            "created_on": "21/11/2026", "state": "proposed", "provenance": "memory",
            "units": [house.unit.pk]}  # fmt: skip
    answer = client.post(page, data)
    assert answer.status_code == 422
    assert "est close" in answer.content.decode()


def test_a_late_part_says_so_on_the_page_of_its_whole() -> None:
    house = make_house()
    action = note_action(house, title="Ensemble")
    day = TODAY.replace(year=TODAY.year - 1)
    note_action(house, title="Une part", number="", parent=action, created_on=day, due_on=day)
    page = client_of(house.rssi).get(f"/etablissements/{house.finess}/paq/actions/{action.pk}/")
    part = page.content.decode().split("Une part</a>")[1].split("</li>")[0]
    assert "status-late" in part
