"""What an archive says, read with suspicion: every value is checked before it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any, NoReturn

from hygie.documents.storage import clean_name
from hygie.domain.logbook import Break, EntryContent, SealedEntry, breaks
from hygie.domain.playing.archive import Archive, ArchiveFault
from hygie.domain.playing.retex import Draft, FindingKind, Play, draft
from hygie.domain.playing.scoring import Result, Seen, scores
from hygie.domain.scenario.cutting import filled, short_cut
from hygie.domain.scenario.faults import ScenarioErrors
from hygie.domain.scenario.loading import load
from hygie.domain.scenario.shape import Scenario
from hygie.exercises.models import Constat
from hygie.exercises.run_enums import PartRole, PlayState, Presence

# Rows of one list, and lines of all the main courantes together.
MOST_ROWS = 20_000
# Crises and their exercises are of these years.
YEARS = range(2000, 2101)
TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who took part, as the archive says."""

    key: str
    name: str
    unit: str
    function: str
    role: str
    presence: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a main courante. `sealed`: None in an archive without names."""

    number: int
    happened_at: datetime
    author: str
    text: str
    sealed: SealedEntry | None


@dataclass(frozen=True, slots=True)
class Log:
    """A main courante. `is_sealed`: its chain may be verified; `breaks`: where it does not hold."""

    title: str
    unit: str
    is_sealed: bool
    lines: Sequence[LogLine]
    breaks: Sequence[Break]
    last_hash: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that may be taken out. `path`: in the archive."""

    path: str
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """One constat of a RETEX. `decision`: a value of `Constat.Decision`."""

    kind: str
    text: str
    decision: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """A RETEX. `unit`: "" for the common one, or without names; `validated`: in words, "" else."""

    unit: str
    synthesis: str
    validated_on: date | None
    validated_by: str
    constats: Sequence[Found]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that the page of an archive shows."""

    title: str
    source: str
    played_on: date | None
    made_at: datetime | None
    has_names: bool
    after_the_fact: bool
    run_key: str
    values: Mapping[str, Any]
    scenario: Scenario
    people: Sequence[Person]
    review: Draft
    observations: Sequence[Mapping[str, Any]]
    retexes: Sequence[Told]
    logs: Sequence[Log]
    documents: Sequence[Document]


class _Reader:
    """Values of one file of the archive; a wrong one is a fault of that file."""

    def __init__(self, archive: Archive, path: str) -> None:
        self.archive, self.path = archive, path

    def fault(self) -> NoReturn:
        raise ArchiveFault("bad_content", self.path)

    def mapping(self) -> dict[str, Any]:
        found = self.archive.json(self.path, {})
        return found if isinstance(found, dict) else self.fault()

    def rows(self, value: Any = None) -> list[dict[str, Any]]:
        found = self.archive.json(self.path, []) if value is None else value
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.fault()
        if len(found) > MOST_ROWS:
            raise ArchiveFault("too_many", self.path)
        return found

    def text(self, row: Mapping[str, Any], name: str) -> str:
        value = row.get(name, "")
        return value.replace("\x00", "") if isinstance(value, str) else self.fault()

    def number(self, row: Mapping[str, Any], name: str) -> int | None:
        value = row.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 10**9:
            self.fault()
        return value

    def one_of(self, row: Mapping[str, Any], name: str, known: Sequence[str]) -> str:
        value = self.text(row, name)
        return value if value in known else self.fault()

    def day(self, row: Mapping[str, Any], name: str) -> date | None:
        text = self.text(row, name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault()

    def instant(self, row: Mapping[str, Any], name: str) -> datetime | None:
        text = self.text(row, name)
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fault()
        return found if found.tzinfo is not None and found.year in YEARS else self.fault()


def content_of(archive: Archive) -> Content:
    """What the archive holds. Raises ArchiveFault: damaged, bad_content, too_many."""
    manifest = _Reader(archive, "manifest.json")
    head = _mapping(manifest, archive.manifest.get("exercise", {}))
    source = _mapping(manifest, archive.manifest.get("source", {}))
    exercise = _Reader(archive, "exercise.json")
    values = exercise.mapping()
    scenario = _scenario(archive, values)
    people = list(_people(archive))
    observations = _observations(archive)
    return Content(
        title=(manifest.text(head, "title") or scenario.title)[:TITLE_LENGTH],
        source=manifest.text(source, "name")[:TITLE_LENGTH],
        played_on=manifest.day(head, "played_on"),
        made_at=manifest.instant(archive.manifest, "made_at"),
        has_names=archive.manifest.get("names") is not False,
        after_the_fact=values.get("after_the_fact") is True,
        run_key=manifest.text(head, "id")[:64],
        values=values,
        scenario=scenario,
        people=people,
        review=_review(archive, scenario, people, observations),
        observations=observations,
        retexes=[_retex(archive, row) for row in _Reader(archive, "retex.json").rows()],
        logs=_logs(archive),
        documents=list(_documents(archive)),
    )


def _mapping(reader: _Reader, value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else reader.fault()


def _scenario(archive: Archive, values: Mapping[str, Any]) -> Scenario:
    words = values.get("values", {})
    try:
        scenario = load(archive.text("scenario.yaml"))
        if values.get("is_short") is True and scenario.short_s is not None:
            scenario = short_cut(scenario)
        return filled(scenario, {str(k): str(v) for k, v in dict(words).items()})
    except (ScenarioErrors, TypeError, ValueError) as error:
        raise ArchiveFault("bad_content", "scenario.yaml") from error


def _people(archive: Archive) -> list[Person]:
    reader = _Reader(archive, "participants.json")
    return [
        Person(
            key=reader.text(row, "id"),
            name=reader.text(row, "name"),
            unit=reader.text(row, "unit"),
            function=reader.text(row, "function"),
            role=reader.one_of(row, "role", PartRole.values),
            presence=reader.one_of(row, "presence", Presence.values),
        )
        for row in reader.rows()
    ]


def _observations(archive: Archive) -> list[dict[str, Any]]:
    reader = _Reader(archive, "observations.json")
    return [
        {
            "criterion": reader.text(row, "criterion"),
            "observer": reader.text(row, "observer"),
            "result": reader.one_of(row, "result", tuple(Result)),
            "at_s": reader.number(row, "at_s"),
            "comment": reader.text(row, "comment"),
        }
        for row in reader.rows()
    ]


def _plays(archive: Archive, scenario: Scenario) -> list[Play]:
    reader = _Reader(archive, "stimuli.json")
    titles = {one.code: one.title for one in scenario.stimuli}
    found = []
    for row in reader.rows():
        state = reader.one_of(row, "state", PlayState.values)
        code, content = reader.text(row, "code"), _mapping(reader, row.get("content", {}))
        sent_s = reader.number(row, "sent_s")
        found.append(
            Play(
                code=code,
                title=titles.get(code) or reader.text(content, "title"),
                due_s=reader.number(row, "due_s") or 0,
                sent_s=sent_s if state == PlayState.SENT else None,
                is_skipped=state == PlayState.SKIPPED,
                reason=reader.text(row, "reason"),
            )
        )
    return found


def _review(
    archive: Archive,
    scenario: Scenario,
    people: Sequence[Person],
    observations: Sequence[Mapping[str, Any]],
) -> Draft:
    """What the exercise gave, worked out as on the day."""
    plays = _plays(archive, scenario)
    sent = {one.code: one.sent_s for one in plays if one.sent_s is not None}
    began = {o.code: sent.get(one.code) for one in scenario.stimuli for o in one.criteria}
    seen = []
    for one in observations:
        at_s, from_s = one["at_s"], began.get(one["criterion"])
        after_s = None if at_s is None or from_s is None else max(0, at_s - from_s)
        seen.append(Seen(one["criterion"], one["observer"], Result(one["result"]), after_s))
    players = [one for one in people if one.role == PartRole.JOUEUR]
    reader = _Reader(archive, "highlights.json")
    return draft(
        scenario,
        plays=plays,
        scores=scores(scenario, set(sent), seen),
        seen=seen,
        present=[one.function for one in players if one.presence == Presence.PRESENT],
        expected=[one.function for one in players],
        highlights=[
            (FindingKind(reader.one_of(row, "kind", tuple(FindingKind))), reader.text(row, "text"))
            for row in reader.rows()
        ],
    )


def _retex(archive: Archive, row: Mapping[str, Any]) -> Told:
    reader = _Reader(archive, "retex.json")
    return Told(
        unit=reader.text(row, "unit"),
        synthesis=reader.text(row, "synthesis"),
        validated_on=reader.day(row, "validated_on"),
        validated_by=reader.text(row, "validated_by"),
        constats=[
            Found(
                kind=reader.one_of(one, "kind", Constat.Kind.values),
                text=reader.text(one, "text"),
                decision=reader.one_of(one, "decision", Constat.Decision.values),
                reason=reader.text(one, "reason"),
            )
            for one in reader.rows(row.get("constats", []))
        ],
    )


def _logs(archive: Archive) -> list[Log]:
    """The main courantes, one file after the other: never more lines than one may have."""
    found: list[Log] = []
    for path in archive.under("logs"):
        found.append(_log(archive, path, MOST_ROWS - sum(len(one.lines) for one in found)))
    return found


def _log(archive: Archive, path: str, most: int) -> Log:
    reader = _Reader(archive, path)
    values = reader.mapping()
    is_sealed = values.get("sealed") is True
    rows = reader.rows(values.get("entries", []))
    if len(rows) > most:
        raise ArchiveFault("too_many", path)
    lines = [_line(reader, row, is_sealed) for row in rows]
    # Numbers that go back would make the missing ones without end.
    if any(one.number >= two.number for one, two in pairwise(lines)):
        reader.fault()
    last_hash = reader.text(values, "last_hash")
    found: Sequence[Break] = ()
    if is_sealed:
        sealed = [one.sealed for one in lines if one.sealed is not None]
        last_number = reader.number(values, "last_number") or 0
        found = breaks(sealed, last_number=min(last_number, MOST_ROWS), last_hash=last_hash)
    return Log(
        title=reader.text(values, "title"),
        unit=reader.text(values, "unit"),
        is_sealed=is_sealed,
        lines=lines,
        breaks=found,
        last_hash=last_hash,
    )


def _line(reader: _Reader, row: Mapping[str, Any], is_sealed: bool) -> LogLine:
    number, happened_at = reader.number(row, "number"), reader.instant(row, "happened_at")
    if number is None or not 0 < number <= MOST_ROWS or happened_at is None:
        reader.fault()
    return LogLine(
        number=number,
        happened_at=happened_at,
        author=reader.text(row, "author"),
        text=reader.text(row, "text"),
        sealed=_sealed(reader, row) if is_sealed else None,
    )


def _sealed(reader: _Reader, row: Mapping[str, Any]) -> SealedEntry:
    """What the chain is verified on: the values as they are, hours as instants."""
    names = [one.name for one in fields(EntryContent)]
    content: dict[str, Any] = {name: row.get(name) for name in names}
    if not all(one is None or isinstance(one, str | int) for one in content.values()):
        reader.fault()
    for name in ("happened_at", "written_at"):
        content[name] = reader.instant(row, name)
        if content[name] is None:
            reader.fault()
    return SealedEntry(
        EntryContent(**content), reader.text(row, "previous_hash"), reader.text(row, "hash")
    )


def _documents(archive: Archive) -> list[Document]:
    """The files of the RETEX, then the pieces of the main courantes, each once."""
    found: dict[str, Document] = {}
    retexes = _Reader(archive, "retex.json")
    for rank, row in enumerate(retexes.rows(), 1):
        for form in ("pdf", "docx"):
            at = retexes.text(row, form)
            if at.startswith("retex/") and at in archive.listed:
                found.setdefault(
                    at, Document(at, f"RETEX ({form.upper()})", f"retex-{rank}.{form}")
                )
    for path in archive.under("logs"):
        reader = _Reader(archive, path)
        for row in reader.rows(reader.mapping().get("pieces", [])):
            at, name = reader.text(row, "path"), reader.text(row, "name")
            if at.startswith("pieces/") and at in archive.listed:
                found.setdefault(at, Document(at, reader.text(row, "title"), clean_name(name)))
    return list(found.values())
