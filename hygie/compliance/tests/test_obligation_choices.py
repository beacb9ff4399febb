"""The page of an obligation says why Hygie chose where the text is open."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import escape

from hygie.audits.models import AdsResult, Directory
from hygie.domain.applicability import NEW_YEARS as NEW
from hygie.domain.dated import load_book
from hygie.obligations.recording import fact_record
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, scope_of, today

__all__ = ["today"]
CODES = [one.id for one in load_book().obligations if load_book().choices_for(one.id)]


@pytest.mark.django_db
def test_each_choice_is_shown_with_its_reason(today: Any) -> None:
    unit = make_unit()
    browser = client_of(member(unit, Role.DSI))
    assert CODES
    for code in CODES:
        page = browser.get(reverse("compliance:obligation", args=[unit.finess, code]))
        for choice in load_book().choices_for(code):
            assert choice.values[-1].reason
            assert escape(choice.values[-1].reason) in page.content.decode()


def case_folded(page: str) -> str:
    """What is under « Autres cas »."""
    return page.partition("Autres cas que le vôtre")[2].partition("</details>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sector", "is_folded"), [("public", True), ("private_forprofit", False), ("", False)]
)
def test_choices_for_others_are_folded(today: Any, sector: str, is_folded: bool) -> None:
    unit = make_unit(sector=sector, opened_on=date(1980, 1, 1))
    browser = client_of(member(unit, Role.DSI))
    page = browser.get(reverse("compliance:obligation", args=[unit.finess, "3.c"]))
    choice = load_book().parameter("action_3/forprofit_until_programme_end")
    reason = str(escape(choice.values[-1].reason))
    folded = case_folded(page.content.decode())
    assert (reason in folded) is is_folded
    assert str(escape(load_book().parameter(NEW).values[-1].reason)) in folded


@pytest.mark.django_db
def test_a_new_establishment_reads_what_is_chosen_for_it(today: Any) -> None:
    unit = make_unit(opened_on=date(2026, 2, 1))
    browser = client_of(member(unit, Role.DSI))
    page = browser.get(reverse("compliance:obligation", args=[unit.finess, "1.a"]))
    reason = str(escape(load_book().parameter(NEW).values[-1].reason))
    assert reason in page.content.decode()
    assert reason not in case_folded(page.content.decode())


@pytest.mark.django_db
def test_the_level_recommended_stands_beside_the_one_required(today: Any) -> None:
    unit = make_unit()
    dsi = member(unit, Role.DSI)
    who = {"scope": scope_of(dsi), "acting_user": dsi, "unit": unit, "obligation_ids": ("3.e",)}
    forest = fact_record(fact=Directory(name="CHR-PROD", entered_on=date(2020, 1, 1)), **who)
    fact_record(fact=AdsResult(directory=forest, done_on=date(2026, 10, 1), level=2), **who)
    page = client_of(dsi).get(reverse("compliance:obligation", args=[unit.finess, "3.e"]))
    seen = page.content.decode()
    assert "status-met" in seen
    assert "recommandation non atteinte" in seen
    assert "recommande le niveau 3 depuis le 31\u00a0mars\u00a02026" in seen
    fact_record(fact=AdsResult(directory=forest, done_on=date(2026, 11, 1), level=3), **who)
    seen = client_of(dsi).get(page.request["PATH_INFO"]).content.decode()
    assert "recommandation non atteinte" not in seen
    assert "Le niveau 3, que le texte recommande, est atteint." in seen
