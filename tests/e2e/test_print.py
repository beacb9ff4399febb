"""What a person prints from the browser holds on the paper that a committee reads."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from hygie.exercises.library import shipped
from hygie.obligations.services import refresh
from hygie.organisations.rights import Role
from tests.cast import make_unit, member
from tests.e2e.visits import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("end", "sheets"), [("", 2), ("direction/", 1)])
def test_the_situation_is_two_sheets_and_the_page_of_direction_one(
    page: Any, live_server: Any, end: str, sheets: int
) -> None:
    unit = make_unit(name="Centre hospitalier de Rochebrune")
    refresh(unit_ids=[unit.pk])
    sign_in(page, live_server.url, member(unit, Role.RSSI))
    page.goto(f"{live_server.url}/etablissements/{unit.finess}/{end}")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(printed.pages) == sheets
    text = " ".join(one.extract_text() for one in printed.pages)
    assert "7.c" in text
    sides = {sorted(map(round, map(float, one.mediabox[2:])))[1] for one in printed.pages}
    assert sides == {842}


def test_the_chronogramme_of_a_scenario_is_printed_on_a3(page: Any, live_server: Any) -> None:
    unit = make_unit(name="Centre hospitalier de Rochebrune")
    refresh(unit_ids=[unit.pk])
    sign_in(page, live_server.url, member(unit, Role.RSSI))
    address = f"etablissements/{unit.finess}/exercices/scenarios/fournis/dpi-indisponible/"
    page.goto(f"{live_server.url}/{address}")
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    wide = [one for one in printed.pages if round(float(one.mediabox[2])) == 1191]
    text = " ".join(one.extract_text() for one in wide)
    body = shipped()["dpi-indisponible"].scenario.stimuli[0].body.split()[-2:]
    assert 1 <= len(wide) <= 4
    assert " ".join(body) in " ".join(text.split()), "what is said is printed, unopened"
