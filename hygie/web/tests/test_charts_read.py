"""A person reads the frise and the charts, by eye, by keyboard or by ear."""

from datetime import date
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from hygie.web import charts
from hygie.web.charts import Bar, Deadline, HeatRow, Interval, Line, StackedBar, Strip, Window
from hygie.web.charts.lines import nice_top
from hygie.web.charts.marks import MARKS

WINDOW = Window(date(2025, 1, 1), date(2028, 1, 1), date(2026, 11, 21), date(2026, 11, 21))
EVIL = '<script>alert("1")</script>'
STORY = (
    Interval(date(2024, 1, 1), date(2025, 7, 1), "due"),
    Interval(date(2025, 7, 1), date(2026, 1, 1), "late"),
    Interval(date(2026, 1, 1), date(2027, 1, 1), "met"),
    Interval(date(2027, 1, 1), None, "late"),
)


def strip(**changes) -> Strip:
    values = {"code": "1.a", "label": "Exercice", "href": "/x/", "intervals": STORY, "group": "1"}
    return Strip(**{**values, **changes})


def drawn(*strips: Strip, window: Window = WINDOW) -> BeautifulSoup:
    return BeautifulSoup(charts.frise(strips, window, title="Frise"), "html5lib")


def places(page: BeautifulSoup) -> list[tuple[str, float, float]]:
    return [
        (
            next(name for name in mark["class"] if name.startswith("mark-")),
            float(mark.rect["x"].rstrip("%")),
            float(mark.rect["width"].rstrip("%")),
        )
        for mark in page.select(".strip .mark")
    ]


def test_each_strip_is_a_link_with_its_status_of_the_day():
    link = drawn(strip()).select_one("a.frise-link")
    assert link["href"] == "/x/"
    assert "fait" in link.select_one(".frise-status").text
    past = Window(WINDOW.start, WINDOW.end, WINDOW.today, date(2025, 9, 1))
    status = drawn(strip(), window=past).select_one(".frise-status").text
    assert "en retard" in status
    assert "depuis le\u00a001/07/2025" in status


def test_the_strip_is_whole_and_cut_at_today():
    marks = places(drawn(strip()))
    assert [name for name, _, _ in marks] == [
        "mark-due", "mark-late", "mark-met", "mark-met", "mark-late"
    ]  # fmt: skip
    assert marks[0][1] == 0
    for (_, x, width), (_, following, _) in pairwise(marks):
        assert x + width == pytest.approx(following, abs=0.01)
    assert marks[-1][1] + marks[-1][2] == pytest.approx(100, abs=0.01)
    future = [mark for mark in drawn(strip()).select(".mark") if "future" in mark["class"]]
    assert len(future) == 2


def test_each_interval_says_its_days():
    titles = [title.text for title in drawn(strip()).select(".mark > title")]
    assert titles[1] == "en retard du 01/07/2025 au 31/12/2025"
    assert titles[2] == titles[3] == "fait du 01/01/2026 au 31/12/2026"
    assert titles[4] == "en retard à partir du 01/01/2027 (si rien ne change)"


def test_deadlines_and_days_are_drawn_in_the_window_only():
    deadlines = tuple(Deadline(day) for day in (date(2024, 12, 31), date(2026, 6, 30)))
    page = drawn(strip(deadlines=deadlines))
    assert [t.text for t in page.select(".tick title")] == [
        "Échéance du texte\u00a0: 30\u00a0juin\u00a02026"
    ]
    assert len(page.select(".strip .day-today")) == 1
    assert not page.select(".day-looked-on")
    other = Window(WINDOW.start, WINDOW.end, WINDOW.today, date(2027, 6, 30))
    page = drawn(strip(), window=other)
    assert len(page.select(".strip .day-looked-on")) == 1
    assert "au 30/06/2027" in page.select_one(".frise-axis").text


def test_every_status_has_its_own_height_or_pattern():
    shapes = {(mark.height, mark.pattern, mark.dash) for mark in MARKS.values()}
    assert len(shapes) == len(MARKS)


def test_the_table_says_the_same_as_the_strip():
    table = BeautifulSoup(charts.frise_table([strip()], WINDOW, title="Frise"), "html5lib")
    rows = [[cell.text for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert rows[1][1:4] == ["en retard", "01/07/2025", "31/12/2025"]
    assert rows[-1][3] == "sans fin connue"
    assert len(rows) == 4


def test_nothing_typed_by_a_person_becomes_markup():
    evil = strip(code=EVIL, label=EVIL, href='"><script>', detail=EVIL)
    drawings = [
        charts.frise([evil], WINDOW, title=EVIL),
        charts.frise_table([evil], WINDOW, title=EVIL),
        charts.frise_sheet([evil], WINDOW, title=EVIL),
        charts.strip_svg(evil, WINDOW),
        charts.bars([Bar(EVIL, 1, EVIL)], title=EVIL),
        charts.bars_table([Bar(EVIL, 1, EVIL)], title=EVIL, heads=(EVIL, EVIL)),
        charts.stacked_bars([StackedBar(EVIL, {"met": 1})], title=EVIL),
        charts.stacked_table([StackedBar(EVIL, {"met": 1})], title=EVIL, head=EVIL),
        charts.lines([Line(EVIL, (1,))], [EVIL], title=EVIL, unit=EVIL),
        charts.lines_table([Line(EVIL, (1,))], [EVIL], title=EVIL, head=EVIL),
        charts.heat_map([HeatRow(EVIL, (0.5,), (EVIL,))], [EVIL], title=EVIL),
        charts.heat_table([HeatRow(EVIL, (0.5,), (EVIL,))], [EVIL], title=EVIL, head=EVIL),
    ]
    for drawing in drawings:
        assert "<script" not in drawing
        assert "alert(" in drawing
        assert " style=" not in drawing


def test_a_chart_is_an_image_with_a_name():
    for drawing in (
        charts.bars([Bar("A", 2)], title="Durées"),
        charts.lines([Line("A", (1, None, 3))], ["T1", "T2", "T3"], title="Durées"),
        charts.heat_map([HeatRow("A", (None,), ("",))], ["T1"], title="Durées"),
        charts.stacked_bars([StackedBar("A", {"late": 1, "met": 3})], title="Durées"),
    ):
        svg = BeautifulSoup(drawing, "html5lib").svg
        assert (svg["role"], svg["aria-label"], svg.title.text) == ("img", "Durées", "Durées")


def test_lengths_follow_values():
    page = BeautifulSoup(charts.bars([Bar("A", 2), Bar("B", 1)], title="t"), "html5lib")
    assert [rect["width"] for rect in page.select("rect.bar")] == ["100.000%", "50.000%"]
    page = BeautifulSoup(
        charts.stacked_bars([StackedBar("A", {"met": 3, "late": 1})], title="t"), "html5lib"
    )
    assert [mark.rect["width"] for mark in page.select(".mark")] == ["25.000%", "75.000%"]
    empty = charts.stacked_bars([StackedBar("A", {})], title="t")
    assert "mark-" not in empty


def test_a_scale_ends_on_a_round_figure():
    assert [nice_top(v) for v in (0, 3, 7, 12, 260)] == [1, 5, 10, 20, 500]


def test_the_sheet_stands_alone_in_a_file():
    sheet = charts.frise_sheet([strip()] * 25, WINDOW, title="Frise")
    svg = BeautifulSoup(sheet, "xml").svg
    width, height = (float(part) for part in svg["viewBox"].split()[2:])
    assert width / height > 297 / 210 * 0.98
    assert len(svg.select("pattern")) == 3
    assert all(rect.get("fill") for rect in svg.select("g > rect"))
