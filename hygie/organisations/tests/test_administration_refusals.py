"""What the administration asks and that cannot be done: a sentence, never a crash."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hygie.journal.models import Entry
from hygie.organisations.models import HospitalService, Link, Organisation
from hygie.organisations.rights import Role
from hygie.organisations.services.hospital_service import hospital_service_record
from tests.cast import (
    TODAY,
    client_of,
    make_ght,
    make_nation,
    make_unit,
    member,
    scope_of,
    today,
)

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def admin() -> Client:
    return client_of(member(make_nation(), Role.ADMIN))


def ended(admin: Client, link: Link) -> Any:
    address = reverse("organisations:admin-link-end", args=[link.child_id, link.pk])
    return admin.post(address, follow=True)


def test_a_ght_is_never_made_a_judged_unit(admin: Client) -> None:
    ght = make_ght(make_unit())

    answer = admin.post(reverse("organisations:admin-judge", args=[ght.pk]), follow=True)

    assert answer.status_code == 200
    assert "peut être jugé" in answer.content.decode()
    assert not Organisation.objects.get(pk=ght.pk).is_unit


def test_an_attachment_of_this_very_day_is_erased_when_it_ends(admin: Client) -> None:
    unit = make_unit()
    ght = make_ght(unit)
    link = Link.objects.get(child=unit, parent=ght)
    Link.objects.filter(pk=link.pk).update(since=TODAY)

    assert ended(admin, link).status_code == 200

    assert not Link.objects.filter(pk=link.pk).exists()
    assert Entry.objects.filter(verb="link.ended").count() == 1


def test_an_attachment_ended_twice_ends_once(admin: Client) -> None:
    unit = make_unit()
    ght = make_ght(unit)
    link = Link.objects.get(child=unit, parent=ght)

    for _ in range(2):
        assert ended(admin, link).status_code == 200

    assert Link.objects.get(pk=link.pk).until == TODAY
    assert Entry.objects.filter(verb="link.ended").count() == 1


def test_an_attachment_that_is_gone_is_told(admin: Client) -> None:
    unit = make_unit()
    ght = make_ght(unit)
    link = Link.objects.get(child=unit, parent=ght)
    Link.objects.filter(pk=link.pk).delete()

    assert "existe plus" in ended(admin, link).content.decode()


def test_a_search_of_a_thousand_words_is_answered(admin: Client) -> None:
    make_unit(name="Clinique des Embruns")

    answer = admin.get("/administration/", {"q": "clinique " * 1500})

    assert answer.status_code == 200
    assert "Clinique des Embruns" in answer.content.decode()


def test_two_people_change_one_service_and_the_second_may_go_on() -> None:
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    service = hospital_service_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        new_id=uuid4(),
        name="Urgences",
        family="critical",
    )
    client = client_of(rssi)
    address = reverse("organisations:service-edit", args=[unit.finess, service.pk])
    typed = {"name": "Urgences adultes", "family": "critical", "version": service.version}
    HospitalService.objects.filter(pk=service.pk).update(
        name="SAMU", version=service.version + 1, closed_on=date(2026, 1, 1)
    )

    refused = client.post(address, typed)

    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Urgences adultes" in page
    assert "SAMU" in page
    version = refused.context["form"]["version"].value()
    assert client.post(address, typed | {"version": version}).status_code == 303
    assert HospitalService.objects.get(pk=service.pk).name == "Urgences adultes"
