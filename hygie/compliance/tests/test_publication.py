"""« Voir comme l'ARS », then the explicit act: only what was shown is published, once."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from hygie.accounts.models import User
from hygie.audits.models import AdsResult, Directory, Registration
from hygie.journal.models import Entry
from hygie.obligations.models import Publication, PublishedInterval
from hygie.obligations.recording import fact_record
from hygie.obligations.selectors import published_statuses_on
from hygie.obligations.services import refresh
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


def audited(unit: Organisation, *levels: int | None) -> None:
    """Directories of the unit, each with the level of an audit a week apart; None: no level."""
    rssi = member(unit, Role.RSSI)
    for week, level in enumerate(levels):
        directory = Directory(name=f"FORET-SECRETE-{week}", entered_on=date(2020, 1, 1))
        result = AdsResult(
            directory=directory,
            done_on=date(2026, 10, 1 + 7 * week),
            level=level,
            failed_points=["vuln_krbtgt"],
        )
        for fact in (directory, result):
            fact_record(
                scope=scope_of(rssi),
                acting_user=rssi,
                unit=unit,
                fact=fact,
                obligation_ids=("3.c", "3.e"),
            )


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


def test_the_level_is_not_shared_unless_it_is_chosen(unit: Organisation, director: User) -> None:
    audited(unit, 3, 2)
    client = client_of(director)
    page = client.get(url(unit, "publier/")).content.decode()
    box = re.search(r'<input type="checkbox" name="share_ads_level"[^>]*>', page)
    assert box is not None
    assert "checked" not in box.group()
    client.post(url(unit, "publier/"), shown(client, unit))
    assert Publication.objects.get().ads_level is None
    assert Publication.objects.get().ads_level_on is None
    assert Entry.objects.get(verb="timeline.published").data["ads_level_shared"] is False
    ars = client_of(member(make_region(), Role.ARS))
    assert "Niveau ADS" not in ars.get(f"/publies/{unit.finess}/").content.decode()
    assert "n’est pas partagé" in client.get(url(unit)).content.decode()


def test_chosen_the_lowest_level_and_its_day_are_read_and_nothing_more(
    unit: Organisation, director: User
) -> None:
    audited(unit, 3, 2)
    client = client_of(director)
    assert f"niveau 2, audit du {day_long(date(2026, 10, 8))}" in client.get(
        url(unit, "publier/")
    ).content.decode().replace("&nbsp;", "\u00a0")
    for _ in range(2):
        client.post(url(unit, "publier/"), shown(client, unit) | {"share_ads_level": "on"})
    assert set(Publication.objects.values_list("ads_level", "ads_level_on")) == {
        (2, date(2026, 10, 8))
    }
    assert Entry.objects.filter(verb="timeline.published").first().data["ads_level_shared"] is True
    ars = client_of(member(make_region(), Role.ARS))
    for page in (f"/publies/{unit.finess}/", "/regions/76/"):
        seen = ars.get(page).content.decode()
        assert "niveau 2" in seen
        assert "FORET-SECRETE" not in seen
        assert "vuln_krbtgt" not in seen
    assert "niveau 2" in client.get(url(unit)).content.decode()


def test_a_later_audit_leaves_what_was_published_as_it_was(
    unit: Organisation, director: User
) -> None:
    audited(unit, 2)
    client = client_of(director)
    client.post(url(unit, "publier/"), shown(client, unit) | {"share_ads_level": "on"})
    audited(unit, 1)
    ars = client_of(member(make_region(), Role.ARS))
    assert "niveau 2" in ars.get(f"/publies/{unit.finess}/").content.decode()
    with on_day(date(2026, 11, 22)):
        later = client_of(director)
        later.post(url(unit, "publier/"), shown(later, unit))
        ars = client_of(member(make_region(), Role.ARS))
        assert "Niveau ADS" not in ars.get(f"/publies/{unit.finess}/").content.decode()


def test_a_level_that_changed_since_it_was_shown_is_not_published(
    unit: Organisation, director: User
) -> None:
    audited(unit, 3)
    client = client_of(director)
    values = shown(client, unit) | {"share_ads_level": "on"}
    AdsResult.objects.update(level=4)
    refresh(unit_ids=[unit.pk])
    answer = client.post(url(unit, "publier/"), values, follow=True)
    assert "La situation a changé" in answer.content.decode()
    assert not Publication.objects.exists()


@pytest.mark.parametrize("levels", [(), (None,), (3, None)])
def test_a_level_that_is_not_known_cannot_be_shared(
    unit: Organisation, director: User, levels: tuple[int | None, ...]
) -> None:
    audited(unit, *levels)
    client = client_of(director)
    assert "share_ads_level" not in client.get(url(unit, "publier/")).content.decode()
    values = shown(client, unit) | {"share_ads_level": "on"}
    answer = client.post(url(unit, "publier/"), values, follow=True)
    assert "Le niveau ADS n’est pas connu" in answer.content.decode()
    assert not Publication.objects.exists()
    assert not Entry.objects.filter(verb="timeline.published").exists()
    client.post(url(unit, "publier/"), shown(client, unit))
    assert Publication.objects.get().ads_level is None


def test_a_publication_sent_again_keeps_the_first_choice(
    unit: Organisation, director: User
) -> None:
    audited(unit, 3)
    client = client_of(director)
    values = shown(client, unit)
    client.post(url(unit, "publier/"), values)
    client.post(url(unit, "publier/"), values | {"share_ads_level": "on"})
    assert Publication.objects.get().ads_level is None


def test_the_first_publication_tells_no_change(db: Any, today: Any) -> None:
    unit = make_unit()
    address = f"/etablissements/{unit.finess}/publication/publier/"
    page = client_of(member(unit, Role.DIRECTION)).get(address).content.decode()
    assert "non renseigné" in page
    assert "changé depuis" not in page
