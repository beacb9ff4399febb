"""What the pages say, and what they cost."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.digital_budget.facts import budget_facts
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.plausibility import bounds
from hygie.digital_budget.tests.cast import COMPUTED, E1, record, sent, url, verbs
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def daf(unit):
    return member(unit, Role.DAF)


def page_of(user, unit, end="", **query):
    answer = client_of(user).get(url(unit, end), query)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_an_empty_page_teaches(unit, daf):
    page = page_of(daf, unit)
    assert "l’exercice 2025 n’est pas calculé" in page
    assert "Aucun calcul n’est noté" in page


def test_who_only_reads_is_told_who_notes(unit, daf):
    told = "À noter par&nbsp;: DSI, Direction des finances"
    assert told in page_of(member(unit, Role.RSSI), unit)
    assert "À noter par" not in page_of(daf, unit)


def test_a_wrong_title_names_its_table(unit, daf):
    answer = client_of(daf).post(url(unit, "noter/"), sent(digital_t1="400k", charges_t2="x"))
    errors = answer.context["form"].errors
    assert set(errors) >= {"digital_t1", "charges_t2"}
    page = answer.content.decode()
    assert "Numérique, titre 1, personnel" in page
    assert "Titre 2, médical" in page


def test_the_form_proposes_the_last_closed_year_unless_it_is_noted(unit, daf):
    assert 'value="2025"' in page_of(daf, unit, "noter/")
    one = record(daf, unit)
    page = page_of(daf, unit, "noter/")
    assert 'value="2024"' not in page
    assert f'<a href="{url(unit, f"{one.pk}/")}">2025</a>' in page


def test_a_year_already_noted_is_refused_with_its_link(unit, daf):
    one = record(daf, unit)
    answer = client_of(daf).post(url(unit, "noter/"), sent(etp_ssi_own="2,75"))
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 422
    assert "Le calcul de l’exercice 2025 est déjà noté" in page
    assert f'<a href="{url(unit, f"{one.pk}/")}">Ouvrir le calcul 2025</a>' in page
    assert "2,75" in page
    assert BudgetComputation.objects.get() == one
    assert verbs(one) == ["budget_computation.recorded"]


def test_who_only_reads_is_offered_no_gesture(unit, daf):
    record(daf, unit, **E1)
    page = page_of(member(unit, Role.RSSI), unit)
    assert "1,79 %" in page
    assert url(unit, "noter/") not in page
    assert "/saisie/" not in page


def test_the_title_says_where_the_year_stands(unit, daf):
    one = record(daf, unit)
    assert "l’exercice 2025 est commencé" in page_of(daf, unit)
    one.computed_on = COMPUTED
    one.save()
    assert "est calculé, sa saisie reste à faire" in page_of(daf, unit)
    assert "est commencé" in page_of(daf, unit, jour="2026-04-09")
    one.entered_on, one.receipt = COMPUTED, "R"
    one.save()
    assert "l’exercice 2025 est saisi" in page_of(daf, unit)


SHARES = [("499999.99", "sous 0,5 %"), ("6000000.01", "au-dessus de 6 %")]


@pytest.mark.parametrize(("digital", "sentence"), SHARES)
def test_an_unlikely_share_is_noted_and_to_be_checked(digital, sentence, unit, daf):
    values = dict.fromkeys(("digital_t2", "digital_t3", "digital_t4"), D(0))
    one = record(daf, unit, charges_total=D(100_000_000), digital_t1=D(digital), **values)
    page = page_of(daf, unit, f"{one.pk}/")
    assert sentence in page
    assert bounds()["share_low_percent"].value == D("0.5")


@pytest.mark.parametrize("digital", ["500000", "6000000"])
def test_the_bounds_themselves_are_likely(digital, unit, daf):
    values = dict.fromkeys(("digital_t2", "digital_t3", "digital_t4"), D(0))
    one = record(daf, unit, charges_total=D(100_000_000), digital_t1=D(digital), **values)
    assert "à vérifier" not in page_of(daf, unit, f"{one.pk}/")


def test_a_share_that_jumps_is_to_be_checked(unit, daf):
    record(daf, unit, fiscal_year=2024, **E1)
    one = record(daf, unit, **{**E1, "digital_t3": D(3_000_000)})
    assert "a bougé de plus de 30 % en un an" in page_of(daf, unit, f"{one.pk}/")


def test_e2_and_e5_are_shown_beside(unit, daf):
    one = record(
        daf,
        unit,
        **E1,
        principal_charges=D(175_000_000),
        depreciation=D(9_500_000),
        digital_depreciation=D(500_000),
        investments=D(14_500_000),
        digital_investments=D(1_300_000),
    )
    page = page_of(daf, unit, f"{one.pk}/")
    assert "2,1500 %" in page
    assert "2,0000 %" in page
    assert "la part n’y est pas" in page


def test_e7_a_share_shown_as_2_00_does_not_reach_2(unit, daf):
    values = dict.fromkeys(("digital_t2", "digital_t3", "digital_t4"), D(0))
    one = record(daf, unit, charges_total=D(100_000_000), digital_t1=D(1_995_000), **values)
    assert "2,00 %" in page_of(daf, unit)
    page = page_of(daf, unit, f"{one.pk}/")
    assert "la part n’y est pas, il manque 5 000,00 €" in page


@pytest.mark.sqlite  # both databases receive the same questions
def test_pages_and_facts_cost_the_same_with_1_5_or_10_years(unit, daf):
    client, costs, year = client_of(daf), [], 2026
    for wanted in (1, 5, 10):
        while 2026 - year < wanted:
            year -= 1
            pool = f"{unit.finess} : 1\n990000002 : 3"
            one = record(
                daf,
                unit,
                fiscal_year=year,
                **E1,
                shared_gross=D(100),
                own_activity=D(1),
                total_activity=D(4),
                activity_source="PMSI",
                activity_year=year,
                pool=pool,
            )
        with CaptureQueriesContext(connection) as page:
            assert client.get(url(unit)).status_code == 200
        with CaptureQueriesContext(connection) as detail:
            assert client.get(url(unit, f"{one.pk}/")).status_code == 200
        with CaptureQueriesContext(connection) as facts:
            budget_facts([unit.pk])
        costs.append((len(page), len(detail), len(facts)))
    assert len(set(costs)) == 1, costs
    assert costs[0][2] == 2
    assert costs[0][0] <= 15, costs
