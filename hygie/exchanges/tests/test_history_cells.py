"""Each fault of a file is said by sheet and cell, and nothing is written."""

import io
import re
from datetime import date

import pytest
import xlsxwriter

from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges.history.opening import open_workbook
from hygie.exchanges.history.reading import read_sheets
from hygie.exchanges.history.table import REGISTERS
from hygie.exchanges.history.template import template_workbook
from hygie.exchanges.models import HistoryImport
from hygie.exchanges.tests.files import (
    FULL,
    archive,
    cell,
    confirm,
    faults,
    patched,
    read,
    workbook,
)
from hygie.exercises.models import Exercise
from hygie.organisations.rights import Role
from tests.cast import TODAY, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


def said(register, **values):
    """Faults of a file of one row that is right but for these values."""
    content = workbook({register: [{**FULL[register][0], **values}]})
    return [
        (one.cell, one.text) for one in read_sheets(open_workbook(content), today=TODAY).problems
    ]


def test_the_template_is_read_back_as_an_empty_file_of_every_sheet():
    sheets = open_workbook(template_workbook())
    assert [one.name for one in sheets][1:-1] == [one.sheet for one in REGISTERS]
    reading = read_sheets(sheets, today=TODAY)
    assert reading.problems == []
    assert not any(reading.rows.values())


