"""La frise as one drawing of its own, for a PDF or a file: A4 landscape in its proportions."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from hygie.web.charts.frise import AXIS, Strip, Window, draw_axis, draw_strip, interval_at
from hygie.web.charts.marks import MARKS, add_patterns
from hygie.web.charts.svg import Scale, add, drawing, markup
from hygie.web.formats import day_short
from hygie.web.statuses import look_of

WIDTH, NAME, STATE, ROW = 1060, 320, 190, 22
FONT = "Atkinson Hyperlegible Next, DejaVu Sans, sans-serif"


def frise_sheet(strips: Sequence[Strip], window: Window, *, title: str) -> SafeString:
    """Names, strips and words in one SVG that needs no style sheet (25 strips: one sheet)."""
    height = AXIS + ROW * len(strips) + 4
    root = drawing(
        title, width=WIDTH, height=height, viewBox=f"0 0 {WIDTH} {height}", font_family=FONT
    )
    add_patterns(root)
    scale = Scale(width=WIDTH - NAME - STATE, left=NAME)
    draw_axis(root, window, scale)
    state_x = WIDTH - STATE + 10
    add(root, "text", f"Au {day_short(window.looked_on)}", x=state_x, y=AXIS - 8, font_size=12)
    for rank, strip in enumerate(strips):
        top = float(AXIS + rank * ROW)
        opens = rank and strip.group != strips[rank - 1].group
        add(
            root, "line", x1=0, x2=WIDTH, y1=top, y2=top,
            stroke="#14211f" if opens else "#c9d0cb",
        )  # fmt: skip
        base = top + 15
        add(root, "text", strip.code, x=0, y=base, font_size=12, font_weight=700)
        add(root, "text", shortened(strip.label, 48), x=30, y=base, font_size=12)
        draw_strip(root, strip, window, scale, top=top, height=float(ROW))
        now = interval_at(strip, window.looked_on)
        if now:
            look, colour = look_of(now.status), MARKS[now.status].colour
            weight = 700 if now.status == "late" else None
            for x, text in ((state_x, look.symbol), (state_x + 14, look.word)):
                add(root, "text", text, x=x, y=base, font_size=12, fill=colour, font_weight=weight)
    return markup(root)


def shortened(text: str, length: int) -> str:
    """The text, cut with « … » when it is longer than `length` signs."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
