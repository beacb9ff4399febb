"""Files as they really come: formulas, merged cells, hidden columns, French Excel, damage."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.domain.workbook import column_letters, column_rank
from hygie.quality_plan.exchange.cells import value_of
from hygie.quality_plan.exchange.planning import path_to
from hygie.quality_plan.exchange.reading import MOST_ROWS, cell_text
from hygie.quality_plan.models import ColumnChoice, PlanAction, PlanImport
from hygie.quality_plan.tests.plan import make_house, note_action
from hygie.quality_plan.tests.suite import (
    choose,
    exported,
    looked_at,
    put,
    send,
    take,
    workbook,
)
from tests.cast import TODAY, client_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

HEADINGS = ["N° action", "Intitulé", "Responsable", "Délai", "Thème", "Taux d'avancement"]


def own_paq(*rows: list[Any], change: Any = None) -> bytes:
    """The PAQ of an establishment, with a title above its own headings."""
    return workbook([["PAQSS 2026", "", "", ""], [], HEADINGS, *rows], change)


def row_of(plan: Any, title: str) -> Any:
    return next(one for one in plan.rows if one.row.values.get("title") == title)


def test_an_own_paq_is_read_with_its_own_headings() -> None:
    house = make_house()
    content = own_paq(
        ["A1", "Former", "Anne", date(2027, 3, 1), "Cyber", 0.4],
        ["A2", "Repeindre", "Bob", date(2027, 4, 1), "Bâtiment", 1],
    )
    draft = send(house, content)
    assert not draft.is_mapped
    assert draft.columns == {
        0: "number", 1: "title", 2: "pilote_name", 3: "current_due_on", 5: "progress"
    }  # fmt: skip
    choose(house, draft, column="4", words="cyber")
    draft.refresh_from_db()
    (only,) = looked_at(house, draft).rows
    assert only.changes["title"] == "Former"
    assert only.changes["progress"] == 40
    take(house, draft)
    action = PlanAction.objects.get()
    assert (action.title, action.current_due_on, action.progress) == (
        "Former", date(2027, 3, 1), 40
    )  # fmt: skip


def test_the_columns_chosen_are_remembered_for_the_next_file() -> None:
    house = make_house()
    draft = send(house, workbook([["Quoi", "Qui", "Rien"], ["Former", "Anne", "x"]]))
    assert draft.columns == {}
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/import/{draft.pk}/"
    assert client.get(place).status_code == 303
    assert "Former" in client.get(f"{place}colonnes/").content.decode()
    twice = client.post(f"{place}colonnes/", {"c0": "title", "c1": "title"})
    assert twice.status_code == 422
    none = client.post(f"{place}colonnes/", {"c1": "pilote_name"})
    assert none.status_code == 422
    assert not ColumnChoice.objects.exists()
    sent = client.post(f"{place}colonnes/", {"c0": "title", "c1": "pilote_name", "c2": ""})
    assert sent.status_code == 303
    again = send(house, workbook([["Qui", "Quoi", "Rien"], ["Bob", "Relire", "y"]]))
    assert again.columns == {0: "pilote_name", 1: "title"}
    other = send(make_house(), workbook([["Qui", "Quoi"], ["Bob", "Relire"]]))
    assert other.columns == {}


def test_a_formula_counts_by_its_result_and_one_without_is_told() -> None:
    def formulas(sheet: Any, book: Any) -> None:
        sheet.write_formula(3, 1, '="For"&"mer"', None, "Former")
        sheet.write_formula(4, 1, '="Re"&"lire"', None, "")

    house = make_house()
    content = own_paq(
        ["A1", "", "Anne", "", "", ""], ["A2", "", "Bob", "", "", ""], change=formulas
    )
    draft = send(house, content)
    assert any("calculées" in note for note in draft.notes)
    plan = looked_at(house, draft)
    assert row_of(plan, "Former").kind == "new"
    assert "Formule sans résultat" in plan.rows[1].errors["title"]


def test_cells_merged_downwards_count_for_each_row() -> None:
    def merged(sheet: Any, book: Any) -> None:
        sheet.merge_range(3, 2, 4, 2, "Anne")
        sheet.merge_range(0, 0, 0, 3, "PAQSS 2026")

    house = make_house()
    content = own_paq(["A1", "Un", "", "", "", ""], ["A2", "Deux", "", "", "", ""], change=merged)
    draft = send(house, content)
    assert any("C4:C5" in note for note in draft.notes)
    pilotes = [one.changes["pilote_name"] for one in looked_at(house, draft).rows]
    assert pilotes == ["Anne", "Anne"]


def test_hidden_columns_and_sheets_are_told() -> None:
    def hide(sheet: Any, book: Any) -> None:
        sheet.set_column(2, 2, 10, None, {"hidden": True})
        book.add_worksheet("Listes").hide()

    house = make_house()
    draft = send(house, own_paq(["A1", "Un", "Anne", "", "", ""], change=hide))
    assert any("masquées" in note for note in draft.notes)
    assert looked_at(house, draft).rows[0].changes["pilote_name"] == "Anne"


def french_csv(encoding: str, delimiter: str = ";") -> bytes:
    lines = [
        ["Libellé", "Pilote", "Échéance", "Avancement", "Coût"],
        ["Réviser l'accès", "Zoé", "01/03/2027", "40 %", "1 250,50 €"],
    ]
    return "\r\n".join(delimiter.join(one) for one in lines).encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("cp1252", ";"), ("utf-8-sig", ";"), ("utf-8", ","), ("utf-8", "\t")],
)
def test_a_csv_of_french_excel_and_others(encoding: str, delimiter: str) -> None:
    house = make_house()
    content = french_csv(encoding, delimiter)
    if delimiter == ",":
        content = content.replace("1 250,50 €".encode(), b'"1 250,50"')
    (row,) = looked_at(house, send(house, content, "paq.csv")).rows
    assert row.changes == {
        "title": "Réviser l'accès", "pilote_name": "Zoé", "current_due_on": date(2027, 3, 1),
        "progress": 40, "cost_eur": value_of("cost_eur", "1250.5", TODAY),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 234,5", "1234.50"), ("1.234,50", "1234.50"), ("1234.5", "1234.50"), ("12 €", "12.00"),
     ("1\u202f234", "1234.00"), ("0", "0.00")],
)  # fmt: skip
def test_costs_with_a_decimal_comma(text: str, value: str) -> None:
    assert str(value_of("cost_eur", text, TODAY)) == value


@pytest.mark.parametrize("text", ["2027-03-01", "01/03/2027", "1er mars 2027", "01/03/2027 00:00"])
def test_days_as_files_write_them(text: str) -> None:
    assert value_of("current_due_on", text, TODAY) == date(2027, 3, 1)


def libre_office(content: bytes) -> bytes:
    """The same workbook as LibreOffice packs it: absolute part names, a prefix, no row spans."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/_rels/workbook.xml.rels":
                data = data.replace(b'Target="worksheets', b'Target="/xl/worksheets')
            if entry.filename.startswith("xl/worksheets/"):
                data = data.replace(b' hidden="1"', b' hidden="true"')
            new.writestr(entry.filename, data)
    return kept.getvalue()


