"""The page of 25 lines: what is asked, what is noted already, what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from hygie.compliance.first_run.forms import LineForm, PageForm
from hygie.compliance.first_run.lines import SPECS, Answer, LineSpec
from hygie.compliance.first_run.noted import Noted, noted_lines
from hygie.compliance.first_run.services import LinesRefused, may_write
from hygie.compliance.gestures import NAMES, ROOM_OF_ACTION
from hygie.domain.dated import load_book
from hygie.domain.digital_budget import NOTE_SECTORS
from hygie.obligations.selectors import open_questions
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right, roles_with
from hygie.organisations.scope import Scope


@dataclass(frozen=True)
class Row:
    """One year of a line, or the whole line. `noted` stands in place of the questions, unless
    something was typed there meanwhile."""

    form: LineForm
    noted: Noted | None

    @property
    def year(self) -> int | None:
        return self.form.year

    @property
    def year_label(self) -> str:
        """The year as it is shown; with the fiscal year that it is about, where it differs."""
        if self.year is None:
            return ""
        before = f" (exercice {self.year - 1})" if self.form.spec.is_of_year_before else ""
        return f"{self.year}{before}"

    @property
    def is_asked(self) -> bool:
        return self.noted is None or self.form.is_filled


@dataclass(frozen=True)
class Line:
    """One obligation. `rows`: the present year first, then `earlier`."""

    spec: LineSpec
    label: str
    rows: list[Row]
    is_open_question: bool
    is_concerned: bool

    @property
    def code(self) -> str:
        return self.spec.code

    @property
    def row(self) -> Row:
        return self.rows[0]

    @property
    def earlier(self) -> list[Row]:
        return self.rows[1:]

    @property
    def earlier_has_errors(self) -> bool:
        return any(row.form.is_bound and row.form.errors for row in self.earlier)


@dataclass(frozen=True)
class Group:
    """One of the seven actions."""

    number: int
    title: str
    lines: list[Line]


class Page:
    """The page shown, or sent (`data`): the lines that the person may write."""

    def __init__(
        self, scope: Scope, unit: Organisation, data: Mapping[str, Any] | None = None
    ) -> None:
        today = scope.on
        self.form = PageForm(data)
        noted = noted_lines(unit, today)
        questions = {question.obligation for question in open_questions(unit)}
        book = load_book()
        note_sectors = book.at(today).codes(NOTE_SECTORS)
        self.lines = [
            Line(
                spec=spec,
                label=book.obligation(spec.code).label,
                rows=rows_of(spec, today, noted, data),
                is_open_question=spec.code in questions,
                is_concerned=spec.code != "7.b" or unit.sector in ("", None, *note_sectors),
            )
            for spec in SPECS
            if may_write(scope, unit, spec.code)
        ]

    @property
    def groups(self) -> list[Group]:
        """Lines by action, in the order of the text."""
        numbers = sorted({line.spec.action for line in self.lines})
        return [
            Group(
                number, NAMES[number], [line for line in self.lines if line.spec.action == number]
            )
            for number in numbers
        ]

    @property
    def left_to_others(self) -> list[tuple[int, str, str]]:
        """The actions that the person may not note: number, name, roles that note them."""
        shown = {line.spec.action for line in self.lines}
        return [
            (number, NAMES[number], ", ".join(role.label for role in roles))
            for number in sorted({spec.action for spec in SPECS} - shown)
            if (roles := roles_with(ROOM_OF_ACTION[number], Right.WRITE))
        ]

    @property
    def line_forms(self) -> list[LineForm]:
        return [row.form for line in self.lines for row in line.rows]

    def is_valid(self) -> bool:
        """Every line is looked at, so that all faults are told at once."""
        return all([self.form.is_valid(), *(form.is_valid() for form in self.line_forms)])

    @property
    def page_id(self) -> UUID:
        found: UUID = self.form.cleaned_data["new_id"]
        return found

    @property
    def answers(self) -> list[Answer]:
        """What a valid page says, line by line."""
        given = (form.answer for form in self.line_forms)
        return [answer for answer in given if answer is not None]

    @property
    def approximate(self) -> list[tuple[str, date]]:
        """The line and the day taken of each month that was typed alone."""
        return [
            (answer.code, day)
            for answer in self.answers
            for name in answer.months
            if (day := answer.day_of(name)) is not None
        ]

    def refuse(self, refused: LinesRefused) -> None:
        """Says each refusal at its line."""
        for form in self.line_forms:
            error = refused.errors.get((form.spec.code, form.year))
            if error is not None:
                form.refuse(error)

    @property
    def faults(self) -> list[dict[str, Any]]:
        """For the summary on top: line, field and text of each fault."""
        return [
            {
                "code": form.spec.code,
                "year": form.year,
                "field": field,
                "text": " ".join(map(str, errors)),
            }
            for form in self.line_forms
            if form.is_bound
            for field in form.visible_fields()
            if (errors := field.errors)
        ]


def rows_of(
    spec: LineSpec,
    today: date,
    noted: Mapping[tuple[str, int | None], Noted],
    data: Mapping[str, Any] | None,
) -> list[Row]:
    return [
        Row(LineForm(data, spec=spec, year=year), noted.get((spec.code, year)))
        for year in spec.years(today)
    ]
