"""A GHT holds one exercise for two establishments; one of them declines it."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.tests.cast import acts, form_values, record, status, who
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def support():
    return make_unit(name="CHU support")


@pytest.fixture
def part(support):
    part = make_unit(name="CH partie")
    make_ght(support, part)
    return part


@pytest.fixture
def shared(support, part):
    return record(member(support, Role.RSSI), support, units=[support, part])


def url(unit, exercise, end=""):
    return f"/etablissements/{unit.finess}/exercices/{exercise.pk}/{end}"


def test_noted_once_it_counts_for_both(support, part):
    client = client_of(member(support, Role.RSSI))
    page = client.get(f"/etablissements/{support.finess}/exercices/noter/").content.decode()
    assert "CH partie" in page
    values = form_values(new_id=uuid4(), units=[support.pk, part.pk])
    client.post(f"/etablissements/{support.finess}/exercices/noter/", values)
    assert Exercise.objects.count() == 1
    assert [status(unit, "1.a") for unit in (support, part)] == ["met", "met"]


def test_one_declines_and_only_its_status_changes(support, part, shared):
    rssi = member(part, Role.RSSI)
    client = client_of(rssi)
    assert "CHU support" in client.get(url(part, shared)).content.decode()
    answer = client.post(url(part, shared, "decliner/"), {"reason": "Nous n’y étions pas"})
    assert answer.status_code == 303
    assert (status(support, "1.a"), status(part, "1.a")) == ("met", "late")
    assert acts(shared)[-1] == "fact.declined"
    seen = client_of(member(support, Role.RSSI)).get(url(support, shared)).content.decode()
    assert "a décliné" in seen
    assert "Nous n’y étions pas" in seen
    mine = client.get(url(part, shared)).content.decode()
    assert "décliné" in mine


def test_declined_twice_it_is_once(part, shared):
    rssi = member(part, Role.RSSI)
    for _ in range(2):
        services.exercise_answer(
            **who(rssi, part), exercise=shared, declines=True, reason="Absents"
        )
    assert acts(shared).count("fact.declined") == 1


def test_what_was_declined_may_be_taken_back(part, shared):
    client = client_of(member(part, Role.RSSI))
    client.post(url(part, shared, "decliner/"), {"reason": "Absents"})
    assert client.get(url(part, shared, "reprendre/")).status_code == 405
    assert client.post(url(part, shared, "reprendre/")).status_code == 303
    assert status(part, "1.a") == "met"


def test_declining_asks_why(part, shared):
    answer = client_of(member(part, Role.RSSI)).post(url(part, shared, "decliner/"), {})
    assert answer.status_code == 422
    assert status(part, "1.a") == "met"


def test_the_bearer_does_not_decline_its_own(support, shared):
    client = client_of(member(support, Role.RSSI))
    answer = client.post(url(support, shared, "decliner/"), {"reason": "Absents"})
    assert answer.status_code == 422
    assert status(support, "1.a") == "met"


def test_each_unit_enters_its_own(support, part, shared):
    client = client_of(member(part, Role.RSSI))
    values = {"version": 0, "entered_on": "03/04/2026", "receipt": "R-P"}
    assert client.post(url(part, shared, "saisie/"), values).status_code == 303
    assert (status(support, "1.d"), status(part, "1.d")) == ("due", "met")
    seen = client_of(member(support, Role.RSSI)).get(url(support, shared)).content.decode()
    assert "R-P" not in seen
    assert "Saisie sur la plateforme notée" not in seen


def test_only_the_bearer_changes_it(part, shared):
    rssi = member(part, Role.RSSI)
    client = client_of(rssi)
    for end in ("modifier/", "retex/", "amelioration/", "retirer/"):
        assert client.post(url(part, shared, end), form_values(version=1)).status_code == 404
    refused = (
        (services.exercise_change, {"expected_version": 1, "changes": {"title": "x"}}),
        (services.improvement_note, {"new_id": uuid4(), "wording": "À revoir"}),
        (services.exercise_remove, {"expected_version": 1, "reason": "Erreur"}),
    )
    for service, values in refused:
        with pytest.raises(ServiceRefusal, match="borne_by_other"):
            service(**who(rssi, part), exercise_id=shared.pk, **values)
    shared.refresh_from_db()
    assert (shared.title, shared.version) == ("", 1)
    assert not Finding.objects.exists()


def test_it_is_not_removed_once_another_has_entered_it(support, part, shared):
    services.exercise_entry_close(
        **who(member(part, Role.RSSI), part),
        exercise_id=shared.pk,
        entered_on=date(2026, 4, 3),
        receipt="R-P",
    )
    rssi = member(support, Role.RSSI)
    answer = client_of(rssi).post(
        url(support, shared, "retirer/"), {"version": 1, "reason": "Erreur"}
    )
    assert answer.status_code == 422
    assert "CH partie" in answer.content.decode()
    assert ExerciseEntry.objects.count() == 1


def test_it_cannot_be_borne_for_a_stranger(support, part):
    stranger = make_unit()
    with pytest.raises(ServiceRefusal, match="not_bearable"):
        record(member(support, Role.RSSI), support, units=[support, stranger])
    assert not Exercise.objects.exists()


def test_a_unit_taken_away_loses_it(support, part, shared):
    services.exercise_change(
        **who(member(support, Role.RSSI), support),
        exercise_id=shared.pk,
        expected_version=1,
        changes={},
        units=[support],
    )
    assert (status(support, "1.a"), status(part, "1.a")) == ("met", "late")


@pytest.fixture
def for_others(support, part):
    return record(member(support, Role.RSSI), support, units=[part])


def test_a_support_that_unticks_itself_still_reads_it(support, part, shared):
    client = client_of(member(support, Role.RSSI))
    values = form_values(version=1, units=[part.pk])
    answer = client.post(url(support, shared, "modifier/"), values, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "noté ici pour d’autres" in page
    assert "ne compte pas pour vous" in page
    assert url(support, shared, "saisie/") not in page
    assert url(support, shared, "amelioration/") not in page
    assert url(support, shared, "retex/") in page
    assert (status(support, "1.a"), status(part, "1.a")) == ("late", "met")


def test_what_is_noted_for_others_is_in_the_list_and_does_not_count(support, part, for_others):
    client = client_of(member(support, Role.RSSI))
    page = client.get(f"/etablissements/{support.finess}/exercices/").content.decode()
    assert "noté ici pour d’autres" in page
    assert url(support, for_others) in page
    assert "rien ne compte pour" in page
    theirs = client_of(member(part, Role.RSSI)).get(url(part, for_others)).content.decode()
    assert "noté ici pour d’autres" not in theirs
