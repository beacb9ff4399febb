"""The list arrêtée by the COPIL, the BIA counted against it, the personal link of one BIA."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.accounts.models import PersonalLink, User
from hygie.continuity import services
from hygie.continuity.models import Bia, ServiceList
from hygie.continuity.tests.cast import acts, count, listed, sent, service, status, url, who
from hygie.domain.refusal import ServiceRefusal
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


def note_bia(user: User, unit: Organisation, **values: Any) -> Bia:
    given = {"new_id": uuid4(), "service": service(unit, "Urgences"), **values}
    return services.bia_record(**who(user, unit), **given)


def link_of(client: Any, unit: Organisation, bia: Bia, **values: Any) -> str:
    """The path of the personal link, as its page shows it."""
    given = {"new_id": uuid4(), "holder_name": "Dr Armand", "expires_on": "21/12/2026", **values}
    page = client.post(url(unit, f"bia/{bia.pk}/lien/"), given).content.decode()
    shown = re.search(r"http://testserver(/lien/[^<]+)", page)
    assert shown, page[:3000]
    return shown.group(1)


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
    services.bia_record(**who(rssi, unit), new_id=uuid4(), service=one)
    first = [queries(page) for page in ("", "bia/")]
    many = [service(unit, f"Service {number}") for number in range(1, 30)]
    listed(rssi, unit, one, *many, decided_on=date(2026, 6, 1))
    for each in many:
        services.bia_record(**who(rssi, unit), new_id=uuid4(), service=each)
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
