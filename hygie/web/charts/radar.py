"""Radar: one axis a theme, one outline a series; the table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.web.charts.svg import add, drawing, markup, table
from hygie.web.formats import percent

WIDE, HIGH, RADIUS, RINGS = 480, 310, 110, 4
FEWEST, MOST = 3, 12
LABEL = 16
COLOURS = ("#0b4a59", "#855000")


@dataclass(frozen=True, slots=True)
class Outline:
    """A series: one value from 0 to 1 per axis, None where there is none."""

    label: str
    values: tuple[float | None, ...]


def radar(axes: Sequence[str], outlines: Sequence[Outline], *, title: str) -> SafeString:
    """The drawing, the first outline filled; axes are numbered as in the table."""
    said = "; ".join(f"{one.label}\u00a0: {_said(axes, one)}" for one in outlines)
    root = drawing(title, said, viewBox=f"0 0 {WIDE} {HIGH}", class_="radar", width=WIDE)
    for ring in range(1, RINGS + 1):
        points = [_place(rank, len(axes), ring / RINGS) for rank in range(len(axes))]
        add(root, "polygon", points=_joined(points), class_="radar-ring", fill="none",
            stroke="#c9d0cb")  # fmt: skip
    for rank, axis in enumerate(axes):
        _axis(root, rank, len(axes), axis)
    for rank, outline in reversed(list(enumerate(outlines))):
        _outline(root, rank, outline)
    return markup(root)


def is_radar(axes: Sequence[str]) -> bool:
    """Whether a radar of so many axes can be read."""
    return FEWEST <= len(axes) <= MOST


def _axis(root: Element, rank: int, count: int, label: str) -> None:
    x, y = _place(rank, count, 1)
    add(root, "line", x1=WIDE / 2, y1=HIGH / 2, x2=x, y2=y, class_="radar-axis", stroke="#c9d0cb")
    x, y = _place(rank, count, 1.1)
    anchor = "middle" if abs(x - WIDE / 2) < 12 else "start" if x > WIDE / 2 else "end"
    short = label if len(label) <= LABEL else f"{label[: LABEL - 1].rstrip()}…"
    text = add(
        root, "text", short, x=f"{x:.1f}", y=f"{y + 4:.1f}", class_="axis-label", font_size=14
    )
    text.set("text-anchor", anchor)


def _outline(root: Element, rank: int, outline: Outline) -> None:
    places = [
        _place(axis, len(outline.values), value or 0) for axis, value in enumerate(outline.values)
    ]
    colour = COLOURS[min(rank, len(COLOURS) - 1)]
    dashes = None if rank == 0 else "6 4"
    if None not in outline.values:  # an outline with holes would say zero where nothing is known
        shape = add(
            root, "polygon", points=_joined(places), class_=f"radar-{rank + 1}", stroke=colour,
            stroke_width=2, stroke_dasharray=dashes, fill=colour if rank == 0 else "none",
            fill_opacity="0.15",
        )  # fmt: skip
        add(shape, "title", outline.label)
    for (x, y), value in zip(places, outline.values, strict=True):
        if value is not None:
            add(root, "circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.5, fill=colour,
                class_=f"radar-dot-{rank + 1}")  # fmt: skip


def _place(rank: int, count: int, share: float) -> tuple[float, float]:
    """A point of an axis; the first one goes up, the others turn clockwise."""
    turn = 2 * pi * rank / count - pi / 2
    return WIDE / 2 + RADIUS * share * cos(turn), HIGH / 2 + RADIUS * share * sin(turn)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _said(axes: Sequence[str], outline: Outline) -> str:
    pairs = zip(axes, outline.values, strict=True)
    return ", ".join(f"{axis} {_words(value)}" for axis, value in pairs)


def _words(value: float | None) -> str:
    return "sans réponse" if value is None else percent(value * 100, 0)


def radar_table(
    axes: Sequence[str], outlines: Sequence[Outline], *, title: str, head: str
) -> SafeString:
    """The same values, one column a series."""
    rows = [
        (axis, *(_words(outline.values[rank]) for outline in outlines))
        for rank, axis in enumerate(axes)
    ]
    return table(title, (head, *(outline.label for outline in outlines)), rows)
