"""Shares of a whole by status: a bar, or columns by quarter. Silence is a share of its own.

Drawn as text, for a page may hold a thousand marks: only numbers and the fixed words of the house
enter the drawings. Their colours are in `shares.css`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from hygie.web.charts.marks import MARKS, pattern_defs
from hygie.web.charts.svg import table
from hygie.web.formats import grouped, plural
from hygie.web.statuses import look_of

SILENT = "silent"
SILENT_WORD = "non renseigné"
KINDS = ("late", "due", "open", "unknown", "met", "not_applicable", SILENT)
WORDS = {kind: SILENT_WORD if kind == SILENT else look_of(kind).word for kind in KINDS}
BAR, STRIP, COLUMNS, HEAD, FOOT = 16, 30, 110, 16, 34
GAP = 0.06

Numbers = tuple[int, ...]
"""How many of a whole are in each of `KINDS`, in that order."""


@dataclass(frozen=True, slots=True)
class Column:
    """One quarter: « T4 2026 », the shares on its last day; `is_ahead`: that day is to come."""

    label: str
    year: int
    quarter: int
    numbers: Numbers
    is_ahead: bool


def numbers_of(counts: Mapping[str, int], total: int) -> Numbers:
    """Counts by status in the order of `KINDS`; those of `total` in no status are silent."""
    told = tuple(counts.get(kind, 0) for kind in KINDS[:-1])
    return (*told, max(0, total - sum(told)))


@lru_cache(maxsize=4096)
def said(numbers: Numbers) -> str:
    """« 3 en retard ; 21 faits », those at zero left out."""
    parts = zip(KINDS, numbers, strict=True)
    return "\u00a0; ".join(
        f"{grouped(number)} {word_for(kind, number)}" for kind, number in parts if number
    )


def word_for(kind: str, number: int) -> str:
    """« 1 fait », « 3 faits », « 4 non renseignés »."""
    if kind == SILENT:
        return f"non renseigné{plural(number)}"
    return look_of(kind).word_for(number)


def share_defs() -> SafeString:
    """The patterns of the marks, once in a page that holds such drawings."""
    silent = (
        '<svg class="pattern-defs" width="0" height="0" aria-hidden="true"><defs>'
        '<pattern id="hy-silent" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" class="soft-silent" fill="#ffffff"/>'
        '<rect y="2.5" width="6" height="1" class="hue-silent" fill="#c9d0cb"/>'
        "</pattern></defs></svg>"
    )
    return mark_safe(pattern_defs() + silent)  # noqa: S308  # fixed text


def _paint(kind: str) -> str:
    """Class of a mark, which gives its colours, and its pattern."""
    pattern = "hy-silent" if kind == SILENT else MARKS[kind].pattern
    return f'class="share-{kind}"' + (f' fill="url(#{pattern})"' if pattern else "")


PAINTS = {kind: _paint(kind) for kind in KINDS}


@lru_cache(maxsize=2048)
def share_bar(numbers: Numbers) -> SafeString:
    """One bar, of the width of its place: the share of each status, each with its words."""
    total, start, marks = sum(numbers) or 1, 0, []
    for kind, number in zip(KINDS, numbers, strict=True):
        if number:
            marks.append(
                f'<rect x="{start / total * 100:.3f}%" y="1" height="{BAR}"'
                f' width="{number / total * 100:.3f}%" {PAINTS[kind]}>'
                f"<title>{grouped(number)} {word_for(kind, number)}</title></rect>"
            )
            start += number
    return _drawing(said(numbers) or SILENT_WORD, BAR + 2, "".join(marks))


@lru_cache(maxsize=4096)
def _column(numbers: Numbers, height: int, is_ahead: bool) -> str:
    """The marks of one column in a box of 100 % by `height`, what is late at its foot."""
    total, foot, marks = sum(numbers) or 1, float(height), []
    for kind, number in zip(KINDS, numbers, strict=True):
        if number:
            tall = number / total * height
            foot -= tall
            marks.append(f'<rect y="{foot:.1f}" width="100%" height="{tall:.1f}" {PAINTS[kind]}/>')
    opacity = ' opacity="0.5"' if is_ahead else ""
    return f"<g{opacity}>{''.join(marks)}</g>"


@lru_cache(maxsize=1024)
def share_strip(columns: tuple[Column, ...]) -> SafeString:
    """The columns alone, for a row of a list: what is to come is drawn fainter."""
    name = ". ".join(f"{column.label}\u00a0: {said(column.numbers)}" for column in columns)
    marks = "".join(_placed(columns, STRIP, 0))
    return _drawing(name, STRIP, marks + _today(columns, 0, STRIP))


@lru_cache(maxsize=256)
def share_columns(columns: tuple[Column, ...]) -> SafeString:
    """The columns with the number late above each, quarters and years below."""
    name = ". ".join(f"{column.label}\u00a0: {said(column.numbers)}" for column in columns)
    texts = []
    for place, column in enumerate(columns):
        centre = f"{(place + 0.5) / len(columns) * 100:.3f}%"
        if column.numbers[0]:
            texts.append(_text(grouped(column.numbers[0]), centre, HEAD - 4, "share-late-number"))
        texts.append(_text(f"T{column.quarter}", centre, HEAD + COLUMNS + 15, "axis-quarter"))
        if column.quarter == 1:
            x = f"{place / len(columns) * 100:.3f}%"
            texts.append(_text(str(column.year), x, HEAD + COLUMNS + 31, "axis-year", "start"))
    marks = "".join(_placed(columns, COLUMNS, HEAD))
    line = _today(columns, HEAD - 4, COLUMNS + 8)
    return _drawing(name, HEAD + COLUMNS + FOOT, marks + "".join(texts) + line)


def share_axis(columns: Sequence[Column]) -> SafeString:
    """Years and quarters above a list of strips, hidden from readers of screens."""
    texts = []
    for place, column in enumerate(columns):
        x = f"{place / len(columns) * 100:.3f}%"
        if column.quarter == 1:
            texts.append(_text(str(column.year), x, 13, "axis-year", "start"))
        centre = f"{(place + 0.5) / len(columns) * 100:.3f}%"
        texts.append(_text(f"T{column.quarter}", centre, 29, "axis-quarter"))
    return mark_safe(  # noqa: S308  # numbers and fixed words
        f'<svg class="shares-drawing" width="100%" height="34" aria-hidden="true">'
        f"{''.join(texts)}</svg>"
    )


def _placed(columns: Sequence[Column], height: int, top: int) -> list[str]:
    wide = 100 / len(columns)
    return [
        f'<svg x="{(place + GAP / 2) * wide:.3f}%" y="{top}" width="{wide * (1 - GAP):.3f}%"'
        f' height="{height}"><title>{escape(column.label)}\u00a0: {said(column.numbers)}</title>'
        f"{_column(column.numbers, height, column.is_ahead)}</svg>"
        for place, column in enumerate(columns)
    ]


def _today(columns: Sequence[Column], top: int, height: int) -> str:
    """The line between what was and what is to come, when both are drawn."""
    ahead = [place for place, column in enumerate(columns) if column.is_ahead]
    if not ahead or not ahead[0]:
        return ""
    x = f"{ahead[0] / len(columns) * 100:.3f}%"
    return (
        f'<line x1="{x}" x2="{x}" y1="{top}" y2="{top + height}" class="day-today"'
        f' stroke="#0b4a59" stroke-width="2"/>'
    )


def _text(words: str, x: str, y: int, name: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x}" y="{y}" class="{name}" text-anchor="{anchor}" font-size="12">{words}</text>'
    )


def _drawing(name: str, height: int, inside: str) -> SafeString:
    return mark_safe(  # noqa: S308  # numbers, fixed words, and the name escaped here
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(name)}"'
        f' class="shares-drawing" width="100%" height="{height}">{inside}</svg>'
    )


def share_legend(kinds: Sequence[str] = KINDS, *, over_time: bool = False) -> SafeString:
    """What each mark means, with its word; `over_time`: and what is to come."""
    entries = [(_swatch(f'<rect x="1" y="2" width="24" height="14" {PAINTS[one]}/>'), WORDS[one])
               for one in kinds]  # fmt: skip
    if over_time:
        mark = f'<rect x="1" y="2" width="24" height="14" opacity="0.5" {PAINTS["met"]}/>'
        entries.append((_swatch(mark), "estompé\u00a0: à venir, si rien ne change"))
    return format_html(
        '<ul class="frise-legend">{}</ul>', format_html_join("", "<li>{} {}</li>", entries)
    )


def _swatch(inside: str) -> SafeString:
    drawing = f'<svg width="26" height="18" aria-hidden="true">{inside}</svg>'
    return mark_safe(drawing)  # noqa: S308  # fixed text


def share_table(columns: Sequence[Column], *, title: str) -> SafeString:
    """The same, in a table: one row per quarter, one column per status that is there."""
    kinds = [kind for place, kind in enumerate(KINDS) if any(c.numbers[place] for c in columns)]
    rows = [
        (
            f"{column.label}{' (à venir)' if column.is_ahead else ''}",
            *(grouped(column.numbers[KINDS.index(kind)]) for kind in kinds),
        )
        for column in columns
    ]
    return table(title, ("Trimestre", *(WORDS[kind] for kind in kinds)), rows)
