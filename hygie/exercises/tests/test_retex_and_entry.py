"""A person validates the RETEX, and notes the entry on the national platform."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.models import ExerciseEntry
from hygie.exercises.tests.cast import acts, record, status, who
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def url(unit, exercise, end):
    return f"/etablissements/{unit.finess}/exercices/{exercise.pk}/{end}"


def validate(user, unit, exercise, **values):
    values = {
        "expected_version": 1,
        "validated_on": date(2026, 4, 2),
        "validated_by": "Comité de direction",
        **values,
    }
    return services.retex_validate(**who(user, unit), exercise_id=exercise.pk, **values)


def close(user, unit, exercise, **values):
    values = {"entered_on": date(2026, 4, 3), "receipt": "R-12", **values}
    return services.exercise_entry_close(**who(user, unit), exercise_id=exercise.pk, **values)


def test_the_retex_validated_turns_1b_met(unit, rssi):
    exercise = record(rssi, unit)
    assert status(unit, "1.b") == "due"
    values = {"version": 1, "validated_on": "2 avril 2026", "validated_by": "Comité de direction"}
    assert client_of(rssi).post(url(unit, exercise, "retex/"), values).status_code == 303
    exercise.refresh_from_db()
    assert exercise.retex_validated_on == date(2026, 4, 2)
    assert status(unit, "1.b") == "met"
    assert acts(exercise)[-1] == "exercise.retex_validated"


def test_validated_twice_it_is_once(unit, rssi):
    exercise = record(rssi, unit)
    validate(rssi, unit, exercise)
    validate(rssi, unit, exercise)
    assert acts(exercise) == ["exercise.recorded", "exercise.retex_validated"]


def test_another_validation_is_refused_and_says_where_to_correct(unit, rssi):
    exercise = record(rssi, unit)
    validate(rssi, unit, exercise)
    values = {"version": 2, "validated_on": "03/04/2026", "validated_by": "Autre"}
    answer = client_of(rssi).post(url(unit, exercise, "retex/"), values)
    assert answer.status_code == 422
    assert "déjà validé" in answer.content.decode()
    exercise.refresh_from_db()
    assert exercise.retex_validated_on == date(2026, 4, 2)


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 3, 11)])
def test_a_retex_to_come_or_before_its_exercise_is_refused(unit, rssi, day):
    exercise = record(rssi, unit)
    with pytest.raises(ValidationError):
        validate(rssi, unit, exercise, validated_on=day)
    exercise.refresh_from_db()
    assert exercise.retex_validated_on is None
    assert status(unit, "1.b") == "due"


def test_a_retex_on_what_someone_just_changed_is_refused(unit, rssi):
    exercise = record(rssi, unit)
    services.exercise_change(
        **who(rssi, unit), exercise_id=exercise.pk, expected_version=1, changes={"title": "Autre"}
    )
    with pytest.raises(ServiceRefusal, match="stale"):
        validate(rssi, unit, exercise)
    exercise.refresh_from_db()
    assert exercise.retex_validated_on is None


def test_the_entry_with_its_receipt_turns_1d_met(unit, rssi):
    exercise = record(rssi, unit)
    client = client_of(rssi)
    assert "Hygie n’envoie rien" in client.get(url(unit, exercise, "saisie/")).content.decode()
    values = {"version": 0, "entered_on": "03/04/2026", "receipt": "R-12"}
    assert client.post(url(unit, exercise, "saisie/"), values).status_code == 303
    assert status(unit, "1.d") == "met"
    assert acts(exercise)[-1] == "exercise.entered"


def test_closed_twice_it_is_once(unit, rssi):
    exercise = record(rssi, unit)
    close(rssi, unit, exercise)
    close(rssi, unit, exercise)
    assert ExerciseEntry.objects.get().version == 1
    assert acts(exercise).count("exercise.entered") == 1


def test_who_writes_the_entry_sheets_may_close_it(unit, rssi):
    exercise = record(rssi, unit)
    close(member(unit, Role.DIRECTION), unit, exercise)
    assert status(unit, "1.d") == "met"


def test_who_may_not_is_refused(unit, rssi):
    exercise = record(rssi, unit)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        close(member(unit, Role.RPCRA), unit, exercise)
    assert not ExerciseEntry.objects.exists()
    assert status(unit, "1.d") == "due"


def test_without_receipt_it_is_not_closed(unit, rssi):
    exercise = record(rssi, unit)
    with pytest.raises(ServiceRefusal, match="receipt_missing"):
        close(rssi, unit, exercise, receipt="  ")
    values = {"version": 0, "entered_on": "03/04/2026", "receipt": ""}
    assert client_of(rssi).post(url(unit, exercise, "saisie/"), values).status_code == 422
    assert not ExerciseEntry.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 3, 11)])
def test_an_entry_to_come_or_before_the_exercise_is_refused(unit, rssi, day):
    exercise = record(rssi, unit)
    with pytest.raises(ValidationError):
        close(rssi, unit, exercise, entered_on=day)
    assert not ExerciseEntry.objects.exists()


def test_the_receipt_found_later_completes_the_entry(unit, rssi):
    exercise = record(rssi, unit, entered_on=date(2026, 4, 3))
    assert status(unit, "1.d") == "due"
    close(rssi, unit, exercise, expected_version=1)
    assert status(unit, "1.d") == "met"


def test_two_people_correct_the_entry_and_the_second_is_told(unit, rssi):
    exercise = record(rssi, unit)
    close(rssi, unit, exercise)
    close(rssi, unit, exercise, receipt="R-13", expected_version=1)
    values = {"version": 1, "entered_on": "04/04/2026", "receipt": "R-14"}
    answer = client_of(rssi).post(url(unit, exercise, "saisie/"), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "R-13" in page
    assert 'value="R-14"' in page
    assert ExerciseEntry.objects.get().receipt == "R-13"


def test_the_entry_of_an_exercise_of_another_is_not_found(unit, rssi):
    exercise = record(rssi, unit)
    elsewhere = make_unit()
    with pytest.raises(ServiceRefusal, match="gone"):
        close(member(elsewhere, Role.RSSI), elsewhere, exercise)
