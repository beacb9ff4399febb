"""The plan as a Gantt: one bar an action, from its entry in the plan to the day that holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.quality_plan.enums import State
from hygie.web.charts.marks import add_mark, add_patterns
from hygie.web.charts.svg import Scale, add, drawing, markup, share_of
from hygie.web.formats import day_short

STEP, BAR, HEAD = 44, 18, 26
LONGEST_LABEL = 70
ROOM_OF_A_YEAR = 0.12  # share of the width under which the name of a year meets the next one
MARK_OF_STATE = {
    State.PROPOSED: "unknown",
    State.ACCEPTED: "due",
    State.IN_PROGRESS: "due",
    State.DONE: "met",
    State.VERIFIED: "met",
    State.CANCELLED: "not_applicable",
}


@dataclass(frozen=True, slots=True)
class Window:
    """Days that the drawing shows, `end` excluded."""

    start: date
    end: date

    def at(self, day: date) -> float:
        return share_of(day, self.start, self.end)


def window_of(actions: Sequence[Any], day: date) -> Window:
    """From the first entry to the last day due, today in sight."""
    days = [day, *(one.created_on for one in actions)]
    days += [one.current_due_on for one in actions if one.current_due_on is not None]
    days += [one.done_on for one in actions if one.done_on is not None]
    start = min(days).replace(day=1)
    last = max(days)
    return Window(start, last + timedelta(days=31) if last.year < date.max.year else date.max)


def gantt(actions: Sequence[Any], day: date, *, title: str, width: int | None = None) -> SafeString:
    """The drawing; actions come from `selectors.actions_of`, so each says whether it is late.

    `width` None stretches with the page; a number draws a file of its own.
    """
    window, scale = window_of(actions, day), Scale(width=width)
    height = HEAD + len(actions) * STEP
    root = drawing(
        title,
        f"{len(actions)} actions, du {day_short(window.start)} au {day_short(window.end)}",
        height=height,
        width=width or "100%",
        viewBox=f"0 0 {width} {height}" if width else None,
        class_="bars",
    )
    add_patterns(root)
    _years(root, window, scale, height)
    tops = [(HEAD + rank * STEP, action) for rank, action in enumerate(actions)]
    for top, action in tops:
        _bar(root, action, window, scale, top, day)
    place = scale.at(window.at(day))
    today = add(
        root, "line", x1=place, x2=place, y1=HEAD - 8, y2=height, class_="day-today",
        stroke="#0b4a59", stroke_width=2,
    )  # fmt: skip
    add(today, "title", f"Le {day_short(day)}")
    for top, action in tops:  # last, with a halo: no line crosses a text
        _label(root, label_of(action), top)
    return markup(root)


def _years(root: Element, window: Window, scale: Scale, height: int) -> None:
    for year in range(window.start.year, window.end.year + 1):
        first = max(date(year, 1, 1), window.start)
        place = scale.at(window.at(first))
        add(root, "line", x1=place, x2=place, y1=0, y2=height, class_="year", stroke="#c9d0cb")
        following = window.at(date(year + 1, 1, 1)) if year < date.max.year else 1.0
        if min(following, 1.0) - window.at(first) > ROOM_OF_A_YEAR:
            add(root, "text", str(year), x=place, y=13, dx=4, class_="axis-quarter", font_size=13)


def label_of(action: Any) -> str:
    """« CYB-2026-001 Revoir l’annuaire », cut."""
    label = f"{action.code} {action.title}"
    return f"{label[:LONGEST_LABEL]}…" if len(label) > LONGEST_LABEL else label


def _label(root: Element, label: str, top: float) -> None:
    add(
        root, "text", label, x=0, y=top + 14, class_="bar-label gantt-label", font_size=13,
        stroke="#ffffff", stroke_width=5, stroke_linejoin="round", paint_order="stroke",
    )  # fmt: skip


def _bar(root: Element, action: Any, window: Window, scale: Scale, top: float, day: date) -> None:
    end = action.done_on or action.current_due_on or day
    start_share, end_share = window.at(action.created_on), window.at(max(end, action.created_on))
    mark = add_mark(
        root,
        "late" if action.is_late else MARK_OF_STATE[State(action.state)],
        x=scale.at(start_share),
        width=scale.length(start_share, max(end_share, start_share + 0.006)),
        row_height=BAR + 4,
        top=top + 18,
    )
    add(mark, "title", f"{label_of(action)}\u00a0: {said(action)}")
    if action.due_on is not None and action.due_on != action.current_due_on:
        first = scale.at(window.at(action.due_on))
        agreed = add(
            root, "line", x1=first, x2=first, y1=top + 16, y2=top + 42, class_="gantt-agreed",
            stroke="#14211f", stroke_width=2, stroke_dasharray="2 2",
        )  # fmt: skip
        add(agreed, "title", f"Convenue d’abord au {day_short(action.due_on)}")


def said(action: Any) -> str:
    """« du 03/02/2026 au 30/06/2027, en retard », « depuis le 03/02/2026, sans échéance… »."""
    end = action.done_on or action.current_due_on
    state = "en retard" if action.is_late else str(State(action.state).label).lower()
    entered = day_short(action.created_on)
    days = f"du {entered} au {day_short(end)}" if end else f"depuis le {entered}, sans échéance"
    return f"{days}, {state}"
