"""The chronogramme as a drawing: one lane a cell, one mark a stimulus, all read in the table."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from hygie.domain.scenario.shape import CellKind, Scenario, Stimulus, StimulusKind
from hygie.exercises.scenario_words import clock, length, word
from hygie.web.charts.svg import add, drawing, markup

LEFT, RIGHT, TOP, LANE, FOOT = 150, 16, 26, 34, 8
WIDTH = 1180
HALF_HOUR = 1800
CLOSE, R = 26.0, 6.0
STEPS_S = (300, 600, 900, HALF_HOUR, 3600, 2 * 3600)
MOST_TICKS = 14
NO_CELL = "Sans cellule"


@dataclass(frozen=True, slots=True)
class Lane:
    """A line of the drawing: its name, and the stimuli that reach it."""

    name: str
    stimuli: tuple[Stimulus, ...]


def lanes_of(scenario: Scenario) -> list[Lane]:
    """The cells that receive something, in the order of the list; those without cell last."""
    cells = {one.function: one.cell for one in scenario.publics}
    wanted: list[CellKind | None] = [*CellKind, None]
    lanes = []
    for cell in wanted:
        found = tuple(
            one
            for one in scenario.stimuli
            if any(cells.get(function) == cell for function in one.recipients)
        )
        if found:
            lanes.append(Lane(word(cell) or NO_CELL, found))
    return lanes


def chronogramme(scenario: Scenario) -> SafeString | str:
    """The stimuli over the time of exercise, by cell; "" without any."""
    lanes = lanes_of(scenario)
    if not lanes:
        return ""
    height = TOP + LANE * len(lanes) + FOOT
    end = max([scenario.length_s, *(one.at_s for one in scenario.stimuli)])
    root = drawing(
        f"Chronogramme\u00a0: {len(scenario.stimuli)} stimuli en {length(scenario.length_s)}",
        "Une ligne par cellule, un signe par stimulus. Le tableau dit la même chose.",
        viewBox=f"0 0 {WIDTH} {height}",
        class_="chronogramme-drawing",
    )
    _axis(root, end, height)
    for jump in (one for one in scenario.stimuli if one.kind == StimulusKind.TIME_JUMP):
        x = _x(jump.at_s, end)
        add(root, "line", x1=x, x2=x, y1=TOP, y2=height - FOOT, class_="chrono-jump")
    for rank, lane in enumerate(lanes):
        _lane(root, lane, TOP + LANE * rank, end)
    return markup(root)


def _x(at_s: int, end: int) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * at_s / max(1, end), 1)


def _axis(root: Element, end: int, height: int) -> None:
    step = next((one for one in STEPS_S if end / one <= MOST_TICKS), STEPS_S[-1])
    for at_s in range(0, end + 1, step):
        x = _x(at_s, end)
        add(root, "line", x1=x, x2=x, y1=TOP - 4, y2=height - FOOT, class_="grid")
        add(root, "text", clock(at_s), x=x, y=TOP - 10, class_="chrono-time", text_anchor="middle")


def _lane(root: Element, lane: Lane, top: int, end: int) -> None:
    middle = top + LANE / 2
    add(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=top + LANE, y2=top + LANE, class_="grid")
    add(root, "text", lane.name, x=0, y=middle + 4, class_="chrono-lane")
    told = -CLOSE
    for one in lane.stimuli:
        x = _x(one.at_s, end)
        group = add(root, "g", class_=f"chrono-mark chrono-{one.kind.name.lower()}")
        add(group, "title", f"{clock(one.at_s)} {one.code} – {one.title}")
        add(group, "path", d=_outline(one.kind, x, middle + 5), class_="chrono-sign")
        if x - told >= CLOSE:
            add(group, "text", one.code, x=x, y=middle - 5, text_anchor="middle")
            told = x


def _outline(kind: StimulusKind, x: float, y: float) -> str:
    """A shape by kind: disc, triangle up, diamond, square, ring, bar."""
    if kind == StimulusKind.PRESSURE:
        return _path((x, y - R - 1), (x + R + 1, y + R), (x - R - 1, y + R))
    if kind == StimulusKind.DECOY:
        return _path((x, y - R - 1), (x + R + 1, y), (x, y + R + 1), (x - R - 1, y))
    if kind == StimulusKind.REMINDER:
        return _path((x - R, y - R), (x + R, y - R), (x + R, y + R), (x - R, y + R))
    if kind == StimulusKind.TIME_JUMP:
        return _path((x - 2, y - R - 3), (x + 2, y - R - 3), (x + 2, y + R + 3), (x - 2, y + R + 3))
    return f"M{x - R:.1f} {y:.1f}a{R} {R} 0 1 0 {2 * R} 0a{R} {R} 0 1 0 {-2 * R} 0Z"


def _path(*points: tuple[float, float]) -> str:
    first, *others = points
    steps = "".join(f"L{x:.1f} {y:.1f}" for x, y in others)
    return f"M{first[0]:.1f} {first[1]:.1f}{steps}Z"
