"""What the pages say, and what they cost."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.journal.models import Entry
from hygie.organisations.models import Coverage
from hygie.organisations.rights import Role
from hygie.quality_plan import services as plan
from hygie.quality_plan.enums import Origin
from hygie.self_assessments import services
from hygie.self_assessments.facts import self_assessment_facts
from hygie.self_assessments.services.answers import Given
from hygie.self_assessments.tests.cast import (
    ENTERED,
    answer,
    answer_all,
    demonstration,
    record,
    status,
    who,
)
from hygie.self_assessments.wording import history_events
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
DEMONSTRATION_WORDS = "ce n’est pas le texte officiel"


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


def page_of(user, unit, end="", **query):
    answer = client_of(user).get(f"/etablissements/{unit.finess}/auto-evaluations/{end}", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_teaches(unit, rssi):
    page = page_of(rssi, unit)
    assert "Aucune auto-évaluation n’est notée" in page
    assert "manqué en 2025" in page
    assert "en retard, rien n’a été déclaré en 2025" in page


def test_who_only_reads_is_offered_no_gesture(unit):
    assert "Noter une auto-évaluation" not in page_of(member(unit, Role.DIRECTION), unit)


def test_the_title_says_the_state_in_words(unit, rssi):
    record(rssi, unit, **ENTERED)
    assert "2. Auto-évaluation\u00a0: déclarée en 2026, écarts à noter" in page_of(rssi, unit)
    assert "à déclarer au plus tard le 31\u00a0décembre\u00a02027" in page_of(
        rssi, unit, jour="2027-06-30"
    )


def test_answers_of_two_days_of_the_place_make_two_lines():
    days = [datetime(2026, 11, 20, hour, 30, tzinfo=UTC) for hour in (23, 22, 21)]
    entries = [Entry(verb="self_assessment.answered", author_name="A. Roux", at=at) for at in days]
    assert [one["note"] for one in history_events(entries)] == ["", "2 fois"]


def test_a_demonstration_is_labelled_on_every_screen(unit, rssi):
    grid = demonstration(rssi, unit)
    answer_all(rssi, unit, grid)
    ends = ("", "mesures/1/", "modifier/", "clore/", "rouvrir/", "ecart/", "retirer/")
    for end in ends:
        assert DEMONSTRATION_WORDS in page_of(rssi, unit, f"{grid.pk}/{end}"), end
    assert DEMONSTRATION_WORDS in page_of(rssi, unit)


def test_the_official_pack_says_who_holds_the_text(unit, rssi):
    assessment = record(rssi, unit)
    page = page_of(rssi, unit, f"{assessment.pk}/")
    assert "détenu par l’établissement" in page
    assert DEMONSTRATION_WORDS not in page


def test_the_detail_offers_the_gesture_that_helps(unit, rssi):
    grid = demonstration(rssi, unit)
    assert "Répondre aux mesures" in page_of(rssi, unit, f"{grid.pk}/")
    answer_all(rssi, unit, grid)
    page = page_of(rssi, unit, f"{grid.pk}/")
    assert "Répondre aux mesures" not in page
    assert "Clore les réponses" in page
    assessment = record(rssi, unit)
    assert "Noter la saisie" in page_of(rssi, unit, f"{assessment.pk}/")


def test_a_year_entered_late_is_said(unit, rssi):
    record(rssi, unit, year=2025, entered_on=date(2026, 2, 1), receipt="R")
    page = page_of(rssi, unit)
    assert "manqué en 2025" in page
    assert "déclarée en 2026" in page


def test_a_year_before_the_first_one_counted_is_not_late(unit, rssi):
    assessment = record(rssi, unit, year=2024, entered_on=date(2024, 5, 5), receipt="R")
    page = page_of(rssi, unit, f"{assessment.pk}/")
    assert "Auto-évaluation 2024\u00a0: année non comptée" in page
    assert "la première année l’est en 2025" in page


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.sqlite  # both databases receive the same questions
def test_pages_cost_the_same_with_1_5_or_50_rows(unit, rssi):
    client, counts = client_of(rssi), set()
    path = f"/etablissements/{unit.finess}/auto-evaluations/"
    grid = demonstration(rssi, unit)
    made = 0
    for wanted in (1, 5, 50):
        while made < wanted:
            made += 1
            record(rssi, unit, **(ENTERED if made % 2 else {}))
            if made <= 5:
                answer(rssi, unit, grid, made - 1, Given(level=1))
            services.gap_note(
                **who(rssi, unit),
                assessment_id=grid.pk,
                new_id=uuid4(),
                wording="À revoir",
                action={} if made < 6 else None,
            )
        detail = queries(client, f"{path}{grid.pk}/")
        counts.add((queries(client, path), detail, queries(client, f"{path}{grid.pk}/mesures/1/")))
    assert len(counts) == 1, counts
    assert max(next(iter(counts))) <= 15


def test_facts_cost_the_same_for_1_or_many_units(unit, rssi):
    other = make_unit()
    make_ght(unit, other)
    record(rssi, unit, units=[unit, other])
    with CaptureQueriesContext(connection) as one:
        self_assessment_facts([unit.pk])
    for _ in range(4):
        record(rssi, unit, units=[unit, other])
    with CaptureQueriesContext(connection) as two:
        facts = self_assessment_facts([unit.pk, other.pk])
    assert len(one) == len(two)
    assert [len(facts[one.pk].declarations) for one in (unit, other)] == [5, 5]


def test_it_counts_only_while_it_covers_the_unit(unit, rssi):
    assessment = record(rssi, unit, **ENTERED)
    rows = Coverage.objects.filter(fact_id=assessment.pk)
    rows.update(since=date(2027, 1, 1))
    assert self_assessment_facts([unit.pk]) == {}
    rows.update(since=None, until=date(2026, 1, 1))
    assert self_assessment_facts([unit.pk]) == {}
    rows.update(until=date(2026, 1, 2))
    assert len(self_assessment_facts([unit.pk])[unit.pk].declarations) == 1


def test_a_finding_of_the_plan_with_this_origin_is_read_too(unit, rssi):
    record(rssi, unit)
    plan.finding_record(
        **who(rssi, unit), new_id=uuid4(), origin=Origin.SELF_ASSESSMENT, wording="Noté au PAQ"
    )
    assert status(unit, "2.b") == "open"
