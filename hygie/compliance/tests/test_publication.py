"""« Voir comme l'ARS », then the explicit act: only what was shown is published, once."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from hygie.accounts.models import User
from hygie.audits.models import Registration
from hygie.journal.models import Entry
from hygie.obligations.models import Publication, PublishedInterval
from hygie.obligations.recording import fact_record
from hygie.obligations.selectors import published_statuses_on
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from hygie.web.formats import day_long
from tests.cast import (
    TODAY,
    client_of,
    make_region,
    make_unit,
    member,
    on_day,
    scope_of,
    today,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit() -> Organisation:
    return make_unit(name="CH de Rochebrune")


@pytest.fixture
def director(unit: Organisation) -> User:
    return member(unit, Role.DIRECTION)


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/publication/{end}"


def register(unit: Organisation) -> None:
    """A fact that changes 3.a."""
    rssi = member(unit, Role.RSSI)
    fact_record(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=unit,
        fact=Registration(service="club_ssi", registered_on=date(2026, 3, 1)),
        obligation_ids=("3.a",),
    )


def shown(client: Any, unit: Organisation) -> dict[str, str]:
    """The hidden fields of « Voir comme l'ARS »."""
    page = client.get(url(unit, "publier/")).content.decode()
    return {
        name: re.search(f'name="{name}" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
        for name in ("new_id", "seen")
    }


def published_3a(unit: Organisation) -> str | None:
    row = published_statuses_on([unit.pk], TODAY).filter(obligation="3.a").first()
    return row.status if row else None


def test_published_twice_by_the_same_page_it_is_once(unit: Organisation, director: User) -> None:
    register(unit)
    client = client_of(director)
    values = shown(client, unit)
    assert not Publication.objects.exists()
    for _ in range(2):
        assert client.post(url(unit, "publier/"), values).status_code == 303
    publication = Publication.objects.get()
    assert publication.published_by_name == director.full_name
    assert Entry.objects.filter(verb="timeline.published").count() == 1
    assert published_3a(unit) == "met"


def test_what_changed_since_it_was_shown_is_not_published(
    unit: Organisation, director: User
) -> None:
    client = client_of(director)
    values = shown(client, unit)
    register(unit)
    answer = client.post(url(unit, "publier/"), values, follow=True)
    assert "La situation a changé" in answer.content.decode()
    assert not Publication.objects.exists()
    assert not PublishedInterval.objects.exists()
    assert not Entry.objects.filter(verb="timeline.published").exists()
    assert client.post(url(unit, "publier/"), shown(client, unit)).status_code == 303
    assert published_3a(unit) == "met"


def test_a_page_sent_incomplete_publishes_nothing(unit: Organisation, director: User) -> None:
    register(unit)
    client = client_of(director)
    for values in ({}, {"new_id": "x"}, {"new_id": str(uuid4())}):
        answer = client.post(url(unit, "publier/"), values, follow=True)
        assert answer.status_code == 200
    assert not Publication.objects.exists()


def test_who_may_not_publish_is_told_who_can(unit: Organisation, director: User) -> None:
    register(unit)
    for role in (Role.RSSI, Role.DSI):
        client = client_of(member(unit, role))
        assert client.get(url(unit, "publier/")).status_code == 403
        answer = client.post(url(unit, "publier/"), {"new_id": uuid4(), "seen": "x"})
        assert answer.status_code == 403
        assert director.full_name in client.get(url(unit)).content.decode()
    assert client_of(member(make_unit(), Role.DIRECTION)).get(url(unit)).status_code == 404
    assert not Publication.objects.exists()


def test_a_change_is_seen_inside_and_not_by_the_ars_until_published(
    unit: Organisation, director: User
) -> None:
    ars = client_of(member(make_region(), Role.ARS))
    client = client_of(director)
    read = f"/publies/{unit.finess}/"
    assert "n’a rien publié" in ars.get(read).content.decode()
    client.post(url(unit, "publier/"), shown(client, unit))
    before = published_3a(unit)
    register(unit)
    page = client.get(url(unit)).content.decode()
    assert "1 obligation a changé" in page
    assert published_3a(unit) == before != "met"
    with on_day(date(2026, 11, 22)):
        later = client_of(director)
        later.post(url(unit, "publier/"), shown(later, unit))
        assert published_3a(unit) == "met"
        seen = client_of(member(make_region(), Role.ARS)).get(read).content.decode()
    assert day_long(date(2026, 11, 22)) in seen
    assert Publication.objects.count() == 2


def test_the_id_of_anothers_publication_is_refused(unit: Organisation, director: User) -> None:
    elsewhere = make_unit()
    taken = shown(client_of(member(elsewhere, Role.DIRECTION)), elsewhere)
    client_of(User.objects.latest("pk")).post(url(elsewhere, "publier/"), taken)
    client = client_of(director)

    values = shown(client, unit) | {"new_id": taken["new_id"]}
    answer = client.post(url(unit, "publier/"), values, follow=True)

    assert answer.status_code == 200
    assert "Rien n’a été changé" in answer.content.decode()
    assert Publication.objects.get().unit_id == elsewhere.pk
