"""A pilote without account accepts one action and notes its progress, by a personal link."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.utils import timezone

from hygie.accounts.models import PersonalLink
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from hygie.quality_plan.services import action_move, pilote_links
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    make_two_houses,
    note_action,
    note_finding,
    stored,
    verbs,
)
from tests.cast import client_of, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def give(house: House, action: PlanAction, **values: Any) -> str:
    given = {"holder_name": "Paule Vidal", "expires_at": in_days(30), "new_id": uuid4(), **values}
    return pilote_links.pilote_link_give(**house.who, action_id=action.pk, **given)[1]


def visit(secret: str, **data: Any) -> HttpResponse:
    client = client_of()
    address = f"/lien/{secret}/action/"
    return client.post(address, data) if data else client.get(address)


def test_the_pilote_accepts_and_notes_the_progress() -> None:
    house = make_house()
    action = note_action(house, restricted_detail="krbtgt de 2011")
    note_finding(house, wording="SMBv1 partout")
    secret = give(house, action)
    html = visit(secret).content.decode()
    assert action.title.replace("'", "&#x27;") in html
    assert "krbtgt" not in html
    assert "SMBv1" not in html
    answer = visit(secret, progress="30", version="1", accepts="on")
    assert answer.status_code == 303
    now = stored(action)
    assert (now["state"], now["progress"]) == (State.IN_PROGRESS, 30)
    line = Entry.objects.about("plan_action", action.pk).first()
    assert line is not None
    assert (line.author_id, line.author_name) == (None, "Paule Vidal (lien personnel)")


def test_the_form_sent_twice_is_noted_once() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    secret = give(house, action)
    for _ in range(2):
        assert visit(secret, progress="30", version="1").status_code == 303
    assert verbs(action).count("plan_action.progressed") == 1


def test_a_pilote_does_not_progress_without_accepting() -> None:
    house = make_house()
    action = note_action(house)
    answer = visit(give(house, action), progress="30", version="1")
    assert answer.status_code == 422
    assert stored(action)["state"] == State.PROPOSED


@pytest.mark.parametrize("text", ["-5", "500", "<b>", ""])
def test_a_wrong_progress_changes_nothing(text: str) -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    assert visit(give(house, action), progress=text, version="1").status_code == 422
    assert stored(action)["progress"] == 0


def test_a_pilote_who_comes_after_another_is_told_and_loses_nothing() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    secret = give(house, action)
    visit(secret, progress="30", version="1")
    answer = visit(secret, progress="60", version="1")
    assert answer.status_code == 422
    assert 'value="60"' in answer.content.decode()
    assert stored(action)["progress"] == 30
    assert visit(secret, progress="60", version="2").status_code == 303


def test_a_link_opens_nothing_once_ended_or_past_or_wrong() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    secret = give(house, action)
    link = PersonalLink.objects.get()
    end = f"/etablissements/{house.finess}/paq/actions/{action.pk}/lien/{link.pk}/fin/"
    assert client_of(house.rssi).post(end, {"confirmed": "on"}).status_code == 303
    assert visit(secret, progress="30", version="1").status_code == 404
    past = give(house, action, expires_at=in_days(1))
    PersonalLink.objects.update(expires_at=in_days(-1))
    assert visit(past, progress="30", version="1").status_code == 404
    assert visit("x" * 43).status_code == 404
    assert stored(action)["progress"] == 0


def test_the_screen_shows_the_address_once() -> None:
    house = make_house()
    action = note_action(house)
    client = client_of(house.rssi)
    address = f"/etablissements/{house.finess}/paq/actions/{action.pk}/lien/"
    data = {"holder_name": "Paule Vidal", "expires_on": "31/12/2026", "new_id": str(uuid4())}
    shown = client.post(address, data).content.decode()
    assert "/lien/" in shown
    assert "/action/" in shown
    assert PersonalLink.objects.get().expires_at.date().isoformat() == "2026-12-31"
    later = client.get(address).content.decode()
    assert "Paule Vidal" in later
    assert "/action/" not in later
    for wrong in ({"expires_on": "01/01/2026"}, {"expires_on": "31/12/9999"}, {"holder_name": ""}):
        answer = client.post(address, data | {"new_id": str(uuid4())} | wrong)
        assert answer.status_code == 422
    assert PersonalLink.objects.count() == 1


def refused(house: House, action: PlanAction, code: str) -> None:
    with pytest.raises(ServiceRefusal) as refusal:
        give(house, action)
    assert refusal.value.code == code
    assert not PersonalLink.objects.exists()


def test_who_may_not_give_a_link() -> None:
    support, part = make_two_houses()
    action = note_action(support, units=[support.unit, part.unit])
    refused(House(support.unit, member(support.unit, Role.DIRECTION)), action, "not_allowed")
    refused(part, action, "gone")


def test_a_closed_action_has_no_link() -> None:
    house = make_house()
    action = note_action(house)
    action_move(
        **house.who,
        action_id=action.pk,
        expected_version=1,
        to_state=State.CANCELLED,
        reason="Sans objet",
    )
    refused(house, action, "action_closed")
