"""Packs from the XLSX template: read, and each fault with its cell."""

import io
import re
import zipfile
from datetime import datetime

import pytest

from hygie.domain.packs.template import template_workbook
from hygie.domain.packs.tests.making import (
    HEAD_ROWS,
    MEASURE_ROWS,
    SCALE_ROWS,
    book,
    codes,
    from_book,
    measure,
    own,
    refused,
)
from hygie.domain.packs.workbook import read_workbook


def test_the_workbook_gives_the_same_pack_as_the_text():
    pack = from_book()
    assert pack.date == "2026-01-31"
    assert [one["number"] for one in pack.measures] == ["1", "2"]
    assert pack.measures[1]["weight"] == 1.5


def test_a_pack_written_in_the_template_is_read_back_the_same():
    pack = own(
        notice="À lire.",
        groups=[{"id": "G", "name": "Groupe"}, {"id": "H", "name": "Autre"}],
        measures=[
            measure(
                "a", number="1.10", section="Un › deux", help="Aide", weight=2, groups=["G", "H"],
                evidence_hints=["Une note", "Un relevé"],
                links=[{"framework": "ReCyF", "ref": "1.1"}],
                levels=[{"value": 0, "statement": "Rien"}, {"value": 2, "statement": "Tout"}],
            ),
            measure("b", number="2", weight=1),
        ],
    )  # fmt: skip
    assert read_workbook(template_workbook(pack)) == pack


def test_what_an_imported_pack_has_more_comes_back_too():
    question = {"id": "q1", "text": "Tenu\u00a0?\nVraiment\u00a0?", "kind": "text"}
    pack = own(
        groups=[{"id": "G", "name": "Groupe", "default": True}, {"id": "H", "name": "Autre"}],
        measures=[
            measure(
                "a",
                weight=1,
                links=[
                    {"framework": "urn:intuitem:risk:framework:iso", "ref": "a.5.1",
                     "relationship": "subset"},
                    {"framework": "CaRE : domaine 2", "ref": "1"},
                ],
                controls=[{"ref": "doc", "name": "Une note", "description": "Longue\nnote"}],
                questions=[question],
            )
        ],
    )  # fmt: skip
    assert read_workbook(template_workbook(pack)) == pack


def test_a_link_without_spaces_is_cut_at_its_last_colon():
    rows = [[*MEASURE_ROWS[0], "Liens"], [*MEASURE_ROWS[1], "urn:a:b:R12\nANSSI: R1"]]
    links = read_workbook(book(measures=rows)).measures[0]["links"]
    assert links == [{"framework": "urn:a:b", "ref": "R12"}, {"framework": "ANSSI", "ref": "R1"}]


def test_a_text_that_no_cell_holds_is_refused_and_not_dropped():
    pack = own(measures=[measure("a", question="x" * 32_768)])
    assert codes(lambda: template_workbook(pack)) == ["too_long"]


def test_the_empty_template_says_what_is_missing():
    found = {
        one.data.get("key") for one in refused(lambda: read_workbook(template_workbook())).problems
    }
    assert found == {"id", "title", "issuer", "version", "date", "licence"}


def test_excel_in_french_and_hidden_columns_change_nothing():
    def touch(workbook, sheets):
        days = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheets["Référentiel"].write_datetime(4, 1, datetime(2026, 1, 31), days)  # noqa: DTZ001
        sheets["Référentiel"].write_boolean(6, 1, False)
        sheets["Mesures"].set_column(1, 2, None, None, {"hidden": True})

    pack = from_book(touch=touch)
    assert (pack.date, pack.is_official) == ("2026-01-31", False)
    assert pack == from_book()


def test_a_file_as_libreoffice_writes_it_is_read():
    """Styled cells left empty to the right and below, and rows written without any value."""

    def touch(workbook, sheets):
        style = workbook.add_format({"bg_color": "yellow"})
        for row in range(3, 200):
            sheets["Mesures"].write_blank(row, 0, None, style)
        sheets["Mesures"].write_blank(0, 40, None, style)

    assert from_book(touch=touch) == from_book()


@pytest.mark.parametrize(
    ("values", "code", "cell"),
    [
        ({"measures": [MEASURE_ROWS[0], ["a", 1.1, "T", "T", "Q", 1]]}, "number_as_text",
         "Mesures B2"),
        ({"measures": [MEASURE_ROWS[0], ["a", "1", "T", "T", "Q", "lourd"]]}, "not_a_number",
         "Mesures F2"),
        ({"measures": [MEASURE_ROWS[0], *[["a", "1", "T", "T", "Q", 1]] * 2]}, "id_twice",
         "Mesures A3"),
        ({"measures": [MEASURE_ROWS[0], ["a", "1", "", "T", "Q", 1]]}, "missing_key", "Mesures A2"),
        ({"measures": [[*MEASURE_ROWS[0], "Couleur"], [*MEASURE_ROWS[1], "rouge"]]},
         "unknown_column", "Mesures G1"),
        ({"measures": [[*MEASURE_ROWS[0], "Titre"], [*MEASURE_ROWS[1], "rouge"]]},
         "column_twice", "Mesures G1"),
        ({"measures": [[*MEASURE_ROWS[0], ""], [*MEASURE_ROWS[1], "rouge"]]},
         "column_without_heading", "Mesures G1"),
        ({"measures": [MEASURE_ROWS[0][1:], MEASURE_ROWS[1][1:]]}, "missing_column", "Mesures"),
        ({"measures": []}, "missing_column", "Mesures"),
        ({"measures": [[*MEASURE_ROWS[0], "Énoncé du niveau 9"], [*MEASURE_ROWS[1], "x"]]},
         "unknown_level", "Mesures G2"),
        ({"scale": [*SCALE_ROWS, ["haut", "x"]]}, "not_a_number", "Échelle A5"),
        ({"scale": [*SCALE_ROWS, ["nan", "x"]]}, "not_a_number", "Échelle A5"),
        ({"head": [*HEAD_ROWS[:6], ["Texte officiel", "peut-être"], *HEAD_ROWS[7:]]}, "not_yes_no",
         "Référentiel B7"),
    ],
)  # fmt: skip
def test_a_fault_says_its_cell(values, code, cell):
    problems = refused(lambda: from_book(**values)).problems
    assert (code, cell) in {(one.code, one.cell) for one in problems}


