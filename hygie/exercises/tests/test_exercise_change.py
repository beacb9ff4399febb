"""A person corrects or removes an exercise."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.tests.cast import acts, form_values, record, status, who
from hygie.journal.models import Entry
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding, PlanAction
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


def test_a_correction_changes_the_status_and_is_written_down(unit, rssi):
    exercise = record(rssi, unit, functions=None)
    assert status(unit, "1.a") == "unknown"
    client = client_of(rssi)
    page = client.get(url(unit, exercise, "modifier/")).content.decode()
    assert "Corrigez ou complétez ce qui est noté" in page
    assert "vingt secondes" not in page
    assert 'value="12/03/2026"' in page
    values = form_values(version=1, title="Nuit blanche")
    assert client.post(url(unit, exercise, "modifier/"), values).status_code == 303
    exercise.refresh_from_db()
    assert (exercise.title, exercise.version) == ("Nuit blanche", 2)
    assert status(unit, "1.a") == "met"
    assert acts(exercise) == ["exercise.recorded", "exercise.changed"]


def test_two_people_correct_it_and_the_second_loses_nothing(unit, rssi):
    exercise = record(rssi, unit)
    other = member(unit, Role.DSI)
    mine, theirs = client_of(rssi), client_of(other)
    theirs.post(url(unit, exercise, "modifier/"), form_values(version=1, title="Le leur"))
    answer = mine.post(url(unit, exercise, "modifier/"), form_values(version=1, title="Le mien"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Les deux versions" in page
    assert other.full_name in page
    assert "Le leur" in page
    assert 'value="Le mien"' in page
    assert page.count("différent") == 1
    assert 'name="version" value="2"' in page
    exercise.refresh_from_db()
    assert exercise.title == "Le leur"
    mine.post(url(unit, exercise, "modifier/"), form_values(version=2, title="Le mien"))
    exercise.refresh_from_db()
    assert exercise.title == "Le mien"


def test_it_cannot_move_after_its_entry(unit, rssi):
    exercise = record(rssi, unit, entered_on=date(2026, 4, 1), receipt="R")
    with pytest.raises(ValidationError, match="avant ce jour"):
        services.exercise_change(
            **who(rssi, unit),
            exercise_id=exercise.pk,
            expected_version=1,
            changes={"held_on": date(2026, 5, 1)},
        )
    exercise.refresh_from_db()
    assert exercise.held_on == date(2026, 3, 12)


def test_a_role_without_the_right_corrects_nothing(unit, rssi):
    exercise = record(rssi, unit)
    client = client_of(member(unit, Role.QUALITY))
    for end in ("modifier/", "retex/", "saisie/", "amelioration/", "retirer/", "decliner/"):
        assert client.get(url(unit, exercise, end)).status_code == 403
        assert client.post(url(unit, exercise, end), form_values(version=1)).status_code == 403
    exercise.refresh_from_db()
    assert exercise.version == 1
    assert acts(exercise) == ["exercise.recorded"]


def remove(user, unit, exercise, **values):
    values = {"expected_version": exercise.version, "reason": "Noté deux fois", **values}
    return services.exercise_remove(**who(user, unit), exercise_id=exercise.pk, **values)


def test_a_removed_exercise_leaves_the_status_and_stays_in_the_journal(unit, rssi):
    exercise = record(rssi, unit, entered_on=date(2026, 4, 1), receipt="R")
    services.improvement_note(
        **who(rssi, unit), exercise_id=exercise.pk, new_id=uuid4(), wording="À revoir", action={}
    )
    client = client_of(rssi)
    page = client.get(url(unit, exercise, "retirer/")).content.decode()
    assert "1 amélioration" in page
    answer = client.post(
        url(unit, exercise, "retirer/"), {"version": 1, "reason": "Noté deux fois"}
    )
    assert answer.status_code == 303
    assert not Exercise.objects.exists()
    assert not ExerciseEntry.objects.exists()
    assert not Finding.objects.exists()
    assert PlanAction.objects.count() == 1
    assert not Coverage.objects.filter(fact_id=exercise.pk).exists()
    assert status(unit, "1.a") == "late"
    removed = Entry.objects.get(verb="exercise.removed")
    assert removed.data["reason"] == "Noté deux fois"
    assert removed.data["values"]["functions"] == ["DGA", "DSI"]


def test_a_removal_asks_why(unit, rssi):
    exercise = record(rssi, unit)
    with pytest.raises(ServiceRefusal, match="reason_missing"):
        remove(rssi, unit, exercise, reason="  ")
    assert Exercise.objects.exists()
    assert status(unit, "1.a") == "met"


def test_a_removal_of_what_someone_just_changed_is_refused(unit, rssi):
    exercise = record(rssi, unit)
    services.exercise_change(
        **who(rssi, unit), exercise_id=exercise.pk, expected_version=1, changes={"title": "Autre"}
    )
    answer = client_of(rssi).post(
        url(unit, exercise, "retirer/"), {"version": 1, "reason": "Erreur"}
    )
    assert answer.status_code == 422
    assert "vient de modifier cette fiche" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()
    assert Exercise.objects.exists()


def test_removed_twice_the_second_is_told(unit, rssi):
    exercise = record(rssi, unit)
    remove(rssi, unit, exercise)
    with pytest.raises(ServiceRefusal, match="gone"):
        remove(rssi, unit, exercise)