def test_a_file_packed_otherwise_is_read_the_same() -> None:
    house = make_house()
    action = note_action(house)
    table = exported(house)
    put(table, action.title, "sponsor_name", "DG")
    draft = send(house, libre_office(workbook(table)))
    assert looked_at(house, draft).rows[0].changes == {"sponsor_name": "DG"}


def far_cell() -> bytes:
    def write(sheet: Any, book: Any) -> None:
        sheet.write_string(MOST_ROWS + 5, 0, "loin")

    return workbook([["Libellé", "Pilote"], ["Un", "Anne"]], write)


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 40_000_000)
    return kept.getvalue()


def entities() -> bytes:
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["Libellé", "Pilote"]]))) as old,
        zipfile.ZipFile(kept, "w") as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook', 1)
            new.writestr(entry.filename, data)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"%PDF-1.7\n%%EOF", "paq.pdf", "plan_file_kind"),
        (b"PK\x03\x04 rien", "paq.xlsx", "file_damaged"),
        (b"\x00\x01\x02", "paq.csv", "file_type_refused"),
        (b"un seul mot", "paq.csv", "plan_file_no_headings"),
        (b"", "paq.csv", "plan_file_no_headings"),
        ((";" * 300).encode() + b"\n", "paq.csv", "plan_file_too_large"),
        (far_cell(), "paq.xlsx", "plan_file_too_large"),
        (bomb(), "paq.xlsx", "file_unpacks_too_big"),
        (entities(), "paq.xlsx", "file_damaged"),
        (workbook([]), "paq.xlsx", "plan_file_no_headings"),
    ],
    ids=["pdf", "cut", "binary", "one-word", "empty", "wide", "far", "bomb", "entities", "blank"],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, name: str, code: str) -> None:
    house = make_house()
    with pytest.raises(ServiceRefusal, match=code):
        send(house, content, name)
    assert not PlanImport.objects.exists()


def test_letters_of_columns_go_both_ways() -> None:
    assert [column_letters(one) for one in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_rank(column_letters(one)) == one for one in range(1000))


def test_cells_as_text() -> None:
    values = (1.0, 0.5, True, None, date(2027, 3, 1), " x ", 12)
    assert [cell_text(one) for one in values] == ["1", "0.5", "oui", "", "2027-03-01", "x", "12"]


def test_the_way_between_two_states() -> None:
    assert path_to("proposed", "done") == ["accepted", "done"]
    assert path_to("proposed", "verified") == ["accepted", "done", "verified"]
    assert path_to("cancelled", "done") == []
    assert path_to("proposed", "cancelled") == ["cancelled"]


def test_the_screens_of_an_import() -> None:
    house = make_house()
    action = note_action(house, title="Revoir <b>tout</b>", sponsor_name="DG")
    table = exported(house)
    put(table, action.title, "sponsor_name", "<script>x</script>")
    put(table, action.title, "progress", "beaucoup")
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/import/"
    form = client.get(place)
    new_id = form.context["form"]["new_id"].value()
    upload = io.BytesIO(workbook(table))
    upload.name = "paq.xlsx"
    sent = client.post(place, {"new_id": new_id, "upload": upload})
    assert sent.headers["Location"].endswith(f"/paq/import/{new_id}/")
    html = client.get(sent.headers["Location"]).content.decode()
    assert "M2" in html
    assert "n’est pas un nombre" in html
    put(table, action.title, "progress", 0)
    draft = send(house, workbook(table))
    page = client.get(f"{place}{draft.pk}/").content.decode()
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    assert client.post(f"{place}{draft.pk}/", {"reason": "", "every": "hygie"}).status_code == 303
    assert "Fichier pris le" in client.get(f"{place}{draft.pk}/").content.decode()
    assert PlanAction.objects.get().sponsor_name == "<script>x</script>"
    assert "paq.xlsx" in client.get(place).content.decode()


def test_a_wrong_file_is_told_on_the_screen() -> None:
    house = make_house()
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/import/"
    upload = io.BytesIO(b"un seul mot")
    upload.name = "paq.csv"
    answer = client.post(
        place, {"new_id": "6f1f1c1e-0000-4000-8000-000000000001", "upload": upload}
    )
    assert answer.status_code == 422
    assert "en-têtes" in answer.content.decode()
