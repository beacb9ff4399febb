"""A person notes what the exercise showed, and the action that answers it."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import services
from hygie.exercises.tests.cast import record, status, who
from hygie.organisations.rights import Role
from hygie.quality_plan import services as plan
from hygie.quality_plan.enums import Origin
from hygie.quality_plan.models import Finding, PlanAction, PlanNumber
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def url(unit, exercise):
    return f"/etablissements/{unit.finess}/exercices/{exercise.pk}/amelioration/"


def values(**others):
    return {"new_id": uuid4(), "wording": "L’annuaire papier date de 2023", **others}


def test_the_improvement_and_its_action_turn_1c_met(unit, rssi):
    exercise = record(rssi, unit)
    assert status(unit, "1.c") == "unknown"
    sent = values(with_action="on", pilote_name="A. Roux", due_on="31/01/2027", number="PAQ-9")
    assert client_of(rssi).post(url(unit, exercise), sent).status_code == 303
    finding = Finding.objects.get()
    assert (finding.source_kind, finding.source_id) == ("exercise", exercise.pk)
    assert finding.actions.get().pilote_name == "A. Roux"
    assert PlanNumber.objects.get().number == "PAQ-9"
    assert status(unit, "1.c") == "met"


def test_sent_twice_it_is_noted_once(unit, rssi):
    exercise = record(rssi, unit)
    sent = values(with_action="on", pilote_name="A. Roux")
    client = client_of(rssi)
    assert client.post(url(unit, exercise), sent).status_code == 303
    assert client.post(url(unit, exercise), sent).status_code == 303
    assert (Finding.objects.count(), PlanAction.objects.count()) == (1, 1)


def test_the_action_may_wait(unit, rssi):
    exercise = record(rssi, unit)
    client_of(rssi).post(url(unit, exercise), values())
    assert not PlanAction.objects.exists()
    assert status(unit, "1.c") == "open"


def test_an_overdue_action_opens_1c_again(unit, rssi):
    exercise = record(rssi, unit)
    action = {"pilote_name": "A. Roux", "due_on": date(2026, 12, 1), "number": "9"}
    services.improvement_note(
        **who(rssi, unit),
        exercise_id=exercise.pk,
        new_id=uuid4(),
        wording="À revoir",
        action=action,
    )
    assert status(unit, "1.c") == "met"
    assert status(unit, "1.c", date(2026, 12, 2)) == "open"


def test_a_finding_of_the_plan_with_this_origin_is_read_too(unit, rssi):
    record(rssi, unit)
    plan.finding_record(
        **who(rssi, unit), new_id=uuid4(), origin=Origin.EXERCISE, wording="Noté dans le PAQ"
    )
    assert status(unit, "1.c") == "open"


def test_the_animateur_notes_the_improvement_and_leaves_the_plan_to_others(unit, rssi):
    exercise = record(rssi, unit)
    client = client_of(member(unit, Role.ANIMATEUR))
    assert "pilote_name" not in client.get(url(unit, exercise)).content.decode()
    assert client.post(url(unit, exercise), values(with_action="on")).status_code == 303
    assert Finding.objects.count() == 1
    assert not PlanAction.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"wording": ""}, "Cette réponse est nécessaire."),
        ({"wording": "a" * 501}, "500"),
        ({"due_on": "01/01/2020"}, "déjà passée"),
    ],
)
def test_what_is_wrong_is_said_and_kept(unit, rssi, wrong, sentence):
    exercise = record(rssi, unit)
    answer = client_of(rssi).post(url(unit, exercise), values(pilote_name="A. Roux", **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="A. Roux"' in answer.content.decode()
    assert not Finding.objects.exists()


def test_the_improvement_of_no_exercise_is_refused(unit, rssi):
    with pytest.raises(ServiceRefusal, match="gone"):
        services.improvement_note(
            **who(rssi, unit), exercise_id=uuid4(), new_id=uuid4(), wording="À revoir"
        )
    assert not Finding.objects.exists()


def test_html_is_shown_as_text(unit, rssi):
    exercise = record(rssi, unit)
    client = client_of(rssi)
    sent = values(wording="<script>alert(1)</script>", with_action="on", pilote_name="<b>x</b>")
    page = client.post(url(unit, exercise), sent, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_exercise_that_does_not_count_may_teach_and_says_it_does_not_count(unit, rssi):
    exercise = record(rssi, unit, functions=["DSI"])
    client, page = client_of(rssi), f"/etablissements/{unit.finess}/exercices/{exercise.pk}/"
    seen = client.get(page).content.decode()
    assert "facultatif" in seen
    assert "Noter un constat</a>" in seen
    assert "n’y change rien" in client.get(url(unit, exercise)).content.decode()
    assert client.post(url(unit, exercise), values()).status_code == 303
    seen = client.get(page).content.decode()
    assert "constats à porter" in seen
    assert "ne compte pas pour l’année" in seen
    assert status(unit, "1.a") != "met"


def test_an_exercise_that_counts_asks_for_its_improvements(unit, rssi):
    exercise = record(rssi, unit)
    assert "n’y change rien" not in client_of(rssi).get(url(unit, exercise)).content.decode()
