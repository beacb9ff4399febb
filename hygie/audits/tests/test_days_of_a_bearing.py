"""The support of a GHT says from when, until when its forest counts for one of the units."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from hygie.audits.models import Directory
from hygie.audits.tests.cast import acts, directory, status, url
from hygie.obligations.recording import fact_change
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_ght, make_unit, member, scope_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def support() -> Organisation:
    return make_unit(name="CHU support")


@pytest.fixture
def part(support: Organisation) -> Organisation:
    part = make_unit(name="CH partie")
    make_ght(support, part)
    return part


@pytest.fixture
def shared(support: Organisation, part: Organisation) -> Directory:
    return directory(member(support, Role.RSSI), support, units=[support, part])


def page_of(bearer: Organisation, fact: Directory, covered: Organisation) -> str:
    return reverse(
        "documents:coverage-days", args=[bearer.finess, "directory", fact.pk, covered.pk]
    )


def sent(bearer: Organisation, fact: Directory, covered: Organisation, **typed: str) -> Any:
    client, page = client_of(member(bearer, Role.RSSI)), page_of(bearer, fact, covered)
    seen = client.get(page).context["form"]["seen"].value()
    return client.post(page, {"seen": seen, "since": "", "until": "", **typed})


def test_the_unit_is_no_longer_late_from_the_day_it_left(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    assert status(part, "3.c") == "late"

    assert sent(support, shared, part, until="01/07/2026").status_code == 303

    assert status(part, "3.c") == "not_applicable"
    assert status(part, "3.c", date(2026, 6, 30)) == "late"
    assert status(support, "3.c") == "late"
    assert acts(shared)[-1] == "fact.days_set"
    shown = client_of(member(support, Role.RSSI)).get(url(support, f"annuaires/{shared.pk}/"))
    assert "jusqu’au 01/07/2026" in shown.content.decode()


def test_correcting_the_fact_keeps_the_days(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    sent(support, shared, part, since="01/03/2026", until="01/07/2026")
    rssi = member(support, Role.RSSI)

    fact_change(
        scope=scope_of(rssi),
        acting_user=rssi,
        unit=support,
        model=Directory,
        fact_id=shared.pk,
        expected_version=shared.version,
        changes={"name": "CHR-NEUF"},
        units=[support, part],
        obligation_ids=("3.c",),
    )

    kept = Coverage.objects.get(fact_id=shared.pk, unit=part)
    assert (kept.since, kept.until) == (date(2026, 3, 1), date(2026, 7, 1))


def test_days_out_of_order_are_refused(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    answer = sent(support, shared, part, since="01/07/2026", until="01/07/2026")

    assert answer.status_code == 422
    assert "doit suivre le premier" in answer.content.decode()
    assert Coverage.objects.filter(fact_id=shared.pk, since=None, until=None).count() == 2


def test_the_second_of_two_people_is_told(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    sent(support, shared, part, until="01/07/2026")

    answer = sent(support, shared, part, seen="/", until="01/09/2026")

    assert answer.status_code == 422
    assert "01/07/2026" in answer.content.decode()
    assert Coverage.objects.get(fact_id=shared.pk, unit=part).until == date(2026, 7, 1)


def test_sent_twice_it_is_written_once(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    for _ in range(2):
        sent(support, shared, part, until="01/07/2026")

    assert acts(shared).count("fact.days_set") == 1


def test_the_part_does_not_set_the_days_of_what_the_support_bears(
    part: Organisation, shared: Directory
) -> None:
    client = client_of(member(part, Role.RSSI))
    page = page_of(part, shared, part)
    assert client.get(page).status_code == 404
    assert client.post(page, {"seen": "/", "until": "01/07/2026"}).status_code == 404
    assert Coverage.objects.get(fact_id=shared.pk, unit=part).until is None


def test_a_unit_that_no_number_names_is_not_found(
    support: Organisation, part: Organisation, shared: Directory
) -> None:
    page = page_of(support, shared, part).removesuffix(f"/{part.pk}/")
    client = client_of(member(support, Role.RSSI))
    assert client.get(f"{page}/{10**30}/").status_code == 404
