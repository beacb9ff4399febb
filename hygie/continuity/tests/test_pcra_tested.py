"""An exercise, or a crisis, put the PCRA of services to the test: noted once, linked both ways."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from hygie.continuity.models import PcraTest
from hygie.continuity.services import pcra_tests_note
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.logbook.models import Event
from hygie.logbook.services import event_open
from hygie.organisations.models import HospitalService, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, scope_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def rpcra(unit: Organisation) -> Any:
    return member(unit, Role.RPCRA)


@pytest.fixture
def event(unit: Organisation) -> Event:
    rssi = member(unit, Role.RSSI)
    return event_open(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        new_id=uuid4(),
        kind="exercise",
        title="Exercice de novembre",
    )


@pytest.fixture
def wards(unit: Organisation) -> list[HospitalService]:
    return [
        HospitalService.objects.create(unit=unit, name=name, family="critical")
        for name in ("Urgences", "Bloc", "Maternité")
    ]


def who(user: Any, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def test_what_an_event_showed_is_noted_once_and_linked_both_ways(
    unit: Organisation, rpcra: Any, event: Event, wards: list[HospitalService]
) -> None:
    client = client_of(rpcra)
    page = reverse("continuity:event-tests", args=[unit.finess, event.pk])
    log = reverse("logbook:event", args=[unit.finess, event.pk])
    assert page in client.get(log).content.decode()
    typed = {
        f"r{wards[0].pk}": "held",
        f"r{wards[1].pk}": "partly",
        f"e{wards[1].pk}": "Sans étiquettes",
    }
    for _ in range(2):
        assert client.post(page, typed).status_code == 303
    urgences, bloc = PcraTest.objects.order_by("outcome")
    assert {one.service for one in (urgences, bloc)} == set(wards[:2])
    assert (bloc.event_id, bloc.gaps, bloc.provenance) == (event.pk, "Sans étiquettes", "document")
    assert Entry.objects.about("pcra_test", bloc.pk).count() == 1
    detail = reverse("continuity:pcratest-detail", args=[unit.finess, bloc.pk])
    assert log in client.get(detail).content.decode()
    assert detail in client.get(log).content.decode()
    overview = client.get(reverse("continuity:overview", args=[unit.finess])).content.decode()
    assert "PCRA éprouvés" in overview
    assert detail in overview


def test_gaps_without_their_result_are_asked_for(
    unit: Organisation, rpcra: Any, event: Event, wards: list[HospitalService]
) -> None:
    page = reverse("continuity:event-tests", args=[unit.finess, event.pk])
    answer = client_of(rpcra).post(page, {f"e{wards[1].pk}": "Sans étiquettes"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Bloc\u00a0: choisissez le résultat" in said
    assert "Sans étiquettes" in said
    assert not PcraTest.objects.exists()


def test_a_result_noted_before_stays_as_it_was(
    unit: Organisation, rpcra: Any, event: Event, wards: list[HospitalService]
) -> None:
    for outcome in ("held", "not_held"):
        pcra_tests_note(**who(rpcra, unit), event_id=event.pk, tests={wards[0].pk: (outcome, "")})
    assert PcraTest.objects.get().outcome == "held"


def test_neither_the_event_nor_the_service_of_another(
    unit: Organisation, rpcra: Any, event: Event, wards: list[HospitalService]
) -> None:
    other = make_unit()
    stranger = member(other, Role.RPCRA)
    away = HospitalService.objects.create(unit=other, name="Bloc", family="critical")
    with pytest.raises(ServiceRefusal, match="gone"):
        pcra_tests_note(**who(stranger, other), event_id=event.pk, tests={away.pk: ("held", "")})
    with pytest.raises(ServiceRefusal, match="not_my_service"):
        pcra_tests_note(**who(rpcra, unit), event_id=event.pk, tests={away.pk: ("held", "")})
    reader = member(unit, Role.ANIMATEUR)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        pcra_tests_note(**who(reader, unit), event_id=event.pk, tests={wards[0].pk: ("held", "")})
    assert not PcraTest.objects.exists()
