"""The list arrêtée by the COPIL, and the BIA counted against it."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import User
from hygie.continuity.models import Bia, ServiceList
from hygie.continuity.tests.cast import (
    acts,
    count,
    listed,
    note_bia,
    sent,
    service,
    status,
    url,
    who,
)
from hygie.documents.enums import Form
from hygie.documents.services import evidence_add
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.enums import ServiceFamily
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role, Room
from tests.cast import client_of, delegate, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def rssi(unit: Organisation) -> User:
    return member(unit, Role.RSSI)


def test_arretee_twice_it_is_one_version_and_its_lines_are_frozen(
    unit: Organisation, rssi: User
) -> None:
    urgences, paie = service(unit, "Urgences"), service(unit, "Paie", ServiceFamily.ADMINISTRATIVE)
    values = {
        "new_id": uuid4(),
        "decided_on": "15/01/2026",
        "services": [urgences.pk, paie.pk],
    }
    client = client_of(rssi)
    assert "Urgences" in client.get(url(unit, "listes/arreter/")).content.decode()
    for _ in range(2):
        assert client.post(url(unit, "listes/arreter/"), values).status_code == 303
    found = ServiceList.objects.get()
    assert found.number == 1
    assert acts(found) == ["service_list.recorded"]
    urgences.name, urgences.family = "Urgences adultes", ServiceFamily.OTHER_CARE
    urgences.save()
    page = client.get(url(unit, f"listes/{found.pk}/")).content.decode()
    assert "<li>Urgences</li>" in page
    assert count(unit, "4.b") == (0, 1)


def test_a_new_version_replaces_it_and_the_old_one_stays(unit: Organisation, rssi: User) -> None:
    urgences, bloc = service(unit, "Urgences"), service(unit, "Bloc")
    listed(rssi, unit, urgences)
    assert count(unit, "4.b") == (0, 1)
    listed(rssi, unit, urgences, bloc, decided_on=date(2026, 6, 1))
    assert count(unit, "4.b") == (0, 2)
    assert [one.number for one in ServiceList.objects.all()] == [2, 1]


@pytest.mark.parametrize(
    ("field", "value"),
    [("decided_on", "22/11/2026"), ("decided_on", "01/01/9999"), ("services", [])],
)
def test_a_wrong_list_is_refused_and_nothing_is_written(
    unit: Organisation, rssi: User, field: str, value: Any
) -> None:
    urgences = service(unit, "Urgences")
    values = {"new_id": uuid4(), "decided_on": "15/01/2026", "services": [urgences.pk]}
    answer = client_of(rssi).post(url(unit, "listes/arreter/"), values | {field: value})
    assert answer.status_code == 422
    assert not ServiceList.objects.exists()


def test_the_service_of_another_unit_is_refused(unit: Organisation, rssi: User) -> None:
    foreign = service(make_unit(), "Bloc")
    values = {"new_id": uuid4(), "decided_on": "15/01/2026", "services": [foreign.pk]}
    assert client_of(rssi).post(url(unit, "listes/arreter/"), values).status_code == 422
    with pytest.raises(ServiceRefusal) as refused:
        listed(rssi, unit, foreign)
    assert refused.value.code == "not_my_service"
    with pytest.raises(ServiceRefusal) as refused:
        listed(rssi, unit)
    assert refused.value.code == "list_empty"
    with pytest.raises(ServiceRefusal) as refused:
        listed(member(unit, Role.DIRECTION), unit, service(unit, "Bloc"))
    assert refused.value.code == "not_allowed"
    assert not ServiceList.objects.exists()


def test_without_list_nobody_knows_and_with_it_the_bia_are_counted(
    unit: Organisation, rssi: User
) -> None:
    urgences, bloc = service(unit, "Urgences"), service(unit, "Bloc")
    client = client_of(rssi)
    approved = sent(service=urgences.pk, state="approved", approved_on="01/10/2026")
    for _ in range(2):
        assert client.post(url(unit, "bia/noter/"), approved).status_code == 303
    bia = Bia.objects.get()
    assert acts(bia) == ["bia.recorded"]
    assert status(unit, "4.b") == "unknown"
    listed(rssi, unit, urgences, bloc)
    assert count(unit, "4.b") == (1, 2)
    page = client.get(url(unit, "bia/")).content.decode()
    assert "1 BIA approuvé sur 2" in page


@pytest.mark.parametrize(
    ("state", "approved_on"),
    [("approved", ""), ("in_progress", "01/10/2026"), ("approved", "22/11/2026")],
)
def test_a_bia_that_contradicts_itself_is_refused(
    unit: Organisation, rssi: User, state: str, approved_on: str
) -> None:
    urgences = service(unit, "Urgences")
    values = sent(service=urgences.pk, state=state, approved_on=approved_on)
    assert client_of(rssi).post(url(unit, "bia/noter/"), values).status_code == 422
    assert not Bia.objects.exists()


def test_the_bia_of_a_closed_service_can_still_be_corrected(unit: Organisation, rssi: User) -> None:
    old = service(unit, "Long séjour")
    bia = note_bia(rssi, unit, service=old)
    old.closed_on = date(2026, 9, 1)
    old.save()
    gone = service(unit, "Maternité")
    gone.closed_on = date(2026, 9, 1)
    gone.save()
    edit = url(unit, f"bia/{bia.pk}/corriger/")
    page = client_of(rssi).get(edit).content.decode()
    assert "Long séjour" in page
    assert "Maternité" not in page
    values = {"version": 1, "service": old.pk, "state": "in_progress", "provenance": "memory"}
    assert client_of(rssi).post(edit, values).status_code == 303
    bia.refresh_from_db()
    assert (bia.state, bia.service_id) == ("in_progress", old.pk)
    refused = client_of(rssi).post(edit, values | {"version": 2, "service": gone.pk})
    assert refused.status_code == 422


def test_a_list_dated_too_late_by_mistake_is_removed_and_the_true_one_counts(
    unit: Organisation, rssi: User
) -> None:
    urgences, bloc = service(unit, "Urgences"), service(unit, "Bloc")
    listed(rssi, unit, urgences, bloc)
    wrong = listed(rssi, unit, urgences, decided_on=date(2026, 11, 20))
    assert count(unit, "4.b") == (0, 1)
    client, page = client_of(rssi), url(unit, f"listes/{wrong.pk}/")
    assert f"{page}retirer/" in client.get(page).content.decode()
    assert client.get(f"{page}retirer/").status_code == 200
    unsaid = client.post(f"{page}retirer/", {"version": 1, "reason": "  "})
    assert unsaid.status_code == 422
    stale = client.post(f"{page}retirer/", {"version": 7, "reason": "Mauvaise date"})
    assert stale.status_code == 422
    assert ServiceList.objects.count() == 2
    said = {"version": 1, "reason": "Mauvaise date"}
    assert client.post(f"{page}retirer/", said).status_code == 303
    assert client.post(f"{page}retirer/", said).status_code == 404
    assert count(unit, "4.b") == (0, 2)
    assert acts(wrong) == ["service_list.recorded", "service_list.removed"]
    assert Entry.objects.about("service_list", wrong.pk)[0].data["reason"] == "Mauvaise date"


def test_who_may_not_write_removes_no_list(unit: Organisation, rssi: User) -> None:
    kept = listed(rssi, unit, service(unit, "Urgences"))
    page = url(unit, f"listes/{kept.pk}/")
    reader = client_of(member(unit, Role.QUALITY))
    assert "retirer/" not in reader.get(page).content.decode()
    said = {"version": 1, "reason": "Erreur"}
    assert reader.post(f"{page}retirer/", said).status_code == 403
    other = make_unit()
    stranger = client_of(member(other, Role.RSSI))
    assert stranger.post(f"{page}retirer/", said).status_code == 404
    assert stranger.post(url(other, f"listes/{kept.pk}/retirer/"), said).status_code == 404
    assert ServiceList.objects.filter(pk=kept.pk).exists()


def test_the_piece_that_proves_a_list_is_on_its_page(unit: Organisation, rssi: User) -> None:
    proved = listed(rssi, unit, service(unit, "Urgences"))
    evidence_add(
        **who(rssi, unit),
        subject_kind="service_list",
        subject_id=proved.pk,
        new_id=uuid4(),
        title="Relevé de décisions du COPIL",
        kind=Form.HELD,
        held_by="la direction",
    )
    page = client_of(rssi).get(url(unit, f"listes/{proved.pk}/")).content.decode()
    assert "Relevé de décisions du COPIL" in page


@pytest.mark.sqlite  # both databases receive the same questions
def test_the_pages_ask_as_much_for_one_service_as_for_thirty(
    unit: Organisation, rssi: User
) -> None:
    client = client_of(rssi)

    def queries(page: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url(unit, page)).status_code == 200
        return len(captured)

    one = service(unit, "Service 0")
    listed(rssi, unit, one)
    note_bia(rssi, unit, service=one)
    first = [queries(page) for page in ("", "bia/")]
    many = [service(unit, f"Service {number}") for number in range(1, 30)]
    listed(rssi, unit, one, *many, decided_on=date(2026, 6, 1))
    for each in many:
        note_bia(rssi, unit, service=each)
    assert [queries(page) for page in ("", "bia/")] == first
    assert max(first) <= 15


def test_who_may_not_describe_the_services_is_told_who_can(unit: Organisation, rssi: User) -> None:
    page = url(unit, "listes/arreter/")
    own = client_of(rssi).get(page).content.decode()
    assert "Ajouter un service</a>" in own
    assert "Peuvent le faire" not in own
    ght = make_ght(make_unit(), unit)
    delegate(unit, ght, Room.CONTINUITY, can_write=True)
    ght_rssi = member(ght, Role.GHT_RSSI)
    seen = client_of(ght_rssi).get(page).content.decode()
    assert "Ajouter un service</a>" not in seen
    assert f"{rssi.full_name} (RSSI)" in seen
