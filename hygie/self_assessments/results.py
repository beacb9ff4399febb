"""What the answers are worth: by theme, line by line, beside last year's."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from hygie.domain.packs import measure_of
from hygie.domain.packs.scoring import NOT_APPLICABLE, Line, Scores, Sum, score
from hygie.self_assessments.judging import Answered
from hygie.self_assessments.models import MeasurePack, SelfAssessment
from hygie.web.charts import Bar, bars, bars_table
from hygie.web.charts.radar import Outline, is_radar, radar, radar_table
from hygie.web.formats import grouped, percent

Answers = Mapping[str, Answered]
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """One theme, this time and the time before, in words."""

    number: int
    label: str
    answered: str
    value: str
    before: str
    difference: str


@dataclass(frozen=True, slots=True)
class LineResult:
    """One measure, its answer, and what it brings."""

    number: str
    title: str
    answer: str
    before: str
    weight: str
    share: str
    points: str
    has_moved: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everything of the page. `whole`: the line of all themes."""

    scores: Scores
    earlier: Scores | None
    themes: tuple[ThemeResult, ...]
    whole: ThemeResult
    formula: str


def scores_of(assessment: SelfAssessment, answers: Answers) -> Scores:
    """The scores of what is answered; what was taken over and not read again does not count."""
    said: dict[str, int | str | None] = {
        key: NOT_APPLICABLE if one.is_not_applicable else one.level
        for key, one in answers.items()
        if one.is_given
    }
    return score(assessment.measures, assessment.pack.scale, said)


def results_of(assessment: SelfAssessment, answers: Answers, earlier: Scores | None) -> Results:
    """The results, beside those of the time before when there is one."""
    scores = scores_of(assessment, answers)
    known = {one.label: one for one in earlier.themes} if earlier else {}
    themes = tuple(
        _theme(number, one, known.get(one.label)) for number, one in enumerate(scores.themes, 1)
    )
    whole = _theme(0, scores.whole, earlier.whole if earlier else None)
    formula = f"{_figure(scores.whole.points)} ÷ {_figure(scores.whole.weights)}"
    return Results(scores, earlier, themes, whole, formula)


def _theme(number: int, now: Sum, before: Sum | None) -> ThemeResult:
    value, old = now.value, before.value if before else None
    moved = "" if value is None or old is None else _difference(float(value - old) * 100)
    return ThemeResult(
        number=number,
        label=now.label or "Ensemble",
        answered=f"{grouped(now.answered)} sur {grouped(now.total)}",
        value=share_words(value),
        before=share_words(old),
        difference=moved or NOTHING,
    )


def _difference(points: float) -> str:
    rounded = round(points)
    if rounded == 0:
        return "="
    return f"+{rounded} points" if rounded > 0 else f"−{-rounded} points"


def share_words(value: Any) -> str:
    """A share from 0 to 1 as « 45 % »; a dash without any."""
    return NOTHING if value is None else percent(float(value) * 100, 0)


def _figure(value: Any) -> str:
    return grouped(round(float(value), 2), 2 if float(value) != int(value) else 0)


def lines_of(
    assessment: SelfAssessment,
    results: Results,
    answers: Answers,
    before: Answers,
    theme: str,
) -> list[LineResult]:
    """The measures of one theme, each with what it brings to the figure."""
    measures = {one["id"]: measure_of(one) for one in assessment.measures_of(theme)}
    levels = assessment.pack.levels
    return [
        _line(line, measures[line.id], levels, answers.get(line.id), before.get(line.id))
        for line in results.scores.lines
        if line.id in measures
    ]


def _line(
    line: Line,
    measure: Mapping[str, Any],
    levels: Mapping[int, str],
    answer: Answered | None,
    before: Answered | None,
) -> LineResult:
    said, old = _answer(answer, levels), _answer(before, levels)
    return LineResult(
        number=measure["number"],
        title=measure["title"],
        answer=said,
        before=old,
        weight=_figure(line.weight),
        share=share_words(line.share),
        points=NOTHING if line.points is None else _figure(line.points),
        has_moved=old != NOTHING and said != old,
    )


def _answer(answer: Answered | None, levels: Mapping[int, str]) -> str:
    if answer is None or not answer.is_given:
        return "à confirmer" if answer is not None and answer.carried_from else NOTHING
    if answer.is_not_applicable:
        return "ne s’applique pas"
    level = answer.level if answer.level is not None else 0
    return f"{level} – {levels.get(level, 'hors échelle')}"


