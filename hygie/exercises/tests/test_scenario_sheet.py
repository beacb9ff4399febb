"""A chronogramme kept in a spreadsheet, looked at before it becomes a draft."""

import datetime as dt
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hygie.exercises.drafts import scenario_of
from hygie.exercises.models import Scenario
from hygie.exercises.tests import scenarios as made
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
HEADER = ("Heure", "Émetteur", "Destinataires", "Canal", "Titre", "Contenu")


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def client(unit: Organisation) -> Client:
    return client_of(member(unit, Role.ANIMATEUR))


def workbook(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Chronogramme")
        for rank, row in enumerate((HEADER, *rows)):
            sheet.write_row(rank, 0, row)
    return SimpleUploadedFile("chrono.xlsx", stream.getvalue())


def send(client: Client, unit: Organisation, **values: Any) -> Any:
    values = {
        "title": "Notre exercice",
        "threat": "rancongiciel",
        "level": "debutant",
        "new_id": str(uuid4()),
        **values,
    }
    return client.post(reverse("exercises:scenario-sheet", args=[unit.finess]), values)


def test_hours_of_the_wall_wait_for_debex_then_are_shown_and_taken_once(
    client: Client, unit: Organisation
) -> None:
    file = workbook(
        ("23:30", "Astreinte", "DSI", "téléphone", "Panne", "Plus rien."),
        ("00:15", "Cadre", "DS et chef de nuit", "oral", "Étages", "Que faire ?"),
    )
    first = send(client, unit, file=file)
    page = first.content.decode()
    assert "Dites l’heure du DEBEX" in page
    assert "chef de nuit" in page
    asked = {
        "kept": first.context["form"]["kept"].value(),
        "new_id": first.context["form"]["new_id"].value(),
        "debex": "23h30",
        "nom-0": "chef de nuit",
        "fonction-0": "CADRE",
    }
    again = send(client, unit, **asked)
    assert [one["at"] for one in again.context["lines"]] == ["0:00", "0:45"]
    assert not Scenario.objects.exists()
    for _ in range(2):
        assert send(client, unit, **asked, etape="prendre").status_code == 303
    held = Scenario.objects.get()
    stimuli = scenario_of(held.draft).stimuli
    assert [(one.at_s, one.recipients) for one in stimuli] == [
        (0, ("DSI",)),
        (2700, ("DS", "CADRE")),
    ]
    assert made.acts(held) == ["scenario.begun"]


def test_a_line_that_cannot_be_read_is_told_and_nothing_is_written(
    client: Client, unit: Organisation
) -> None:
    file = workbook(
        (0, "A", "DSI", "oral", "Un", "…"), ("plus tard", "A", "DSI", "oral", "Deux", "…")
    )
    answer = send(client, unit, file=file, etape="prendre")
    assert answer.status_code == 422
    assert "A3" in answer.content.decode()
    assert not Scenario.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"file": SimpleUploadedFile("a.xlsx", b"pas un classeur")},
        {"kept": "%%%"},
        {"file": workbook((dt.date(2026, 1, 1),)), "debex": "midi"},
    ],
    ids=["no file", "not a workbook", "spoiled", "no hour"],
)
def test_a_bad_workbook_changes_nothing(
    client: Client, unit: Organisation, values: dict[str, Any]
) -> None:
    if isinstance(values.get("file"), SimpleUploadedFile):
        values["file"].seek(0)
    assert send(client, unit, etape="prendre", **values).status_code == 422
    assert not Scenario.objects.exists()
