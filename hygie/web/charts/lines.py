"""Lines over periods: each with its dashes and its marker, named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.web.charts.svg import add, drawing, markup, table
from hygie.web.formats import grouped

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 540, 240, 44, 120, 14, 30
DASHES = (None, "7 4", "2 3", "10 3 2 3")
MARKERS = (
    "M-4 -4h8v8h-8z",
    "M0 -5l5 9h-10z",
    "M0 -5l5 5-5 5-5-5z",
    "M-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One value per period, None where nothing was measured."""

    label: str
    values: tuple[float | None, ...]


def lines(
    series: Sequence[Line], periods: Sequence[str], *, title: str, unit: str = ""
) -> SafeString:
    """Up to four lines on a common scale that starts at 0."""
    top = nice_top(max((v for line in series for v in line.values if v is not None), default=1))
    root = drawing(
        title, f"{len(series)} lignes de {periods[0]} à {periods[-1]}",
        viewBox=f"0 0 {WIDTH} {HEIGHT}", width="100%", class_="lines",
    )  # fmt: skip
    _grid(root, periods, top, unit)
    step = (WIDTH - LEFT - RIGHT) / max(1, len(periods) - 1)
    for rank, line in enumerate(series):
        points = [
            (LEFT + n * step, _height(value, top))
            for n, value in enumerate(line.values)
            if value is not None
        ]
        group = add(root, "g", class_=f"line line-{rank % 4}")
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        add(
            group, "polyline", points=path, fill="none", stroke="#0b4a59", stroke_width=2,
            stroke_dasharray=DASHES[rank % 4],
        )  # fmt: skip
        for x, y in points:
            marker = add(group, "path", d=MARKERS[rank % 4], fill="#0b4a59")
            marker.set("transform", f"translate({x:.1f} {y:.1f})")
        if points:
            x, y = points[-1]
            add(group, "text", line.label, x=f"{x + 10:.1f}", y=f"{y + 5:.1f}", font_size=14)
    return markup(root)


def nice_top(value: float) -> float:
    """The first of 1, 2, 2.5, 5, 10 × a power of ten that is not below the value."""
    power = 1.0
    while power * 10 < value:
        power *= 10
    while value < power and power > 0.001:
        power /= 10
    return next(power * k for k in (1, 2, 2.5, 5, 10) if power * k >= value) if value > 0 else 1.0


def _height(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _grid(root: Element, periods: Sequence[str], top: float, unit: str) -> None:
    for share in (0, 0.5, 1):
        y = _height(top * share, top)
        add(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="grid", stroke="#7b8784")
        text = f"{grouped(round(top * share, 3)).removesuffix(',0')}{unit}"
        label = add(root, "text", text, x=LEFT - 8, y=y + 5, class_="axis-quarter", font_size=13)
        label.set("text-anchor", "end")
    step = (WIDTH - LEFT - RIGHT) / max(1, len(periods) - 1)
    every = max(1, -(-len(periods) // 8))
    for n, period in enumerate(periods):
        if n % every == 0:
            x = f"{LEFT + n * step:.1f}"
            label = add(
                root, "text", period, x=x, y=HEIGHT - 8, class_="axis-quarter", font_size=13
            )
            label.set("text-anchor", "middle")


def lines_table(
    series: Sequence[Line], periods: Sequence[str], *, title: str, head: str
) -> SafeString:
    """One row per period, one column per line."""
    rows = [
        (period, *(grouped(line.values[n]) or "non renseigné" for line in series))
        for n, period in enumerate(periods)
    ]
    return table(title, (head, *(line.label for line in series)), rows)
