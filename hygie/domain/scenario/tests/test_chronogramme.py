"""A spreadsheet chronogramme is shown with its computed times, then made a scenario."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter

from hygie.domain.scenario.chronogramme import (
    Chronogramme,
    ChronogrammeRefused,
    Hours,
    read_chronogramme,
    read_sheet,
    to_scenario,
)
from hygie.domain.scenario.columns import Column
from hygie.domain.scenario.loading import load, problems
from hygie.domain.scenario.shape import Channel, Threat
from hygie.domain.scenario.writing import dump
from hygie.domain.workbook import RawSheet

HEADER = ["N°", "T+", "Émetteur", "Destinataire(s)", "Moyen", "Titre", "Contenu du message"]
EVENING = dt.time(22, 0)


def read(rows: list[list[Any]], **options: Any) -> Chronogramme:
    width = max(len(row) for row in rows)
    filled = [row + [""] * (width - len(row)) for row in rows]
    return read_sheet(RawSheet("Feuille1", filled), **options)


def hours(header: str, *cells: Any, **options: Any) -> Chronogramme:
    rows = [[header, "Pour", "Message", "Destinataire"]]
    return read([*rows, *([cell, "", "Texte", "DG"] for cell in cells)], **options)


def workbook(rows: list[list[Any]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Mode d’emploi")
        sheet = book.add_worksheet("Chronogramme")
        hour = book.add_format({"num_format": "hh:mm"})
        for rank, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.time):
                    sheet.write_datetime(rank, column, value, hour)
                else:
                    sheet.write(rank, column, value)
    return content.getvalue()


def test_a_workbook_with_relative_hours_becomes_a_scenario() -> None:
    rows = [
        ["Exercice «\u00a0Nuit blanche\u00a0»"],
        [],
        [*HEADER, "Réactions attendues", "Objectifs"],
        ["Phase 1"],
        [1, 0, "Cadre", "DG, DSI et RSSI", "Tél.", "Alerte", "«\u00a0Tout est noir\u00a0»",
         "- Ouvrir la cellule\n- Noter l’heure", "O2 - Alerter"],
        [3, 20, "SAMU", "Tous", "Mail", "", "Capacité\u00a0?", "", "O1, O2"],
        [2, 12.5, "", "Direction des soins", "pigeon", "Renfort", "", "", "O1 Soigner"],
    ]  # fmt: skip
    found = read_chronogramme(workbook(rows))
    assert (found.sheet, found.hours, found.needs_debex) == ("Chronogramme", "relatives", False)
    assert found.sheets == ("Lisez-moi", "Chronogramme")
    assert found.columns[Column.CHANNEL] == "Moyen"
    assert [line.at_s for line in found.lines] == [0, 1200, 750]
    assert [line.row for line in found.lines] == [5, 6, 7]
    assert found.ignored_rows == (4,)
    assert found.errors == ()
    assert [(one.cell, one.is_error) for one in found.lines[2].remarks] == [
        ("B7", False),
        ("E7", False),
    ]
    assert found.lines[0].recipients == ("DG", "DSI", "RSSI")
    assert found.lines[1].recipients == ("DG", "DSI", "RSSI", "DS")
    assert found.lines[0].expected == ("Ouvrir la cellule", "Noter l’heure")

    scenario = to_scenario(found, title="Nuit blanche", threat=Threat.OUTAGE)
    assert [(one.code, one.at_s, one.title) for one in scenario.stimuli] == [
        ("S01", 0, "Alerte"),
        ("S02", 750, "Renfort"),
        ("S03", 1200, "Capacité\u00a0?"),
    ]
    assert [(one.code, one.label) for one in scenario.objectives] == [
        ("O1", "Soigner"),
        ("O2", "Alerter"),
    ]
    assert scenario.stimuli[2].channel is Channel.EMAIL
    assert scenario.length_s == 35 * 60
    assert [one.path for one in problems(scenario)] == ["resume", "decor.quand", "decor.contexte"]
    told = {"summary": "a", "when": "b", "context": "c"}
    whole = to_scenario(found, title="Nuit blanche", threat=Threat.OUTAGE, **told)
    assert load(dump(whole)) == whole


def test_hours_of_the_wall_ask_for_debex_and_cross_midnight() -> None:
    rows = [
        ["Heure", "De", "À", "Canal", "Objet"],
        [dt.time(22, 10), "Cadre", "DG", "oral", "Un"],
        [dt.time(23, 50), "Cadre", "DG", "oral", "Deux"],
        [dt.time(0, 30), "Cadre", "DG", "oral", "Trois"],
        ["2h05", "Cadre", "DG", "oral", "Quatre"],
    ]
    asked = read_chronogramme(workbook(rows))
    assert (asked.hours, asked.needs_debex, asked.first_hour) == ("absolues", True, "22:10")
    assert {line.at_s for line in asked.lines} == {None}
    with pytest.raises(ValueError, match="lines"):
        to_scenario(asked, title="Nuit", threat=Threat.OUTAGE)

    found = read_chronogramme(workbook(rows), debex=EVENING)
    assert [line.at_s for line in found.lines] == [600, 6600, 9000, 14700]
    assert [line.story_time for line in found.lines] == ["22:10", "23:50", "00:30", "2h05"]
    assert (found.needs_debex, found.errors) == (False, ())


def test_a_first_hour_after_midnight_is_of_the_night_of_debex() -> None:
    after = dt.datetime(2026, 11, 22, 0, 30)  # noqa: DTZ001 - as a sheet says it
    night = [after, after.replace(hour=4)]
    found = hours("Heure", *night, debex=EVENING, hours=Hours.WALL_CLOCK)
    assert [line.at_s for line in found.lines] == [9000, 23400]
    found = hours("Heure", "00:30", "J+1 01:00", debex=EVENING, hours=Hours.WALL_CLOCK)
    assert [line.at_s for line in found.lines] == [9000, 10800]


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        (["T+0", "T+12", "T + 0:30", "H+1h05", "+70 min", "1:15:00"], [0, 12, 30, 65, 70, 75]),
        (["0:00", "0:45", "1:10"], [0, 45, 70]),
        ([dt.time(0, 5), dt.time(1, 5)], [5, 65]),
        ([dt.timedelta(0), dt.timedelta(hours=1)], [0, 60]),
        (["DEBEX", 5.0, "10 min", "12'", "20mn"], [0, 5, 10, 12, 20]),
    ],
)
def test_hours_after_debex_are_read_in_many_ways(cells: list[Any], minutes: list[int]) -> None:
    found = hours("Heure", *cells)
    assert found.hours is Hours.SINCE_DEBEX
    assert [line.at_s for line in found.lines] == [60 * one for one in minutes]


def test_bad_hours_and_unknown_functions_are_told_cell_by_cell() -> None:
    rows = [
        HEADER,
        [1, "vers midi", "X", "DG", "", "Un", ""],
        [2, -5, "X", "DG", "", "Deux", ""],
        [3, "", "X", "DG", "", "Trois", ""],
        [4, 10, "X", "Cuisine ; DG", "", "Quatre", ""],
        [5, 12, "X", "", "", "Cinq", "y" * 20_001],
        [6, 1500, "X", "DG", "", "Six", ""],
        [7, 0.4, "X", "DG", "", "Sept", ""],
        [8, float("nan"), "X", "DG", "", "Huit", ""],
    ]
    found = read(rows)
    assert [(one.cell, one.message.split("\u00a0:")[0]) for one in found.errors] == [
        ("B2", "«\u00a0vers midi\u00a0»"),
        ("B3", "«\u00a0-5\u00a0» est avant DEBEX."),
        ("B4", "Il manque l’heure."),
        ("D5", "«\u00a0Cuisine\u00a0» n’est pas une fonction connue"),
        ("D6", "Il manque le destinataire."),
        ("G6", "Texte trop long"),
        ("B7", "«\u00a01500\u00a0» est plus de 24\u00a0heures après DEBEX."),
        ("B8", "«\u00a00.4\u00a0»"),
        ("B9", "«\u00a0nan\u00a0»"),
    ]
    assert found.unknown == ("Cuisine",)
    again = read([HEADER, rows[4]], aliases={"cuisine": "DAL"})
    assert again.lines[0].recipients == ("DAL", "DG")
    wall = hours("Horaire", "09:00", "25:10", "12 heures", debex=dt.time(9, 0))
    assert [one.cell for one in wall.errors] == ["A3", "A4"]


def test_the_clock_of_the_story_is_beside_the_hour_of_the_exercise() -> None:
    rows = [
        ["Stimulus", "Heure", "T (min)", "Joueur", "Message"],
        ["S1", "lun. 08:00", 0, "DG", "Un"],
        ["S2", dt.time(9, 30), 10, "Tout le monde", "Deux"],
    ]
    lines = read(rows).lines
    assert [(one.at_s, one.story_time, one.body) for one in lines] == [
        (0, "lun. 08:00", "Un"),
        (600, "09:30", "Deux"),
    ]
    assert lines[1].recipients == ("DG",)


def test_a_sheet_without_header_or_lines_is_refused() -> None:
    with pytest.raises(ChronogrammeRefused, match="en-tête"):
        read([["Bonjour"], ["Heure", "Lieu"]])
    with pytest.raises(ChronogrammeRefused, match="aucune ligne"):
        read([HEADER, ["Phase 1"]])
    with pytest.raises(ChronogrammeRefused, match="500"):
        read([HEADER, *([1, 1, "X", "DG", "", "t", ""] for _ in range(501))])
    with pytest.raises(ChronogrammeRefused, match="Autre"):
        read_chronogramme(workbook([HEADER]), sheet="Autre")
