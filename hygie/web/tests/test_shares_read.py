"""Shares by status: every part is drawn, said and in the table; silence is a part."""

import pytest
from bs4 import BeautifulSoup

from hygie.web.charts.shares import (
    KINDS,
    Column,
    numbers_of,
    said,
    share_axis,
    share_bar,
    share_columns,
    share_defs,
    share_legend,
    share_strip,
    share_table,
)

EVIL = "<script>alert(1)</script>"


def columns(label: str = "T1") -> tuple[Column, ...]:
    numbers = [numbers_of({"late": n, "met": 2}, 6) for n in range(4)]
    return tuple(
        Column(f"{label}\u00a0{n}", 2026, n + 1, one, is_ahead=n >= 2)
        for n, one in enumerate(numbers)
    )


def read(drawing: str) -> BeautifulSoup:
    return BeautifulSoup(drawing, "html5lib")


def test_those_who_said_nothing_are_the_rest_of_the_whole() -> None:
    assert numbers_of({"late": 1, "met": 2}, 5) == (1, 0, 0, 0, 2, 0, 2)
    assert numbers_of({}, 3)[-1] == 3
    assert numbers_of({"met": 4}, 3)[-1] == 0


def test_words_agree_with_their_number() -> None:
    assert said(numbers_of({"late": 1, "met": 1, "not_applicable": 2}, 5)) == (
        "1 en retard\u00a0; 1 fait\u00a0; 2 non concernés\u00a0; 1 non renseigné"
    )
    assert said(numbers_of({"met": 3}, 5)).endswith("2 non renseignés")


def test_a_bar_is_full_and_names_each_part() -> None:
    svg = read(share_bar(numbers_of({"late": 1, "met": 2}, 4))).svg
    widths = [float(mark["width"].removesuffix("%")) for mark in svg.select("rect")]
    assert widths == [25, 50, 25]
    assert [mark.title.text for mark in svg.select("rect")] == [
        "1 en retard",
        "2 faits",
        "1 non renseigné",
    ]
    assert (svg["role"], svg["aria-label"]) == (
        "img",
        "1 en retard\u00a0; 2 faits\u00a0; 1 non renseigné",
    )


def test_a_bar_of_nobody_is_empty_and_says_so() -> None:
    svg = read(share_bar(numbers_of({}, 0))).svg
    assert svg["aria-label"] == "non renseigné"
    assert not svg.select("rect")


@pytest.mark.parametrize("draw", [share_strip, share_columns])
def test_columns_are_full_and_what_is_to_come_is_lighter(draw) -> None:  # type: ignore[no-untyped-def]
    svg = read(draw(columns())).svg
    boxes = svg.select("svg")
    assert len(boxes) == 4
    for box in boxes:
        tall = sum(float(mark["height"]) for mark in box.select("rect"))
        assert tall == pytest.approx(float(box["height"]), abs=0.2)
    assert [box.g.get("opacity") for box in boxes] == [None, None, "0.5", "0.5"]
    assert len(svg.select("line.day-today")) == 1
    assert svg["aria-label"].count("en retard") == 3


def test_the_number_late_stands_above_its_column() -> None:
    svg = read(share_columns(columns())).svg
    assert [text.text for text in svg.select(".share-late-number")] == ["1", "2", "3"]
    assert [text.text for text in svg.select(".axis-year")] == ["2026"]


def test_the_table_has_one_row_per_quarter_and_no_empty_column() -> None:
    table = read(share_table(columns(), title="T")).table
    assert [head.text for head in table.select("thead th")] == [
        "Trimestre",
        "en retard",
        "fait",
        "non renseigné",
    ]
    rows = [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows[0] == ["T1\u00a00", "0", "2", "4"]
    assert rows[3] == ["T1\u00a03 (à venir)", "3", "2", "1"]


def test_nothing_typed_becomes_markup_and_nothing_is_styled_inline() -> None:
    drawings = (
        share_strip(columns(EVIL)),
        share_columns(columns(EVIL)),
        share_table(columns(EVIL), title=EVIL),
        share_axis(columns()),
        share_bar(numbers_of({"late": 1}, 2)),
        share_legend(over_time=True),
        share_defs(),
    )
    for drawing in drawings:
        assert "<script" not in drawing
        assert " style=" not in drawing


def test_the_legend_names_every_mark_and_the_patterns_are_there() -> None:
    legend = read(share_legend(over_time=True))
    assert len(legend.select("li")) == len(KINDS) + 1
    patterns = {one["id"] for one in read(share_defs()).select("pattern")}
    used = {
        mark["fill"].removeprefix("url(#").removesuffix(")") for mark in legend.select("rect[fill]")
    }
    assert used <= patterns
    assert used == {"hy-late", "hy-due", "hy-unknown", "hy-silent"}
