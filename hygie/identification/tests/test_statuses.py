"""What is noted turns the five obligations, at the bounds of the text too."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.identification import services
from hygie.identification.facts import identification_facts
from hygie.identification.models import (
    Engagement,
    LocalDirectory,
    MieUse,
    SensitiveService,
    Sso,
    Synchronisation,
    Trajectory,
    UserCount,
)
from hygie.identification.tests.cast import SINCE, services_noted, status, who
from hygie.obligations.recording import coverage_answer_and_refresh
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import TODAY, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def count(rssi, unit, people, day=SINCE):
    return services.record(UserCount, **who(rssi, unit), counted_on=day, distinct_people=people)


def test_five_services_do_not_ask_for_a_sso_and_six_do(unit, rssi):
    count(rssi, unit, 300)
    services_noted(rssi, unit, 5)
    assert status(unit, "6.c") == "not_applicable"
    services_noted(rssi, unit, 1)
    assert status(unit, "6.c") == "open"
    services.record(Sso, **who(rssi, unit), in_service_on=TODAY)
    assert status(unit, "6.c") == "met"
    assert status(unit, "6.c", TODAY - timedelta(days=1)) == "open"


def test_5000_people_do_not_ask_for_a_sso_and_5001_do(unit, rssi):
    services_noted(rssi, unit, 1)
    count(rssi, unit, 5000)
    assert status(unit, "6.c") == "not_applicable"
    count(rssi, unit, 5001, TODAY)
    assert status(unit, "6.c") == "open"
    assert status(unit, "6.c", TODAY - timedelta(days=1)) == "not_applicable"


def test_an_unknown_number_of_people_is_unknown_not_no(unit, rssi):
    services_noted(rssi, unit, 5)
    assert status(unit, "6.c") == "unknown"


def test_a_service_no_longer_sensitive_leaves_the_count(unit, rssi):
    count(rssi, unit, 300)
    services_noted(rssi, unit, 5)
    services.record(
        SensitiveService,
        **who(rssi, unit),
        name="Ancien",
        since=SINCE,
        until=TODAY - timedelta(days=30),
    )
    assert status(unit, "6.c") == "not_applicable"
    assert status(unit, "6.c", TODAY - timedelta(days=31)) == "open"


def test_papers_are_met_from_their_day(unit, rssi):
    services.record(Trajectory, **who(rssi, unit), validated_on=date(2026, 5, 5))
    services.record(Engagement, **who(rssi, unit), signed_on=date(2026, 5, 6))
    assert status(unit, "6.a", date(2026, 5, 4)) == "open"
    assert status(unit, "6.a", date(2026, 5, 5)) == "met"
    assert status(unit, "6.e", date(2026, 5, 5)) == "open"
    assert status(unit, "6.e") == "met"


def test_means_are_judged_by_origin_level_or_homologation(unit, rssi):
    services_noted(rssi, unit, 1)
    services.record(MieUse, **who(rssi, unit), type="ecps", since=SINCE, origin="ans")
    assert status(unit, "6.b") == "met"
    badge = services.record(
        MieUse,
        **who(rssi, unit),
        type="badge_pin",
        since=date(2026, 2, 1),
        origin="establishment",
        factors=2,
        homologated_on=date(2026, 3, 1),
        homologated_until=date(2026, 10, 1),
    )
    assert status(unit, "6.b", date(2026, 2, 15)) == "open"
    assert status(unit, "6.b", date(2026, 3, 1)) == "met"
    assert status(unit, "6.b", date(2026, 10, 1)) == "open"
    assert badge.service_id is None


def test_a_service_without_means_keeps_6b_open(unit, rssi):
    first, second = services_noted(rssi, unit, 2)
    services.record(MieUse, **who(rssi, unit), type="cps", since=SINCE, origin="ans", service=first)
    assert status(unit, "6.b") == "open"
    services.record(
        MieUse, **who(rssi, unit), type="cps", since=SINCE, origin="ans", service=second
    )
    assert status(unit, "6.b") == "met"


def test_a_repository_needs_both_synchronisations(unit, rssi):
    directory = services.local_directory_record(
        **who(rssi, unit), in_place_on=SINCE, hr_synchronised_on=date(2026, 11, 1)
    )
    assert status(unit, "6.d") == "open"
    services.record(
        Synchronisation,
        **who(rssi, unit),
        directory=directory,
        source="rpps",
        done_on=date(2026, 11, 2),
    )
    assert status(unit, "6.d") == "met"
    assert status(unit, "6.d", date(2026, 11, 1)) == "open"


def test_a_wrong_synchronisation_takes_the_repository_back_with_it(unit, rssi):
    with pytest.raises(ValidationError):
        services.local_directory_record(
            **who(rssi, unit), in_place_on=SINCE, hr_synchronised_on=TODAY + timedelta(days=1)
        )
    assert not LocalDirectory.objects.exists()
    assert not Synchronisation.objects.exists()


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(9999, 12, 31), TODAY + timedelta(days=1)])
def test_the_services_refuse_days_that_cannot_be(day, unit, rssi):
    values = who(rssi, unit)
    for gesture in (
        lambda: services.record(SensitiveService, **values, name="DPI", since=day),
        lambda: services.record(UserCount, **values, counted_on=day, distinct_people=1),
        lambda: services.record(MieUse, **values, type="cps", since=day),
        lambda: services.record(Sso, **values, in_service_on=day),
        lambda: services.local_directory_record(**values, in_place_on=day),
        lambda: services.record(Engagement, **values, signed_on=day),
        lambda: services.record(Trajectory, **values, validated_on=day),
    ):
        with pytest.raises(ValidationError):
            gesture()
    assert not Coverage.objects.exists()


def test_a_reader_is_refused_by_the_services(unit):
    direction = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        services.record(Sso, **who(direction, unit), in_service_on=SINCE)


def test_the_same_id_makes_one_fact(unit, rssi):
    new_id = uuid4()
    for _ in range(2):
        services.record(Sso, **who(rssi, unit), in_service_on=SINCE, new_id=new_id)
    assert Coverage.objects.count() == 1


def test_what_the_support_bears_counts_for_a_part_until_it_declines(unit, rssi):
    part = make_unit()
    make_ght(unit, part)
    engagement = services.record(Engagement, **who(rssi, unit), signed_on=SINCE, units=[unit, part])
    assert status(part, "6.e") == "met"
    other = member(part, Role.RSSI)
    coverage_answer_and_refresh(
        **who(other, part),
        fact=engagement,
        declines=True,
        reason="Nous avons le nôtre",
        obligation_ids=("6.e",),
    )
    assert status(part, "6.e") == "open"
    assert status(unit, "6.e") == "met"


def test_days_of_the_bearing_bound_the_facts(unit, rssi):
    services.record(Sso, **who(rssi, unit), in_service_on=SINCE)
    services.record(Engagement, **who(rssi, unit), signed_on=SINCE)
    Coverage.objects.update(since=date(2026, 1, 1), until=date(2026, 6, 1))
    facts = identification_facts([unit.pk])[unit.pk]
    assert [(one.in_service_on, one.until) for one in facts.sso] == [
        (date(2026, 1, 1), date(2026, 6, 1))
    ]
    assert facts.engagement_signed_on == (date(2026, 1, 1),)
    Coverage.objects.update(until=SINCE)
    assert identification_facts([unit.pk])[unit.pk].engagement_signed_on == ()
