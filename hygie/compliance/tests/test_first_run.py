"""A person fills the page of 25 lines."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hygie.audits.models import AdsResult, Directory, DirectoryInventory, Registration, Smsi
from hygie.compliance.first_run.lines import SPECS
from hygie.compliance.tests.first_run_stage import (
    EVERYTHING,
    EXERCISE,
    address,
    send,
    sent,
    status_of,
    text,
    unit,
)
from hygie.continuity.models import Copil, FramingLetter, PcraCadre, Responsable
from hygie.digital_budget.models import BudgetComputation
from hygie.documents.models import Evidence
from hygie.domain.dated import load_book
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.identification.models import Engagement, LocalDirectory, MieUse, Sso, Trajectory
from hygie.journal.models import Entry
from hygie.obligations.models import OpenQuestion
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.rights import Role
from hygie.quality_plan.models import Finding, PlanAction
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry
from tests.cast import client_of, make_unit, member, today

__all__ = ["today", "unit"]


def test_every_obligation_is_asked_once() -> None:
    assert [spec.code for spec in SPECS] == [one.id for one in load_book().obligations]


def test_the_page_asks_the_25_lines(unit: Organisation) -> None:
    page = text(client_of(member(unit, Role.DSI)).get(address(unit)))
    assert page.count('class="first-run-line"') == 25
    for year in (2023, 2024, 2025, 2026):
        for line in ("1a", "2a", "7c"):
            assert f'name="{line}-{year}-on"' in page
    assert 'name="3e-says" value="done"' not in re.sub(r"\s+", " ", page)


def test_the_situation_offers_the_page(unit: Organisation) -> None:
    page = client_of(member(unit, Role.DSI)).get(reverse("compliance:status", args=[unit.finess]))
    assert address(unit) in page.content.decode()


def test_an_exercise_from_memory_meets_the_yearly_exercise(unit: Organisation) -> None:
    assert status_of(unit, "1.a") != "met"
    _, answer = sent(unit, lines=EXERCISE)
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("compliance:status", args=[unit.finess])
    exercise = Exercise.objects.get()
    assert exercise.provenance == "memory"
    assert (exercise.tested_care, exercise.tested_missions) == (True, None)
    assert exercise.functions == ["DG", "DSI"]
    assert status_of(unit, "1.a") == "met"
    assert Entry.objects.filter(verb="exercise.recorded", organisation_id=unit.pk).count() == 1
    saved = Entry.objects.get(verb="first_run.saved")
    assert saved.data == {"noted": 1, "unknown": 0, "lines": ["1.a"]}


def test_everything_at_once(unit: Organisation) -> None:
    browser, answer = sent(unit, lines=EVERYTHING)
    assert answer.status_code == 303, answer.context["page"].faults
    for model, count in {
        Exercise: 2,
        ExerciseEntry: 1,
        SelfAssessment: 1,
        SelfAssessmentEntry: 1,
        Finding: 2,
        PlanAction: 3,
        Registration: 2,
        Directory: 1,
        AdsResult: 1,
        DirectoryInventory: 1,
        Smsi: 1,
        Responsable: 1,
        FramingLetter: 1,
        Copil: 1,
        PcraCadre: 1,
        Trajectory: 1,
        MieUse: 1,
        Sso: 1,
        LocalDirectory: 1,
        Engagement: 1,
        BudgetComputation: 2,
        OpenQuestion: 1,
    }.items():
        assert model.objects.count() == count, model
    met = {"1.a", "1.b", "1.c", "1.d", "2.a", "2.b", "3.a", "3.b", "4.a", "5.a"}
    met |= {"6.a", "6.b", "6.d", "6.e", "7.a", "7.b", "7.c", "7.e"}
    assert {code for code in met if status_of(unit, code) != "met"} == set()
    assert status_of(unit, "7.d") == "not_applicable"
    page = text(browser.get(reverse("compliance:status", args=[unit.finess])))
    assert "23 lignes notées, 1 à préciser" in page
    again = text(browser.get(address(unit)))
    assert 'name="3a-on"' not in again
    assert 'name="1a-2026-on"' not in again
    assert 'name="1a-2024-on"' in again
    assert 'name="4b-says"' in again
    assert "on ne sait pas encore" in again


def test_the_same_page_sent_twice_notes_once(unit: Organisation) -> None:
    page_id = uuid4()
    browser, first = sent(unit, lines=EVERYTHING, page_id=page_id)
    before = Entry.objects.count(), Coverage.objects.count()
    second = send(browser, unit, EVERYTHING, page_id)
    assert (first.status_code, second.status_code) == (303, 303)
    assert (Entry.objects.count(), Coverage.objects.count()) == before


def test_what_is_not_known_is_noted_then_settled(unit: Organisation) -> None:
    browser, _ = sent(unit, lines={"3a-says": "unknown", "6e-says": "unknown"})
    assert set(OpenQuestion.objects.values_list("obligation", flat=True)) == {"3.a", "6.e"}
    assert status_of(unit, "3.a") == "unknown"
    send(browser, unit, {"3a-says": "not_yet", "6e-on": "1/2/2026"})
    assert not OpenQuestion.objects.filter(closed_at=None).exists()
    assert status_of(unit, "3.a") == "open"
    assert status_of(unit, "6.e") == "met"
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("typed", "form", "value"),
    [
        ("détenue par la direction", "held", "la direction"),
        ("Classeur SSI, page 4", "held", "Classeur SSI, page 4"),
        ("https://ged.exemple.fr/12", "link", "https://ged.exemple.fr/12"),
    ],
)
def test_a_proof_named_is_kept_as_a_piece(
    unit: Organisation, typed: str, form: str, value: str
) -> None:
    sent(unit, lines={"3a-on": "1/2/2024", "3a-proof": typed})
    piece, fact = Evidence.objects.get(), Registration.objects.get()
    assert (piece.form, piece.held_by or piece.url) == (form, value)
    assert piece.subject_id == str(fact.pk)
    assert fact.provenance == "document"


def test_a_line_of_the_sector_only(unit: Organisation) -> None:
    clinic = make_unit(sector="private_forprofit")
    page = client_of(member(clinic, Role.DSI)).get(address(clinic))
    assert "Ne concerne pas votre secteur" in text(page)


@pytest.mark.sqlite  # both databases receive the same questions
def test_the_number_of_queries_does_not_depend_on_what_is_noted(unit: Organisation) -> None:
    browser = client_of(member(unit, Role.DSI))
    browser.get(address(unit))
    with CaptureQueriesContext(connection) as empty:
        browser.get(address(unit))
    send(browser, unit, EVERYTHING)
    browser.get(address(unit))
    with CaptureQueriesContext(connection) as full:
        browser.get(address(unit))
    assert len(full) == len(empty)
    assert len(full) <= 15, [query["sql"][:150] for query in full]


def test_a_month_alone_is_its_last_day_from_memory(unit: Organisation) -> None:
    lines = {
        "1a-2025-on": "décembre 2025",
        "3a-on": "mars 2024",
        "3a-proof": "détenue par la DSI",
        "4a-on": "1/6/2025",
        "4a-name": "Paul Roux",
        "4a-letter_on": "06/2025",
        "4a-signer": "establishment",
        "4a-proof": "détenue par la direction",
    }
    browser, answer = sent(unit, lines=lines)
    assert answer.status_code == 303
    found = Registration.objects.get()
    assert (str(found.registered_on), found.provenance) == ("2024-03-31", "memory")
    assert found.note == "Jour exact inconnu\u00a0: «\u00a0mars 2024\u00a0», noté au 31/03/2024."
    assert str(Exercise.objects.get().held_on) == "2025-12-31"
    letter, responsable = FramingLetter.objects.get(), Responsable.objects.get()
    assert (str(letter.signed_on), letter.provenance) == ("2025-06-30", "memory")
    assert (responsable.provenance, responsable.note) == ("document", "")
    said = text(browser.get(answer["Location"]))
    assert "au dernier jour du mois" in said
    assert "3.a au 31/03/2024" in said
