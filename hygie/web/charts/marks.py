"""How each status is drawn: a height, a pattern and a colour, so that none is needed alone."""

from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.web.charts.svg import add, markup


@dataclass(frozen=True, slots=True)
class Mark:
    """Share of the row's height, pattern id or None for plain, and the colour out of a page."""

    height: float
    pattern: str | None
    colour: str
    fill: str
    dash: str | None = None


MARKS = {
    "met": Mark(0.40, None, "#1a6840", "#1a6840"),
    "due": Mark(0.56, "hy-due", "#855000", "#f9ecd2"),
    "late": Mark(0.80, "hy-late", "#ab0f2e", "#ab0f2e"),
    "open": Mark(0.40, None, "#4a5855", "#ffffff", "3 3"),
    "not_applicable": Mark(0.08, None, "#7b8784", "#7b8784"),
    "unknown": Mark(0.56, "hy-unknown", "#5b3b9c", "#ece6f8", "1.5 2.5"),
}


def add_patterns(parent: Element) -> None:
    """Hatches of `late` (diagonals), `due` (uprights) and `unknown` (dots)."""
    defs = add(parent, "defs")
    late = _pattern(defs, "late", 6, patternTransform="rotate(45)")
    add(late, "rect", width=6, height=6, class_="hue-late", fill=MARKS["late"].colour)
    add(late, "rect", width=2, height=6, class_="gap", fill="#ffffff", fill_opacity="0.85")
    due = _pattern(defs, "due", 5)
    add(due, "rect", width=5, height=5, class_="soft-due", fill=MARKS["due"].fill)
    add(due, "rect", width=1.5, height=5, class_="hue-due", fill=MARKS["due"].colour)
    unknown = _pattern(defs, "unknown", 5)
    add(unknown, "rect", width=5, height=5, class_="soft-unknown", fill=MARKS["unknown"].fill)
    add(unknown, "circle", cx=2.5, cy=2.5, r=1.2, class_="hue-unknown", fill="#5b3b9c")


def _pattern(defs: Element, name: str, size: int, **values: Any) -> Element:
    return add(
        defs,
        "pattern",
        id=f"hy-{name}",
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        **values,
    )


def pattern_defs() -> SafeString:
    """The patterns as an invisible drawing, once in a page that holds strips."""
    root = Element("svg", {"class": "pattern-defs", "width": "0", "height": "0"})
    root.set("aria-hidden", "true")
    add_patterns(root)
    return markup(root)


def add_mark(
    parent: Element,
    status: str,
    *,
    x: str,
    width: str,
    row_height: float,
    top: float = 0.0,
    future: bool = False,
) -> Element:
    """Draw a length of a status in a row; returns its group, where a title may be added."""
    mark = MARKS[status]
    height = max(1.5, round(row_height * mark.height, 1))
    group = add(parent, "g", class_=f"mark mark-{status}{' future' if future else ''}")
    add(
        group,
        "rect",
        x=x,
        y=round(top + (row_height - height) / 2, 1),
        width=width,
        height=height,
        class_=f"fill-{status}",
        fill=f"url(#{mark.pattern}) {mark.fill}" if mark.pattern else mark.fill,
        fill_opacity="0.4" if future else None,
        stroke=mark.colour,
        stroke_width="1" if status != "open" else "1.5",
        stroke_dasharray=mark.dash,
    )
    return group
