"""A person notes an exercise."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.tests.cast import acts, form_values, record, status, who
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, on_day, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


def url(unit, end="noter/"):
    return f"/etablissements/{unit.finess}/exercices/{end}"


def test_an_exercise_that_counts_turns_1a_met():
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    exercise = record(rssi, unit)
    assert status(unit, "1.a") == "met"
    assert status(unit, "1.a", date(2026, 3, 11)) == "late"
    assert acts(exercise) == ["exercise.recorded"]


def test_an_exercise_of_31_december_turns_1a_met_that_day():
    unit = make_unit()
    with on_day(date(2026, 12, 31)):
        record(member(unit, Role.RSSI), unit, held_on=date(2026, 12, 31))
    assert status(unit, "1.a", date(2026, 12, 30)) == "late"
    assert status(unit, "1.a", date(2026, 12, 31)) == "met"
    assert status(unit, "1.a", date(2027, 1, 1)) == "due"


def test_only_the_day_is_needed_and_what_is_unknown_stays_unknown():
    unit = make_unit()
    exercise = services.exercise_record(
        **who(member(unit, Role.RSSI), unit), held_on=date(2026, 3, 12)
    )
    exercise.refresh_from_db()
    assert exercise.functions is None
    assert exercise.tested_care_or_missions is None
    assert exercise.under_cyber_event is None
    assert status(unit, "1.a") == "unknown"


def test_an_exercise_without_the_direction_does_not_count():
    unit = make_unit()
    record(member(unit, Role.RSSI), unit, functions=["DSI", "RSSI"])
    assert status(unit, "1.a") == "late"


@pytest.mark.parametrize(
    ("care", "missions", "expected"),
    [
        (True, False, True),
        (None, True, True),
        (False, False, False),
        (False, None, None),
        (None, None, None),
    ],
)
def test_care_or_missions_is_one_answer(care, missions, expected):
    exercise = Exercise(tested_care=care, tested_missions=missions)
    assert exercise.tested_care_or_missions is expected


def test_the_form_notes_it_in_one_page():
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    assert client.get(url(unit)).status_code == 200
    answer = client.post(url(unit), form_values(new_id=uuid4()))
    exercise = Exercise.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == url(unit, f"{exercise.pk}/")
    assert exercise.functions == ["DGA", "DSI"]
    assert exercise.tested_missions is None
    assert status(unit, "1.a") == "met"


def test_sent_twice_it_is_noted_once():
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    values = form_values(new_id=uuid4(), entered_on="20/03/2026", receipt="R-1")
    first, second = client.post(url(unit), values), client.post(url(unit), values)
    assert first["Location"] == second["Location"]
    exercise = Exercise.objects.get()
    assert ExerciseEntry.objects.count() == 1
    assert acts(exercise) == ["exercise.recorded", "exercise.entered"]


def test_the_retex_and_the_entry_may_be_noted_at_once():
    unit = make_unit()
    values = {"retex_validated_on": date(2026, 4, 1), "retex_validated_by": "Comité de direction"}
    record(member(unit, Role.RSSI), unit, **values, entered_on=date(2026, 4, 2), receipt="R-77")
    assert [status(unit, code) for code in ("1.a", "1.b", "1.d")] == ["met"] * 3


def test_an_entry_without_receipt_is_kept_and_does_not_count():
    unit = make_unit()
    exercise = record(member(unit, Role.RSSI), unit, entered_on=date(2026, 4, 2))
    assert not exercise.entries.get().counts
    assert status(unit, "1.d") == "due"


def test_nobody_and_unknown_are_two_answers():
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    client.post(url(unit), form_values(new_id=uuid4(), presence="nobody", functions=[]))
    assert Exercise.objects.get().functions == []
    client.post(url(unit), form_values(new_id=uuid4(), presence="unknown", functions=[]))
    assert Exercise.objects.exclude(functions=[]).get().functions is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": "22/11/2026"}, "n’est pas encore passé"),
        ({"held_on": "12/03/1900"}, "trop ancien"),
        ({"held_on": "12/03/9999"}, "trop lointain"),
        ({"held_on": "30/02/2026"}, "n’existe pas dans le calendrier"),
        ({"held_on": ""}, "Cette réponse est nécessaire."),
        ({"under_cyber_event": ""}, "Cette réponse est nécessaire."),
        ({"functions": []}, "Cochez qui était présent"),
        ({"functions": ["ROI"]}, "ROI"),
        ({"presence": "unknown"}, "Des fonctions sont cochées"),
        ({"participants": "0"}, "1"),
        ({"retex_validated_on": "01/03/2026"}, "ne peut pas être validé avant"),
        ({"retex_validated_on": "22/11/2026"}, "n’est pas encore passé"),
        ({"entered_on": "01/03/2026", "receipt": "R"}, "ne peut pas précéder"),
        ({"receipt": "R-1"}, "dites aussi quel jour"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(wrong, sentence):
    unit = make_unit()
    client = client_of(member(unit, Role.RSSI))
    values = form_values(new_id=uuid4(), title="Nuit blanche", **wrong)
    answer = client.post(url(unit), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Nuit blanche"' in page
    assert "error-summary" in page
    assert not Exercise.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": date(2026, 11, 22)},
        {"held_on": date(1900, 1, 1)},
        {"functions": ["DG", "DG"]},
        {"functions": ["ROI"]},
        {"functions": "DG"},
        {"theme": "meteor"},
        {"retex_validated_on": date(2026, 3, 11)},
        {"entered_on": date(2026, 3, 11), "receipt": "R"},
        {"entered_on": date(2026, 11, 22), "receipt": "R"},
    ],
)
def test_the_service_refuses_it_too_and_nothing_is_written(wrong):
    unit = make_unit()
    rssi = member(unit, Role.RSSI)
    with pytest.raises(ValidationError):
        record(rssi, unit, **wrong)
    assert not Exercise.objects.exists()
    assert not Coverage.objects.exists()


def test_a_role_without_the_right_is_refused():
    unit = make_unit()
    direction = member(unit, Role.DIRECTION)
    client = client_of(direction)
    assert client.get(url(unit)).status_code == 403
    assert client.post(url(unit), form_values(new_id=uuid4())).status_code == 403
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        record(direction, unit)
    assert not Exercise.objects.exists()


def test_a_stranger_finds_nothing():
    unit = make_unit()
    stranger = client_of(member(make_unit(), Role.RSSI))
    assert stranger.get(url(unit, "")).status_code == 404
    assert stranger.post(url(unit), form_values(new_id=uuid4())).status_code == 404
    assert not Exercise.objects.exists()


def test_the_help_of_an_ars_is_shown_as_a_help():
    unit = make_unit()
    page = client_of(member(unit, Role.RSSI)).get(url(unit)).content.decode()
    assert "une aide, pas la loi" in page
    assert "Un test de restauration" in page
    assert "ARS Occitanie" in page


def test_html_in_any_field_is_shown_as_text():
    unit = make_unit()
    bad = "<script>alert(1)</script>"
    client = client_of(member(unit, Role.RSSI))
    values = {"title": bad, "tested_text": bad, "note": bad, "receipt": bad}
    values |= {"retex_validated_on": "20/03/2026", "retex_validated_by": bad}
    values |= {"entered_on": "20/03/2026"}
    answer = client.post(url(unit), form_values(new_id=uuid4(), **values), follow=True)
    page = answer.content.decode() + client.get(url(unit, "")).content.decode()
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)") >= 6
