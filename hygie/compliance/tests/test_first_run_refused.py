"""What the page of 25 lines refuses, to whom, and that nothing is then written."""

import pytest

from hygie.audits.models import Registration
from hygie.compliance.tests.first_run_stage import (
    EVERYTHING,
    EXERCISE,
    address,
    nothing_written,
    sent,
    text,
    unit,
)
from hygie.digital_budget.models import BudgetComputation
from hygie.journal.models import Entry
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, member, today

__all__ = ["today", "unit"]


def test_a_line_noted_meanwhile_is_told_and_nothing_is_lost(unit: Organisation) -> None:
    sent(unit, lines={"3a-on": "1/2/2024"})
    written = Entry.objects.count()
    _, answer = sent(unit, lines={"3a-on": "7/2/2024", "3b-on": "8/2/2024"})
    assert answer.status_code == 422
    page = text(answer)
    assert "notée entre-temps" in page
    assert 'value="7/2/2024"' in page
    assert 'value="8/2/2024"' in page
    assert Registration.objects.count() == 1
    assert Entry.objects.count() == written


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("01/01/1900", "trop ancien"),
        ("31/12/9999", "trop lointain"),
        ("22/11/2026", "pas encore passé"),
        ("31/02/2026", "n’existe pas"),
        ("bientôt", "pas une date"),
        ("03/03/2025", "n’est pas de 2026"),
        ("", "nécessaire pour noter"),
    ],
)
def test_a_wrong_day_writes_nothing_at_all(unit: Organisation, typed: str, said: str) -> None:
    lines = {**EXERCISE, "1a-2026-on": typed, "3a-on": "1/2/2024", "3a-proof": "la DSI"}
    _, answer = sent(unit, lines=lines)
    assert answer.status_code == 422
    page = text(answer)
    assert said in page
    assert "rien n’est encore noté" in page
    assert 'href="#id_1a-2026-on"' in page
    assert 'value="1/2/2024"' in page
    assert 'value="la DSI"' in page
    assert nothing_written()


def test_a_refusal_of_one_service_writes_nothing_at_all(unit: Organisation) -> None:
    _, answer = sent(unit, lines={"3a-on": "1/2/2024", "1b-on": "1/2/2026", "7b-says": "done"})
    assert answer.status_code == 422
    assert "Notez d’abord un exercice" in text(answer)
    assert "Notez d’abord le calcul" in text(answer)
    assert nothing_written()


@pytest.mark.parametrize(
    "lines",
    [
        {"3a-says": "not_yet", "3a-on": "1/2/2024"},
        {"4a-name": "Paul Roux"},
        {"4a-letter_on": "1/2/2025"},
        {"6b-on": "1/2/2025"},
        {"6b-on": "1/2/2025", "6b-type": "none-such"},
        {"7a-on": "1/2/2026", "7a-etp": "beaucoup"},
        {"3e-says": "done"},
        {"3a-on": "1/2/2024", "3a-proof": "http://"},
    ],
)
def test_an_answer_that_does_not_hold_is_refused(unit: Organisation, lines: dict[str, str]) -> None:
    _, answer = sent(unit, lines=lines)
    assert answer.status_code == 422
    assert answer.context["page"].faults
    assert nothing_written()


def test_a_page_without_its_id_is_refused(unit: Organisation) -> None:
    answer = client_of(member(unit, Role.DSI)).post(address(unit), {**EXERCISE, "new_id": "x"})
    assert answer.status_code == 422
    assert "La page était incomplète" in text(answer)
    assert nothing_written()


def test_html_is_shown_as_typed(unit: Organisation) -> None:
    wording = "<script>alert(1)</script>"
    lines = {"3c-on": "x", "3c-name": wording, "3c-proof": '"><img src=x>'}
    _, answer = sent(unit, lines=lines)
    page = answer.content.decode()
    assert wording not in page
    assert "<img src=x>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.ANIMATEUR, {"1.a", "1.b", "1.d"}),
        (Role.DAF, {"7.a", "7.b", "7.c", "7.d", "7.e"}),
        (Role.RPCRA, {"4.a", "4.b", "4.c", "5.a"}),
        (Role.DIRECTION, set()),
    ],
)
def test_a_role_sees_the_lines_that_it_writes(
    unit: Organisation, role: Role, codes: set[str]
) -> None:
    browser = client_of(member(unit, role))
    answer = browser.get(address(unit))
    assert {line.code for line in answer.context["page"].lines} == codes
    if not codes:
        assert "ne permet de noter aucun fait" in text(answer)


def test_a_line_of_another_room_cannot_be_forced(unit: Organisation) -> None:
    _, answer = sent(unit, Role.DAF, lines={"3a-on": "1/2/2024", "7a-on": "1/5/2026"})
    assert answer.status_code == 303
    assert not Registration.objects.exists()
    assert BudgetComputation.objects.count() == 1


def test_a_reader_writes_nothing(unit: Organisation) -> None:
    _, answer = sent(unit, Role.DIRECTION, lines=EVERYTHING)
    assert answer.status_code == 422
    assert nothing_written()


def test_a_synchronisation_needs_its_day(unit: Organisation) -> None:
    _browser, answer = sent(unit, lines={"6d-on": "mars 2024", "6d-hr_on": "mars 2026"})
    assert answer.status_code == 422
    said = text(answer)
    assert "ne dit pas le jour" in said
    assert 'value="mars 2024"' in said
    assert nothing_written()


def test_the_actions_left_to_others_are_named_with_who_notes_them(unit: Organisation) -> None:
    page = text(client_of(member(unit, Role.RSSI)).get(address(unit)))
    assert "à noter par DSI, Direction des finances" in page
    assert "à noter par" not in text(client_of(member(unit, Role.DSI)).get(address(unit)))
