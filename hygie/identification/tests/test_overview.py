"""The overview of action 6: what it says and what it costs."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.identification import services
from hygie.identification.facts import identification_facts
from hygie.identification.models import Engagement, MieUse, Sso, Trajectory, UserCount
from hygie.identification.tests.cast import SINCE, services_noted, url, who
from hygie.organisations.rights import Role
from tests.cast import TODAY, client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def page_of(user, unit, **query):
    answer = client_of(user).get(url(unit), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_an_empty_page_teaches(unit, rssi):
    page = page_of(rssi, unit)
    assert "Aucun service sensible n’est noté" in page
    assert "On ne sait pas encore si le SSO est requis." in page


def test_the_title_counts_what_is_done(unit, rssi):
    services_noted(rssi, unit, 1)
    services.record(Trajectory, **who(rssi, unit), validated_on=SINCE)
    services.record(Engagement, **who(rssi, unit), signed_on=SINCE)
    page = page_of(rssi, unit).replace("&nbsp;", " ")
    assert "2 obligations faites sur 5, 1 à préciser" in page


@pytest.mark.parametrize(
    ("services_count", "people", "sentences"),
    [
        (5, 5000, ["5 services sensibles : pas plus de 5", "Le SSO n’est pas requis."]),
        (6, 10, ["6 services sensibles : plus de 5, le SSO est requis.", "Le SSO est requis."]),
        (1, 5000, ["5 000 personnes distinctes : pas plus de 5 000", "n’est pas requis."]),
        (1, 5001, ["5 001 personnes distinctes : plus de 5 000, le SSO est requis."]),
        (1, None, ["on ne sait pas s’il y en a plus de 5 000", "On ne sait pas encore"]),
    ],
)
def test_the_sso_rule_is_spelled_out_at_its_bounds(services_count, people, sentences, unit, rssi):
    services_noted(rssi, unit, services_count)
    if people is not None:
        services.record(UserCount, **who(rssi, unit), counted_on=SINCE, distinct_people=people)
    page = page_of(rssi, unit)
    for sentence in sentences:
        assert sentence in page


def test_a_means_that_is_not_allowed_is_shown_first(unit, rssi):
    services.record(MieUse, **who(rssi, unit), type="cps", since=SINCE, origin="ans")
    services.record(
        MieUse, **who(rssi, unit), type="password", since=SINCE, origin="establishment", factors=1
    )
    page = page_of(rssi, unit)
    assert page.index("Identifiant et mot de passe") < page.index("Carte CPS ou CPF")
    assert ">non admis<" in page
    assert ">admis<" in page


def test_another_day_is_looked_at_and_before_the_text_no_rule_is_said(unit, rssi):
    services_noted(rssi, unit, 6)
    assert "plus de 5, le SSO est requis" in page_of(rssi, unit, jour="2025-03-01")
    assert "Aucun service sensible n’est noté : on ne sait pas" in page_of(
        rssi, unit, jour="2025-02-28"
    )
    assert "pas encore en vigueur" in page_of(rssi, unit, jour="2024-06-30")


def test_who_only_reads_is_offered_no_gesture(unit):
    page = page_of(member(unit, Role.DIRECTION), unit)
    assert f"{url(unit)}trajectoires/noter/" not in page
    assert "Noter le SSO" not in page


def test_a_room_closed_to_a_role_is_closed(unit):
    assert client_of(member(unit, Role.DAF)).get(url(unit)).status_code == 403
    assert client_of(member(make_unit(), Role.RSSI)).get(url(unit)).status_code == 404


def note_all(rssi, unit, index):
    values = who(rssi, unit)
    [service] = services_noted(rssi, unit, 1)
    services.record(MieUse, **values, type="cps", since=SINCE, origin="ans", service=service)
    services.record(UserCount, **values, counted_on=SINCE, distinct_people=index + 1)
    services.record(Sso, **values, in_service_on=SINCE)
    services.local_directory_record(
        **values, in_place_on=SINCE, hr_synchronised_on=TODAY, rpps_synchronised_on=TODAY
    )
    services.record(Engagement, **values, signed_on=SINCE)
    services.record(Trajectory, **values, validated_on=date(2025, 4, 1))


@pytest.mark.sqlite  # both databases receive the same questions
def test_pages_and_facts_cost_the_same_with_1_5_or_20_of_each(unit, rssi):
    client, costs, made = client_of(rssi), [], 0
    for wanted in (1, 5, 20):
        while made < wanted:
            note_all(rssi, unit, made)
            made += 1
        with CaptureQueriesContext(connection) as page:
            assert client.get(url(unit)).status_code == 200
        with CaptureQueriesContext(connection) as facts:
            identification_facts([unit.pk])
        costs.append((len(page), len(facts)))
    assert len(set(costs)) == 1, costs
    assert costs[0][0] <= 22, costs
    assert costs[0][1] <= 9, costs


def test_what_is_borne_for_others_only_is_shown_and_not_counted(unit, rssi):
    other = make_unit()
    make_ght(unit, other)
    borne = services.record(
        MieUse, **who(rssi, unit), type="cps", since=SINCE, origin="ans", units=[other]
    )
    page = page_of(rssi, unit)
    assert "Noté ici pour d’autres" in page
    assert str(borne.pk) in page
    assert "Aucun moyen d’identification n’est noté." in page
    assert "Noté ici pour d’autres" not in page_of(member(other, Role.RSSI), other)
