"""Bars and stacked bars: the label above its bar, so that they read on a phone too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.web.charts.marks import add_mark, add_patterns
from hygie.web.charts.svg import Scale, add, drawing, markup, table
from hygie.web.formats import grouped
from hygie.web.statuses import ORDER, look_of

STEP, STACKED_STEP, BAR = 46, 64, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """A value ≥ 0; `text` is what is written (the value in French when empty)."""

    label: str
    value: float
    text: str = ""

    @property
    def said(self) -> str:
        return self.text or grouped(self.value)


@dataclass(frozen=True, slots=True)
class StackedBar:
    """Counts by status: {"late": 3, "met": 21}."""

    label: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Statuses that count, in the order of the house."""
        return [(status, self.counts[status]) for status in ORDER if self.counts.get(status)]


def _root(title: str, description: str, height: int, width: int | None) -> tuple[Element, Scale]:
    box = f"0 0 {width} {height}" if width else None
    root = drawing(
        title, description, height=height, width=width or "100%", viewBox=box, class_="bars"
    )
    return root, Scale(width=width)


def bars(
    items: Sequence[Bar], *, title: str, maximum: float | None = None, width: int | None = None
) -> SafeString:
    """One bar per item; `maximum` is the full length (the largest value when None)."""
    top_value = maximum or max((item.value for item in items), default=0) or 1
    said = "; ".join(f"{item.label} {item.said}" for item in items)
    root, scale = _root(title, said, len(items) * STEP, width)
    for rank, item in enumerate(items):
        top = rank * STEP
        add(root, "text", item.label, x=0, y=top + 15, class_="bar-label", font_size=14)
        end = add(
            root, "text", item.said, x=scale.at(1), y=top + 15, class_="bar-value", font_size=14
        )
        end.set("text-anchor", "end")
        place: dict[str, Any] = {"y": top + 22, "height": BAR, "x": scale.at(0)}
        add(root, "rect", width=scale.at(1), class_="bar-ground", fill="#e9ece7", **place)
        long = scale.length(0, item.value / top_value)
        add(root, "rect", width=long, class_="bar", fill="#0b4a59", **place)
    return markup(root)


def bars_table(items: Sequence[Bar], *, title: str, heads: tuple[str, str]) -> SafeString:
    """The same, in a table of two columns."""
    return table(title, heads, [(item.label, item.said) for item in items])


def stacked_bars(
    items: Sequence[StackedBar], *, title: str, width: int | None = None
) -> SafeString:
    """Share of each status in each item, with the counts written."""
    said = [f"{item.label}\u00a0: {_said(item)}" for item in items]
    root, scale = _root(title, "; ".join(said), len(items) * STACKED_STEP, width)
    add_patterns(root)
    for rank, item in enumerate(items):
        top, start = rank * STACKED_STEP, 0.0
        add(root, "text", item.label, x=0, y=top + 15, class_="bar-label", font_size=14)
        add(root, "text", _said(item), x=0, y=top + 55, class_="axis-quarter", font_size=13)
        for status, count in item.parts:
            end = start + count / item.total
            mark = add_mark(
                root, status, x=scale.at(start), width=scale.length(start, end),
                row_height=BAR + 4, top=top + 20,
            )  # fmt: skip
            add(mark, "title", f"{look_of(status).word_for(count)}\u00a0: {grouped(count)}")
            start = end
    return markup(root)


def _said(item: StackedBar) -> str:
    said = [(count, look_of(status).word_for(count)) for status, count in item.parts]
    return ", ".join(f"{grouped(count)} {word}" for count, word in said)


def stacked_table(items: Sequence[StackedBar], *, title: str, head: str) -> SafeString:
    """Counts by status, one column each."""
    codes = [code for code in ORDER if any(item.counts.get(code) for item in items)]
    rows = [(item.label, *(grouped(item.counts.get(code, 0)) for code in codes)) for item in items]
    return table(title, (head, *(look_of(code).word for code in codes)), rows)