@pytest.mark.parametrize(
    ("register", "key", "value", "words"),
    [
        ("exercises", "held_on", "01/01/1900", "trop ancien"),
        ("exercises", "held_on", date(1900, 3, 5), "trop ancien"),
        ("exercises", "held_on", "31/12/9999", "trop lointain"),
        ("exercises", "held_on", date(9999, 12, 31), "trop lointain"),
        ("exercises", "held_on", "22/11/2026", "pas encore passé"),
        ("exercises", "held_on", "31/02/2025", "n’existe pas"),
        ("exercises", "held_on", "mars 2025", "ne dit pas le jour"),
        ("exercises", "held_on", 45000, "n’est pas une date"),
        ("exercises", "held_on", True, "n’est pas une date"),
        ("exercises", "theme", "Ovni", "pas dans la liste"),
        ("exercises", "tested_care", "peut-être", "oui ou non"),
        ("exercises", "functions", "DG; PDG", "«\u00a0PDG\u00a0»"),
        ("exercises", "participants", "24,5", "nombre entier"),
        ("exercises", "participants", -3, "nombre entier"),
        ("exercises", "participants", "9" * 5000, "nombre entier"),
        ("exercises", "title", "x" * 201, "200 caractères"),
        ("exercises", "held_on", "=TODAY()", "formule"),
        ("exercises", "title", "=1+1", "formule"),
        ("ads", "done_on", "2025-T5", "pas une date"),
        ("ads", "done_on", "2019-T1", "année"),
        ("ads", "level", 6, "pas dans la liste"),
        ("assessments", "year", 2031, "année"),
        ("assessments", "year", 1999, "année"),
        ("assessments", "year", "2" * 5000, "année"),
        ("budgets", "charges_total", "douze", "nombre"),
        ("budgets", "charges_total", -1, "supérieure ou égale"),
        ("budgets", "digital_t1", "1.234", "deux façons"),
        ("exercises", "held_on", None, "nécessaire"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(register, key, value, words):
    found = said(register, **{key: value})
    assert [one for one, _ in found] == [cell(register, key)]
    assert words in found[0][1]


@pytest.mark.parametrize(
    ("register", "values", "key"),
    [
        ("exercises", {"retex_validated_on": "01/03/2024"}, "retex_validated_on"),
        ("directories", {"left_on": "01/09/2014"}, "left_on"),
        ("ads", {"directory": "INCONNU"}, "directory"),
        ("ads", {"failed_points": "trop de comptes"}, "failed_points"),
        ("copil", {"nature": "Réunion"}, "day"),
        ("bias", {"family": None}, "family"),
        ("bias", {"approved_on": None}, "approved_on"),
        ("actions", {"pilote_name": None}, "pilote_name"),
        ("actions", {"closed_on": None}, "closed_on"),
        ("actions", {"closed_on": "01/01/2024"}, "closed_on"),
        ("actions", {"state": "En cours"}, "closed_on"),
        ("actions", {"state": "Abandonnée"}, "reason"),
        ("actions", {"state": "Vérifiée"}, "verified_on"),
        ("budgets", {"fiscal_year": 2026, "computed_on": None}, "fiscal_year"),
        ("budgets", {"digital_t4": None}, "digital_t4"),
        ("entries", {"held_on": None}, "held_on"),
        ("entries", {"held_on": "13/03/2024"}, "held_on"),
        ("entries", {"action": "Budget numérique", "year": 2023}, "year"),
    ],
)
def test_what_does_not_hold_together_is_named(unit, dsi, register, values, key):
    row = {**FULL[register][0], **values}
    history = read(dsi, unit, workbook({register: [row]}))
    assert cell(register, key) in [one[1] for one in faults(history)]
    assert history.sheets[register]["new"] == 0
    assert not history.rows.exists()


def test_an_entry_before_what_it_is_about_is_refused(unit, dsi):
    rows = {key: FULL[key] for key in ("exercises", "entries")}
    rows["entries"] = [{**FULL["entries"][0], "entered_on": "01/03/2024"}]
    history = read(dsi, unit, workbook(rows))
    assert faults(history)[0][:2] == ("Saisies plateforme", cell("entries", "entered_on"))


def test_two_rows_of_one_fact_are_told(unit, dsi):
    history = read(dsi, unit, workbook({"exercises": [FULL["exercises"][0]] * 2}))
    assert faults(history) == [
        ("Exercices", "A3", "Même fait que la ligne 2\u00a0: gardez une seule des deux.")
    ]


def test_a_sheet_at_fault_is_left_out_and_the_others_are_written(unit, dsi):
    rows = {"exercises": FULL["exercises"], "bias": [{**FULL["bias"][0], "state": "?"}]}
    history = confirm(dsi, unit, read(dsi, unit, workbook(rows)))
    assert Exercise.objects.count() == 2
    assert history.state == "partial"


def test_the_commas_and_spaces_of_a_french_excel_are_read(unit, dsi):
    row = {**FULL["budgets"][0], "charges_total": "12\u202f345\u00a0678,90 €", "etp_ssi_own": 1.5}
    history = read(dsi, unit, workbook({"budgets": [row]}))
    values = history.rows.get().values
    assert (values["charges_total"], values["etp_ssi_own"]) == ("12345678.90", "1.500")


def test_headings_are_read_without_their_case_accents_order_or_star(unit, dsi):
    def reorder(book):
        sheet = book.add_worksheet("exercices ")
        for rank, heading in enumerate(("INTITULE", "Tenu le *")):
            sheet.write_string(0, rank, heading)
        sheet.write_string(1, 0, "Sans DPI")
        sheet.write_string(1, 1, "12/03/2025")

    history = read(dsi, unit, workbook({}, extra=reorder))
    assert history.rows.get().values == {"title": "Sans DPI", "held_on": "2025-03-12"}


def test_merged_cells_are_named(unit, dsi):
    def merge(book):
        book.get_worksheet_by_name("Exercices").merge_range("B5:C6", "Deux")

    history = read(dsi, unit, workbook({"exercises": FULL["exercises"]}, extra=merge))
    assert ("Exercices", "B5:C6") in [one[:2] for one in faults(history)]
    assert not history.rows.exists()


def test_hidden_columns_and_rows_are_read_and_told(unit, dsi):
    def hide(book):
        sheet = book.get_worksheet_by_name("Exercices")
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_row(2, None, None, {"hidden": True})

    history = read(dsi, unit, workbook({"exercises": FULL["exercises"]}, extra=hide))
    assert [one[:2] for one in faults(history, warning=True)][:2] == [
        ("Exercices", "B1"), ("Exercices", ""),
    ]  # fmt: skip
    assert history.sheets["exercises"]["new"] == 2


def test_an_unknown_sheet_is_told_and_a_file_without_ours_is_refused(unit, dsi):
    def other(book):
        book.add_worksheet("Feuil2").write_string(0, 0, "Notes")

    history = read(dsi, unit, workbook({"exercises": FULL["exercises"]}, extra=other))
    assert "Feuil2" in faults(history, warning=True)[0][2]
    with pytest.raises(ServiceRefusal, match="history_no_sheet"):
        read(dsi, unit, workbook({}, extra=other))
    with pytest.raises(ServiceRefusal, match="history_no_sheet"):
        read(dsi, unit, workbook({"exercises": FULL["exercises"]}, exercises="Feuil1"))


def test_a_column_unknown_missing_twice_or_without_heading_is_named():
    def columns(*headings):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Annuaires")
            for rank, heading in enumerate(headings):
                sheet.write_string(0, rank, heading)
                sheet.write_string(1, rank, "01/01/2020")
        reading = read_sheets(open_workbook(buffer.getvalue()), today=TODAY)
        return [(one.cell, one.text.split("\u00a0")[0]) for one in reading.problems]

    right = ("Nom de l’annuaire", "En service depuis le")
    assert columns(*right) == []
    assert columns(*right, "Serveur") == [("C1", "La colonne «")]
    assert columns(*right, right[0]) == [("C1", "La colonne «")]
    assert columns(*right, "") == [("C1", "Cette colonne a des valeurs mais pas de titre.")]
    assert columns(right[0]) == [("A1", "Il manque la colonne «")]


def test_an_empty_file_is_refused(unit, dsi):
    with pytest.raises(ServiceRefusal, match="history_nothing"):
        read(dsi, unit, template_workbook())


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda good: good[: len(good) // 2], "history_damaged"),
        (lambda good: b"", "history_damaged"),
        (lambda good: b"Tenu le;Titre\n12/03/2024;x", "history_damaged"),
        (lambda good: archive({"mimetype": b"x"}), "history_not_xlsx"),
        (lambda good: archive({"xl/workbook.xml": b"<a", "xl/vbaProject.bin": b"x"}),
         "history_macros"),
        (lambda good: archive({"xl/workbook.xml": b"<a/>"}), "history_damaged"),
        (lambda good: archive({"xl/workbook.xml": b"0" * 160_000_000}), "history_unpacks_too_big"),
        (lambda good: b"x" * (16 * 1024 * 1024 + 1), "history_too_large"),
        (lambda good: patched(good, r"xl/worksheets/sheet1\.xml", lambda xml: re.sub(
            rb'r="A2"', rb'r="A1048576"', xml)), "history_far_cell"),
    ],
)  # fmt: skip
def test_a_broken_or_hostile_file_is_refused_whole(unit, dsi, spoil, code):
    good = workbook({"exercises": FULL["exercises"]})
    with pytest.raises(ServiceRefusal, match=code):
        read(dsi, unit, spoil(good))
    assert not HistoryImport.objects.exists()


def test_fifty_thousand_rows_are_refused_in_one_sentence(unit, dsi):
    row = {"held_on": "12/03/2024"}
    with pytest.raises(ServiceRefusal, match="history_far_cell"):
        read(dsi, unit, workbook({"exercises": [row] * 50_000}))


def test_a_sheet_a_little_too_long_gives_no_row(unit, dsi):
    row = {"created_on": "15/04/2024", "state": "À valider"}
    rows = [{**row, "title": f"A{number}"} for number in range(2001)]
    history = read(dsi, unit, workbook({"actions": rows}))
    assert faults(history)[0][1] == "ligne 2002"
    assert not history.rows.exists()


def test_the_quarter_under_way_counts_today_at_the_latest():
    content = workbook({"ads": [{"directory": "A", "done_on": "T4 2026"}]})
    reading = read_sheets(open_workbook(content), today=TODAY)
    assert reading.rows["ads"][0].values["done_on"] == TODAY
    assert date(2026, 12, 31) > TODAY


def test_a_sheet_styled_down_to_its_last_row_by_libreoffice_is_read(unit, dsi):
    empty = b'<row r="1048576" hidden="false"><c r="A1048576" s="0"/><c r="XFD1048576"/></row>'
    content = patched(
        workbook({"exercises": FULL["exercises"]}),
        r"xl/worksheets/sheet1\.xml",
        lambda xml: xml.replace(b"</sheetData>", empty + b"</sheetData>"),
    )
    assert read(dsi, unit, content).sheets["exercises"]["new"] == 2


def test_far_cells_cannot_hide_behind_a_missing_reference_or_another_part(unit, dsi):
    good = workbook({"exercises": FULL["exercises"]})
    hidden = re.compile(rb'<row r="2"')
    with pytest.raises(ServiceRefusal, match="history_far_cell"):
        read(dsi, unit, patched(good, r"xl/worksheets/sheet1\.xml", lambda xml: re.sub(
            rb' r="[A-Z]+2"', b"", hidden.sub(b'<row r="1048576"', xml))))  # fmt: skip
    doctype = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    with pytest.raises(ServiceRefusal, match="history_damaged"):
        read(dsi, unit, patched(good, r"xl/worksheets/sheet1\.xml", lambda _: doctype))
