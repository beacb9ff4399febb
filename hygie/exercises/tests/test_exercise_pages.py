"""What the pages say, and what they cost."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.exercises import services
from hygie.exercises.facts import exercise_facts
from hygie.exercises.tests.cast import record, who
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def page_of(user, unit, end="", **query):
    answer = client_of(user).get(f"/etablissements/{unit.finess}/exercices/{end}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_teaches(unit, rssi):
    page = page_of(rssi, unit)
    assert "Aucun exercice n’est noté" in page
    assert "Noter un exercice" in page
    assert "manqué en 2025" in page


def test_who_only_reads_is_offered_no_gesture(unit):
    page = page_of(member(unit, Role.DIRECTION), unit)
    assert "Noter un exercice" not in page


def test_the_title_says_the_state_in_words(unit, rssi):
    assert "en retard, rien ne compte pour 2025" in page_of(rssi, unit)
    exercise = record(rssi, unit)
    expected = "fait en 2026, RETEX à valider au plus tard le 31\u00a0décembre"
    assert expected in page_of(rssi, unit)
    services.retex_validate(
        **who(rssi, unit),
        exercise_id=exercise.pk,
        expected_version=1,
        validated_on=date(2026, 4, 2),
        validated_by="Direction",
    )
    assert "fait en 2026, saisie à faire" in page_of(rssi, unit)


def test_another_day_is_looked_at(unit, rssi):
    record(rssi, unit)
    assert "à tenir au plus tard le 31\u00a0décembre\u00a02027" in page_of(
        rssi, unit, jour="2027-06-30"
    )
    assert "non concerné" in page_of(rssi, unit, jour="2024-06-30")


def test_looked_at_before_its_day_an_exercise_does_not_count_yet(unit, rssi):
    exercise = record(rssi, unit)
    for end in ("", f"{exercise.pk}/"):
        before = page_of(rssi, unit, end, jour="2026-03-11")
        assert "après le jour regardé" in before
        assert "Il compte pour" not in before
        assert "après le jour regardé" not in page_of(rssi, unit, end, jour="2026-03-12")


def test_a_missed_year_is_said_in_its_place(unit, rssi):
    record(rssi, unit, held_on=date(2025, 5, 5), functions=["RSSI"])
    page = page_of(rssi, unit)
    assert "ne compte pas" in page
    assert "manqué en 2025" in page


def test_the_detail_says_why_it_does_not_count(unit, rssi):
    exercise = record(rssi, unit, functions=["RSSI"], under_cyber_event=None)
    page = page_of(rssi, unit, f"{exercise.pk}/")
    assert "ni la DG ni la DGA n’étaient présentes" in page
    assert "ne sait pas" in page
    unclear = record(rssi, unit, functions=None)
    assert "On ne sait pas encore qui était présent" in page_of(rssi, unit, f"{unclear.pk}/")


def test_the_detail_offers_the_first_gesture(unit, rssi):
    exercise = record(rssi, unit)
    page = page_of(rssi, unit, f"{exercise.pk}/")
    assert "Valider le RETEX" in page
    assert "Noter la saisie" in page
    assert "Exercice noté" in page


def test_old_exercises_have_a_page_too(unit, rssi):
    exercise = record(rssi, unit, held_on=date(2023, 5, 5))
    page = page_of(rssi, unit, f"{exercise.pk}/")
    assert "Exercice du 05/05/2023\u00a0: année non comptée" in page
    assert "Rien n’était demandé cette année-là" in page


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.sqlite  # both databases receive the same questions
def test_pages_cost_the_same_with_1_5_or_50_rows(unit, rssi):
    client, counts = client_of(rssi), set()
    path = f"/etablissements/{unit.finess}/exercices/"
    first = record(rssi, unit)
    made = 0
    for wanted in (1, 5, 50):
        while made < wanted:
            made += 1
            record(rssi, unit, held_on=date(2026, 1, made % 28 + 1))
            services.improvement_note(
                **who(rssi, unit),
                exercise_id=first.pk,
                new_id=uuid4(),
                wording="À revoir",
                action={} if made < 6 else None,
            )
        counts.add((queries(client, path), queries(client, f"{path}{first.pk}/")))
    assert len(counts) == 1, counts
    assert max(next(iter(counts))) <= 15


def test_facts_cost_the_same_for_1_or_many_units(unit, rssi):
    other = make_unit()
    make_ght(unit, other)
    record(rssi, unit, units=[unit, other])
    with CaptureQueriesContext(connection) as one:
        exercise_facts([unit.pk])
    for _ in range(4):
        record(rssi, unit, units=[unit, other])
    with CaptureQueriesContext(connection) as two:
        facts = exercise_facts([unit.pk, other.pk])
    assert len(one) == len(two)
    assert {key: len(value.exercises) for key, value in facts.items()} == {
        unit.pk: 5,
        other.pk: 5,
    }


def test_an_exercise_counts_only_while_it_covers_the_unit(unit, rssi):
    exercise = record(rssi, unit)
    Coverage.objects.filter(fact_id=exercise.pk).update(since=date(2026, 4, 1))
    assert exercise_facts([unit.pk]) == {}
    Coverage.objects.filter(fact_id=exercise.pk).update(since=None, until=date(2026, 3, 12))
    assert exercise_facts([unit.pk]) == {}
    Coverage.objects.filter(fact_id=exercise.pk).update(until=date(2026, 3, 13))
    assert len(exercise_facts([unit.pk])[unit.pk].exercises) == 1