def drawings(results: Results, label: str, label_before: str) -> dict[str, Any]:
    """Radar and bars by theme, each with its table; no radar of fewer than three axes."""
    axes = [one.label for one in results.scores.themes]
    outlines = [Outline(label, _values(results.scores, axes))]
    if results.earlier:
        outlines.append(Outline(label_before, _values(results.earlier, axes)))
    items = [
        Bar(one.label, float(one.value or 0) * 100, share_words(one.value))
        for one in results.scores.themes
    ]
    title = "Niveau par thème"
    drawn = {
        "bars": bars(items, title=title, maximum=100),
        "bars_table": bars_table(items, title=title, heads=("Thème", "Niveau")),
        "radar": "",
        "radar_table": "",
    }
    if is_radar(axes):
        drawn["radar"] = radar(axes, outlines, title=title)
        drawn["radar_table"] = radar_table(axes, outlines, title=title, head="Thème")
    return drawn


def _values(scores: Scores, axes: Sequence[str]) -> tuple[float | None, ...]:
    known = {one.label: one.value for one in scores.themes}
    return tuple(None if (value := known.get(axis)) is None else float(value) for axis in axes)


HEADINGS = (
    ("Numéro", 12), ("Thème", 28), ("Mesure", 50), ("Niveau", 10), ("Ne s’applique pas", 14),
    ("Poids", 8), ("Part (0 à 1)", 12), ("Points", 10), ("Poids compté", 12),
)  # fmt: skip
FIRST = 5


def results_workbook(assessment: SelfAssessment, results: Results) -> bytes:
    """The answers with the formulas that give the figures: anyone may compute them again."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("Calcul")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        share = book.add_format({"num_format": "0.0 %"})
        _head(sheet, assessment, bold, text)
        measures = {one["id"]: measure_of(one) for one in assessment.measures}
        for row, line in enumerate(results.scores.lines, FIRST + 1):
            _row(sheet, row, line, measures[line.id], text)
        last = FIRST + 1 + len(results.scores.lines)
        value = results.scores.whole.value
        sheet.write_string(2, 0, "Niveau d’ensemble", bold)
        points, weights = (f"SUM({column}{FIRST + 2}:{column}{last})" for column in "HI")
        total = f'=IF({weights}=0,"",{points}/{weights})'
        sheet.write_formula(2, 2, total, share, "" if value is None else float(value))
        sheet.freeze_panes(FIRST + 1, 0)
    return buffer.getvalue()


def _head(sheet: Any, assessment: SelfAssessment, bold: Any, text: Any) -> None:
    pack = assessment.pack
    values = [row["value"] for row in pack.scale]
    sheet.write_string(0, 0, f"{assessment}, {pack.title}, version {pack.version}", bold)
    sheet.write_string(1, 0, _status(pack), text)
    sheet.write_string(3, 0, "Plus bas niveau", bold)
    sheet.write_number(3, 2, min(values, default=0))
    sheet.write_string(4, 0, "Plus haut niveau", bold)
    sheet.write_number(4, 2, max(values, default=0))
    for column, (heading, width) in enumerate(HEADINGS):
        sheet.set_column(column, column, width)
        sheet.write_string(FIRST, column, heading, bold)


def _status(pack: MeasurePack) -> str:
    """What the text is, repeated where its figures go."""
    return f"Statut du référentiel\u00a0: {pack.get_origin_display()}"


def _row(sheet: Any, row: int, line: Line, measure: Mapping[str, Any], text: Any) -> None:
    sheet.write_string(row, 0, measure["number"], text)
    sheet.write_string(row, 1, measure["theme"], text)
    sheet.write_string(row, 2, measure["title"], text)
    if line.level is not None:
        sheet.write_number(row, 3, line.level)
    if line.is_not_applicable:
        sheet.write_string(row, 4, "oui", text)
    sheet.write_number(row, 5, float(line.weight))
    at, counted = row + 1, line.share is not None
    sheet.write_formula(
        row,
        6,
        f'=IF(D{at}="","",(D{at}-$C$4)/($C$5-$C$4))',
        None,
        float(line.share) if line.share is not None else "",
    )
    sheet.write_formula(
        row,
        7,
        f'=IF(D{at}="","",F{at}*G{at})',
        None,
        float(line.points) if line.points is not None else "",
    )
    sheet.write_formula(
        row, 8, f'=IF(D{at}="","",F{at})', None, float(line.weight) if counted else ""
    )  # fmt: skip