def test_merged_cells_are_refused():
    def touch(workbook, sheets):
        sheets["Mesures"].merge_range("C2:C3", "Thème")

    problem = refused(lambda: from_book(touch=touch)).problems[0]
    assert (problem.code, problem.cell) == ("merged_cells", "Mesures C2:C3")


def test_formulas_are_refused():
    def touch(workbook, sheets):
        sheets["Mesures"].write_formula("F2", "=1+1", None, 2)

    problem = refused(lambda: from_book(touch=touch)).problems[0]
    assert (problem.code, problem.cell) == ("formula", "F2")


def rezipped(content, **parts):
    """The workbook with some parts replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name), zipfile.ZIP_DEFLATED)
        for name, value in parts.items():
            new.writestr(name, value, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def test_a_cell_at_the_far_end_is_refused_before_it_is_filled_with_nothing():
    def touch(workbook, sheets):
        sheets["Mesures"].write("XFD1048576", "x")

    problem = refused(lambda: from_book(touch=touch)).problems[0]
    assert (problem.code, problem.cell) == ("sheet_too_large", "XFD1048576")


MEASURE_PART, RELATIONS = "xl/worksheets/sheet3.xml", "xl/_rels/workbook.xml.rels"


def with_row(row):
    """A workbook whose measures end with this row, written by hand."""
    good = book()
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        assert b"sheet3.xml" in archive.read(RELATIONS)
        part = archive.read(MEASURE_PART)
    return rezipped(good, **{MEASURE_PART: part.replace(b"</sheetData>", row + b"</sheetData>")})


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (b"<row r='1048576'><c r='XFD1048576' t='str'><v>x</v></c></row>", "XFD1048576"),
        (b'<row r="9"><c t="str" cm=">" r="xfd9"><v>x</v></c></row>', "XFD9"),
        (b'<row r="1048576"><c t="str"><v>x</v></c></row>', "A1048576"),
        (b'<row r="9">' + b"<c><v>1</v></c>" * 16000 + b"</row>", "CW9"),
    ],
)
def test_a_cell_at_the_far_end_is_refused_however_it_is_written(row, cell):
    problem = refused(lambda: read_workbook(with_row(row))).problems[0]
    assert (problem.code, problem.cell) == ("sheet_too_large", cell)


def test_a_sheet_styled_down_to_its_last_row_is_read():
    row = b"<row r='1048576'><c r='XFD1048576' s='1'/></row>"
    assert read_workbook(with_row(row)).plain() == read_workbook(book()).plain()


def test_a_formula_is_refused_however_it_is_written():
    row = b"<row r='9'><c r='A9' t='str'><f>1+1</f><v>2</v></c></row>"
    problem = refused(lambda: read_workbook(with_row(row))).problems[0]
    assert (problem.code, problem.cell) == ("formula", "A9")


def test_a_sheet_kept_elsewhere_in_the_file_is_looked_at_too():
    far = with_row(b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(far)) as archive:
        part, relations = archive.read(MEASURE_PART), archive.read(RELATIONS)
    moved = relations.replace(b"worksheets/sheet3.xml", b"other/a.bin")
    hidden = rezipped(book(), **{RELATIONS: moved, "xl/other/a.bin": part})
    assert codes(lambda: read_workbook(hidden)) == ["sheet_too_large"]


def test_two_parts_of_one_name_are_refused():
    twice = io.BytesIO(book())
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(MEASURE_PART, archive.read(MEASURE_PART))
    assert codes(lambda: read_workbook(twice.getvalue())) == ["damaged_workbook"]


def test_a_workbook_that_unpacks_to_gigabytes_is_refused():
    bomb = rezipped(book(), **{"xl/media/a.bin": b"\0" * (151 * 1024 * 1024)})
    assert codes(lambda: read_workbook(bomb)) == ["unpacks_too_big"]


def test_other_files_are_refused():
    good = book()
    with_macros = rezipped(good, **{"xl/vbaProject.bin": b"x"})
    assert codes(lambda: read_workbook(with_macros)) == ["has_macros"]
    assert codes(lambda: read_workbook(good[: len(good) // 2])) == ["damaged_workbook"]
    damaged = re.sub(rb"PK\x03\x04", b"PK\x03\x05", good, count=3)
    assert codes(lambda: read_workbook(damaged)) == ["damaged_workbook"]
    text = io.BytesIO()
    with zipfile.ZipFile(text, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert codes(lambda: read_workbook(text.getvalue())) == ["not_xlsx"]


def test_a_workbook_without_a_sheet_names_it():
    def touch(workbook, sheets):
        sheets["Échelle"].name = "Notes"

    problem = refused(lambda: from_book(touch=touch)).problems[0]
    assert (problem.code, problem.cell) == ("missing_sheet", "Échelle")
