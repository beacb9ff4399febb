"""One line of a chronogramme: what its cells say, and what they cannot say."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hygie.domain.names import search_key
from hygie.domain.scenario.columns import KINDS, Column, channel_of
from hygie.domain.scenario.document import cleaned
from hygie.domain.scenario.functions import code_of
from hygie.domain.scenario.hours import Hours, Wall, since_debex, wall_clock
from hygie.domain.scenario.shape import Channel, StimulusKind
from hygie.domain.workbook import RawSheet, place

LONGEST_S = 24 * 3600
LONGEST = {Column.TITLE: 200, Column.BODY: 20_000, Column.SENDER: 120, Column.HELP: 4_000}
LONGEST_ITEM = {Column.EXPECTED: 1_000, Column.OBJECTIVES: 300}
EVERYBODY = {"tous", "toutes", "tous les joueurs", "tout le monde", "ensemble des joueurs"}
BETWEEN_MANY = re.compile(r"[,;/|\n]+")
BETWEEN_TWO = re.compile(r"\s+(?:et|&|\+)\s+|\s*[&+]\s*", re.IGNORECASE)
BULLET = re.compile(r"^[-–—•*▪·]\s*")
OBJECTIVE_CODE = re.compile(r"\bO[1-9][0-9]?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """What a cell (« C5 ») cannot say. An error keeps the line from being imported."""

    cell: str
    message: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet. `row` from 1, as the spreadsheet shows it.

    `at_s`: seconds after DEBEX, None when it cannot be computed; `said_hour`: what the cell says.
    `recipients`: codes of functions. `objectives`: as they are said.
    """

    row: int
    at_s: int | None
    said_hour: str
    story_time: str
    sender: str
    recipients: tuple[str, ...]
    channel: Channel
    kind: StimulusKind
    title: str
    body: str
    expected: tuple[str, ...]
    objectives: tuple[str, ...]
    help: str
    remarks: tuple[Remark, ...] = ()

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(one for one in self.remarks if one.is_error)


@dataclass(frozen=True, slots=True)
class Chronogramme:
    """A sheet as it is understood, to be shown before anything is written.

    `hours`: how its hours are read; `needs_debex`: they are those of the wall and DEBEX was not
    given; `first_hour`: « 09:30 », the DEBEX to propose. `unknown`: names of recipients to match
    with functions. `ignored_rows`: titles and legends.
    """

    sheet: str
    sheets: tuple[str, ...]
    columns: Mapping[Column, str]
    hours: Hours
    needs_debex: bool
    first_hour: str
    lines: tuple[Line, ...]
    unknown: tuple[str, ...] = ()
    ignored_rows: tuple[int, ...] = ()

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for line in self.lines for remark in line.errors)


