"""Heat map: values between 0 and 1 in cells that also write their figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from hygie.web.charts.svg import add, drawing, markup, table

CELL, ROW, LEFT, TOP = 64, 32, 160, 28
STEPS = (0.2, 0.4, 0.6, 0.8)
OPACITY = (0.06, 0.18, 0.32, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """Intensities between 0 and 1 (None: nothing known) and what is written in each cell."""

    label: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]


def heat_map(rows: Sequence[HeatRow], columns: Sequence[str], *, title: str) -> SafeString:
    """Rows × columns, darker for more; light text on the two darkest steps."""
    width, height = LEFT + CELL * len(columns), TOP + ROW * len(rows)
    root = drawing(
        title, f"{len(rows)} lignes, {len(columns)} colonnes", viewBox=f"0 0 {width} {height}",
        width=width, height=height, class_="heat",
    )  # fmt: skip
    for n, column in enumerate(columns):
        head = add(
            root, "text", column, x=LEFT + CELL * (n + 0.5), y=18, class_="axis-quarter",
            font_size=13,
        )  # fmt: skip
        head.set("text-anchor", "middle")
    for rank, row in enumerate(rows):
        y = TOP + rank * ROW
        add(root, "text", row.label, x=0, y=y + 21, class_="bar-label", font_size=14)
        for n, (value, text) in enumerate(zip(row.values, row.texts, strict=True)):
            level = -1 if value is None else sum(value >= step for step in STEPS)
            cell = add(root, "g", class_=f"heat-{level if level >= 0 else 'none'}")
            add(
                cell, "rect", x=LEFT + CELL * n + 1, y=y + 1, width=CELL - 2, height=ROW - 2,
                fill="#0b4a59" if level >= 0 else "none",
                fill_opacity=OPACITY[level] if level >= 0 else None, stroke="#7b8784",
            )  # fmt: skip
            figure = add(
                cell, "text", text if value is not None else "–", x=LEFT + CELL * (n + 0.5),
                y=y + 21, font_size=13, fill="#ffffff" if level >= 3 else "#14211f",
            )  # fmt: skip
            figure.set("text-anchor", "middle")
    return markup(root)


def heat_table(
    rows: Sequence[HeatRow], columns: Sequence[str], *, title: str, head: str
) -> SafeString:
    """The same figures in a table."""
    body = [(row.label, *(text or "non renseigné" for text in row.texts)) for row in rows]
    return table(title, (head, *columns), body)
