"""A person answers the questions of a measure: the level follows, unless another is chosen."""

import pytest

from hygie.organisations.rights import Role
from hygie.self_assessments.models import Answer, field_key
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import answering, give, load, measures, pack_said
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
QUESTIONS = [
    {"id": "q1", "kind": "unique_choice", "text": "Est-ce fait ?",
     "choices": [{"id": "c1", "label": "Oui", "points": 3},
                 {"id": "c2", "label": "Non", "points": 0},
                 {"id": "c3", "label": "Sans objet", "result": "not_applicable"}]},
    {"id": "q2", "kind": "text", "text": "Comment ?",
     "depends_on": {"question": "q1", "choices": ["c1"]}},
]  # fmt: skip


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def grid(unit, rssi):
    pack = load(rssi, unit, pack_said(measures=measures("a1", questions=QUESTIONS)))
    return answering(rssi, unit, pack)


def test_a_day_answered_is_given_back_as_a_day(unit, rssi):
    questions = [{"id": "q1", "kind": "date", "text": "Depuis quand ?"}]
    pack = load(rssi, unit, pack_said(measures=measures("a1", questions=questions)))
    grid = answering(rssi, unit, pack)
    client = client_of(rssi)
    path = f"/etablissements/{unit.finess}/auto-evaluations/{grid.pk}/mesure/1/"
    name = f"{field_key('a1')}-q-q1"
    assert client.post(path, {name: "12/03/2026"}).status_code == 303
    assert stored().choices == {"q1": "2026-03-12"}
    page = client.get(path).content.decode()
    assert 'value="12/03/2026"' in page
    assert "2026-03-12" not in page


def stored():
    return Answer.objects.get()


def test_the_level_follows_the_questions(unit, rssi, grid):
    give(rssi, unit, grid, a1=Given(choices={"q1": "c1"}))
    assert stored().level == 3
    give(rssi, unit, grid, a1=Given(level=3, choices={"q1": "c2"}))
    assert stored().level == 0


def test_a_level_that_the_person_chose_stays(unit, rssi, grid):
    give(rssi, unit, grid, a1=Given(level=1, choices={"q1": "c1"}))
    assert stored().level == 1
    give(rssi, unit, grid, a1=Given(level=1, choices={"q1": "c2"}))
    assert stored().level == 1


def test_without_object_the_measure_does_not_apply(unit, rssi, grid):
    give(rssi, unit, grid, a1=Given(choices={"q1": "c3"}))
    assert stored().is_not_applicable
    assert "réponses aux questions" in stored().reason


def test_the_page_says_what_is_computed_and_when_a_question_is_asked(unit, rssi, grid):
    client = client_of(rssi)
    path = f"/etablissements/{unit.finess}/auto-evaluations/{grid.pk}/mesure/1/"
    before = client.get(path).content.decode()
    assert "Sans niveau choisi" in before
    assert "Seulement si" in before
    assert client.post(path, {f"{field_key('a1')}-q-q1": "c1"}).status_code == 303
    assert stored().level == 3
    page = client.get(path).content.decode()
    assert "D’après les questions" in page
    assert "3 – Palier 3 (3 points)" in page