@dataclass(slots=True)
class Reader:
    """Reads the cells of a sheet whose columns are known."""

    sheet: RawSheet
    columns: Mapping[Column, int]
    aliases: Mapping[str, str]
    unknown: list[str] = field(default_factory=list)
    everybody: set[int] = field(default_factory=set)

    def cell(self, rank: int, column: Column) -> Any:
        """The value of a cell; None: empty, or no such column."""
        at = self.columns.get(column)
        value = None if at is None else self.sheet.rows[rank][at]
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, rank: int, column: Column) -> str:
        value = self.cell(rank, column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else cleaned(str(value))

    def name(self, rank: int, column: Column) -> str:
        return place(rank, self.columns.get(column, self.columns[Column.AT]))

    def is_filled(self, rank: int) -> bool:
        return any(value not in ("", None) for value in self.sheet.rows[rank])

    def is_line(self, rank: int) -> bool:
        """A line has words, and an hour or somebody to receive them; else it is a title."""
        has_words = bool(self.text(rank, Column.TITLE) or self.text(rank, Column.BODY))
        has_hour = self.cell(rank, Column.AT) is not None
        has_column = Column.RECIPIENTS in self.columns
        return has_words and (has_hour or (has_column and bool(self.text(rank, Column.RECIPIENTS))))

    def hours(self, ranks: Sequence[int]) -> list[Any]:
        return [cell for rank in ranks if (cell := self.cell(rank, Column.AT)) is not None]

    def times(
        self, ranks: Sequence[int], hours: Hours, debex: dt.time | None
    ) -> Iterator[tuple[int | None, list[Remark]]]:
        """Exercise time of each line and what its hour cannot say."""
        wall = None
        if debex is not None:
            wall = Wall(debex.hour * 3600 + debex.minute * 60 + debex.second)
        last = 0
        for rank in ranks:
            at, problem = self._time(rank, hours, wall)
            remarks = [Remark(self.name(rank, Column.AT), problem)] if problem else []
            if at is not None and at < last:
                message = "Avant une ligne du dessus\u00a0: elle sera remise à sa place."
                remarks.append(Remark(self.name(rank, Column.AT), message, is_error=False))
            last = max(last, at or 0)
            yield at, remarks

    def _time(self, rank: int, hours: Hours, wall: Wall | None) -> tuple[int | None, str]:
        cell = self.cell(rank, Column.AT)
        if (rank, self.columns[Column.AT]) in self.sheet.uncomputed:
            return None, "Formule sans résultat\u00a0: enregistrez le classeur avec ses valeurs."
        if cell is None:
            return None, "Il manque l’heure."
        shown = str(cell)[:40]
        if hours is Hours.SINCE_DEBEX:
            at = since_debex(cell)
            if at is None:
                return (
                    None,
                    f"«\u00a0{shown}\u00a0»\u00a0: on attend des minutes (20) ou H:MM après DEBEX.",
                )
        else:
            clock = wall_clock(cell)
            if clock is None:
                return None, f"«\u00a0{shown}\u00a0» n’est pas une heure (21:10, 21h10)."
            if wall is None:
                return None, ""
            at = wall.seconds(clock)
        if at < 0:
            return None, f"«\u00a0{shown}\u00a0» est avant DEBEX."
        if at >= LONGEST_S:
            return None, f"«\u00a0{shown}\u00a0» est plus de 24\u00a0heures après DEBEX."
        return at, ""

    def line(self, rank: int, at_s: int | None, remarks: list[Remark], *, is_wall: bool) -> Line:
        """The line of a row, with the remarks of its other cells."""
        recipients = self._recipients(rank, remarks)
        channel = self._channel(rank, remarks)
        title, body = self.text(rank, Column.TITLE), self.text(rank, Column.BODY)
        title = title or body.split("\n")[0]
        longest = LONGEST[Column.TITLE]
        if len(title) > longest:
            if self.text(rank, Column.TITLE):
                message = f"Titre coupé à {longest} caractères."
                remarks.append(Remark(self.name(rank, Column.TITLE), message, is_error=False))
            body = body or title
            title = title[: longest - 1].rstrip() + "…"
        remarks += self._too_long(rank)
        return Line(
            row=rank + 1,
            at_s=at_s,
            said_hour=self.text(rank, Column.AT),
            story_time=self._story(rank, is_wall=is_wall),
            sender=self.text(rank, Column.SENDER) or "Animateur",
            recipients=recipients,
            channel=channel,
            kind=KINDS.get(search_key(self.text(rank, Column.KIND)), StimulusKind.MAIN),
            title=title,
            body=body or title,
            expected=self.items(rank, Column.EXPECTED),
            objectives=self.items(rank, Column.OBJECTIVES),
            help=self.text(rank, Column.HELP),
            remarks=tuple(remarks),
        )

    def items(self, rank: int, column: Column) -> tuple[str, ...]:
        """The items of a cell: its lines without bullets; codes of objectives may share one."""
        text = self.text(rank, column)
        is_codes = column is Column.OBJECTIVES and len(OBJECTIVE_CODE.findall(text)) > 1
        parts = BETWEEN_MANY.split(text) if is_codes else text.split("\n")
        items = (BULLET.sub("", part.strip()).strip() for part in parts)
        return tuple(item for item in items if item)

    def _too_long(self, rank: int) -> Iterator[Remark]:
        for column in (Column.BODY, Column.SENDER, Column.HELP):
            if len(self.text(rank, column)) > LONGEST[column]:
                message = f"Texte trop long\u00a0: {LONGEST[column]} caractères au plus."
                yield Remark(self.name(rank, column), message)
        for column, longest in LONGEST_ITEM.items():
            if any(len(item) > longest for item in self.items(rank, column)):
                message = f"Texte trop long\u00a0: {longest} caractères au plus par ligne."
                yield Remark(self.name(rank, column), message)

    def _story(self, rank: int, *, is_wall: bool) -> str:
        """The clock of the story: its own column, or that of the wall."""
        if Column.STORY not in self.columns and not is_wall:
            return ""
        column = Column.STORY if Column.STORY in self.columns else Column.AT
        cell = self.cell(rank, column)
        if isinstance(cell, dt.datetime):
            return f"{cell:%d/%m %H:%M}"
        if isinstance(cell, dt.time):
            return f"{cell:%H:%M}"
        return self.text(rank, column)[:60]

    def _channel(self, rank: int, remarks: list[Remark]) -> Channel:
        said = self.text(rank, Column.CHANNEL)
        found = channel_of(said) if said else Channel.ORAL
        if found is None:
            message = f"Canal inconnu\u00a0: «\u00a0{said[:40]}\u00a0», joué à l’oral."
            remarks.append(Remark(self.name(rank, Column.CHANNEL), message, is_error=False))
        return found or Channel.ORAL

    def _recipients(self, rank: int, remarks: list[Remark]) -> tuple[str, ...]:
        """Codes of the functions named; the names that we do not know are told."""
        said = self.text(rank, Column.RECIPIENTS)
        name = self.name(rank, Column.RECIPIENTS)
        if not said:
            remarks.append(Remark(name, "Il manque le destinataire."))
            return ()
        if search_key(said) in EVERYBODY:
            self.everybody.add(rank + 1)
            return ()
        codes: list[str] = []
        for word in _names(said, self.aliases):
            code = code_of(word, self.aliases)
            if code is None:
                self.unknown.append(word)
                message = (
                    f"«\u00a0{word[:40]}\u00a0» n’est pas une fonction connue\u00a0: "
                    "dites à quelle fonction ce nom correspond."
                )
                remarks.append(Remark(name, message))
            else:
                codes.append(code)
        return tuple(dict.fromkeys(codes))


def _names(said: str, aliases: Mapping[str, str]) -> Iterator[str]:
    """Each name of a cell; « et » only parts what is not one name as a whole."""
    for part in [said] if code_of(said, aliases) else BETWEEN_MANY.split(said):
        word = part.strip()
        if not word:
            continue
        if code_of(word, aliases):
            yield word
        else:
            yield from (one.strip() for one in BETWEEN_TWO.split(word) if one.strip())
