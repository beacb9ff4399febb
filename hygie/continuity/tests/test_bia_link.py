"""The head of a service answers one BIA through a personal link, without account."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.accounts.models import PersonalLink, User
from hygie.continuity.tests.cast import acts, link_of, note_bia, url
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


def test_a_head_of_service_answers_by_a_link_without_account(
    unit: Organisation, rssi: User
) -> None:
    bia = note_bia(rssi, unit)
    path = link_of(client_of(rssi), unit, bia)
    visitor = client_of()
    page = visitor.get(path).content.decode()
    assert "Urgences" in page
    assert "Dr Armand" in page
    answers = {"dmia_h": "4", "pdma_h": "24", "comment": "<i>Le triage</i>", "version": "1"}
    assert visitor.post(path, answers).status_code == 303
    bia.refresh_from_db()
    assert (bia.dmia_h, bia.pdma_h, bia.state) == (4, 24, "to_approve")
    assert acts(bia) == ["bia.recorded", "link.created", "bia.contributed"]
    again = visitor.post(path, answers)
    assert again.status_code == 422
    bia.refresh_from_db()
    assert bia.version == 2
    seen = client_of(rssi).get(url(unit, f"bia/{bia.pk}/")).content.decode()
    assert "&lt;i&gt;Le triage" in seen
    assert "<i>Le triage" not in seen


def test_wrong_answers_change_nothing(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit)
    path = link_of(client_of(rssi), unit, bia)
    for wrong in ("-1", "9999", "quatre", ""):
        answers = {"dmia_h": wrong, "pdma_h": "24", "version": "1"}
        assert client_of().post(path, answers).status_code == 422
    bia.refresh_from_db()
    assert (bia.dmia_h, bia.state) == (None, "to_start")


def test_once_approved_or_removed_the_link_changes_nothing(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit, state="approved", approved_on=date(2026, 10, 1))
    path = link_of(client_of(rssi), unit, bia)
    visitor = client_of()
    assert "approuvé" in visitor.get(path).content.decode()
    answers = {"dmia_h": "4", "pdma_h": "24", "version": "1"}
    assert visitor.post(path, answers).status_code == 422
    bia.refresh_from_db()
    assert bia.dmia_h is None
    remove = url(unit, f"bia/{bia.pk}/retirer/")
    assert client_of(rssi).post(remove, {"version": 1, "reason": "Erreur"}).status_code == 303
    assert visitor.get(path).status_code == 404


def test_the_link_opens_its_bia_and_nothing_else(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit)
    path = link_of(client_of(rssi), unit, bia)
    visitor = client_of()
    assert visitor.get(path).status_code == 200
    assert visitor.get(url(unit, f"bia/{bia.pk}/")).status_code in (302, 303)
    assert visitor.get("/lien/unsecretinconnu/bia/").status_code in (404, 410)


def test_who_may_not_write_gives_no_link(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit)
    values = {"new_id": uuid4(), "holder_name": "Dr Armand", "expires_on": "21/12/2026"}
    answer = client_of(member(unit, Role.QUALITY)).post(url(unit, f"bia/{bia.pk}/lien/"), values)
    assert answer.status_code == 403
    past = client_of(rssi).post(
        url(unit, f"bia/{bia.pk}/lien/"), values | {"expires_on": "20/11/2026"}
    )
    assert past.status_code == 422
    assert not PersonalLink.objects.exists()


def test_the_remark_of_the_team_is_neither_shown_nor_lost(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit, note="Chef de service réticent, voir avec la CME")
    path = link_of(client_of(rssi), unit, bia)
    assert "réticent" not in client_of().get(path).content.decode()
    answers = {"dmia_h": "4", "pdma_h": "24", "comment": "Le triage", "version": "1"}
    assert client_of().post(path, answers).status_code == 303
    bia.refresh_from_db()
    assert bia.note == "Chef de service réticent, voir avec la CME"
    assert bia.service_comment == "Le triage"
    moved = Entry.objects.filter(verb="bia.contributed").get().data["moved"]
    assert moved["service_comment"] == ["", "Le triage"]
    assert moved["dmia_h"] == [None, 4]
    again = client_of().get(path).content.decode()
    assert "Le triage" in again
    assert "réticent" not in again
    seen = client_of(rssi).get(url(unit, f"bia/{bia.pk}/")).content.decode()
    assert "Le triage" in seen
    assert "réticent" in seen


def test_what_the_service_wrote_before_stays_in_the_journal(unit: Organisation, rssi: User) -> None:
    bia = note_bia(rssi, unit)
    path = link_of(client_of(rssi), unit, bia)
    for version, comment in (("1", "Le triage"), ("2", "Le triage et la pharmacie")):
        answers = {"dmia_h": "4", "pdma_h": "24", "comment": comment, "version": version}
        assert client_of().post(path, answers).status_code == 303
    last = Entry.objects.filter(verb="bia.contributed").order_by("-pk").first()
    assert last is not None
    assert last.data["moved"] == {"service_comment": ["Le triage", "Le triage et la pharmacie"]}
