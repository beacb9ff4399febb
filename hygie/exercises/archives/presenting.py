"""The page of an archive, every word in French."""

from collections.abc import Iterable
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any
from uuid import UUID

from hygie.documents.contents import content_type_of
from hygie.documents.storage import with_extension
from hygie.domain.playing.archive import Archive, ArchiveFault
from hygie.domain.playing.clock import as_hours
from hygie.exercises.archives.reading import Content, Document, Log, content_of
from hygie.exercises.models import ArchivedRun, Constat, Run
from hygie.exercises.models.run import ON_PAPER, RESULTS
from hygie.exercises.run_enums import PartRole, Presence
from hygie.exercises.run_review import GRADES, TAGS
from hygie.exercises.run_selectors import run_read
from hygie.exercises.scenario_words import function_word
from hygie.logbook.verifying import SENTENCES
from hygie.organisations.models import Organisation

IN_MEMORY = 8 * 1024 * 1024
RESULT_WORDS = dict(RESULTS)


def archives_of(unit: Organisation) -> list[ArchivedRun]:
    """Those that the establishment keeps, the last played first."""
    return list(ArchivedRun.objects.taken().filter(bearer=unit))


def archive_of(unit: Organisation, archive_id: Any) -> ArchivedRun | None:
    """One of them, kept or just read."""
    rows = ArchivedRun.objects.shown().select_related("bearer")
    return rows.filter(bearer=unit, pk=archive_id).first()


def content_read(row: ArchivedRun) -> Content | None:
    """What its file says; None when the file is no longer there, or no longer reads."""
    try:
        with row.path.open("rb") as source:
            return content_of(Archive(source))
    except (FileNotFoundError, ArchiveFault):
        return None


def run_here(unit: Organisation, row: ArchivedRun) -> Run | None:
    """The exercise itself, when it was played in this Hygie and the unit may see it."""
    try:
        key = UUID(row.run_key)
    except ValueError:
        return None
    return run_read(unit, key)


def piece_open(row: ArchivedRun, document: Document) -> tuple[IO[bytes], str]:
    """One file of the archive, taken out aside, and its name.

    As for any piece, its content says what it is. Raises FileNotFoundError, ArchiveFault, and
    `ServiceRefusal` (those of `content_type_of`).
    """
    with TemporaryDirectory(prefix="hygie-") as folder:
        aside = Path(folder) / "piece"
        with row.path.open("rb") as source, aside.open("wb") as out:
            for chunk in Archive(source).chunks(document.path):
                out.write(chunk)
        found = content_type_of(aside, document.name)
        target: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # sent, closed
        with aside.open("rb") as held:
            copyfileobj(held, target)
    target.seek(0)
    return target, with_extension(document.name, found)


def page_of(content: Content) -> dict[str, Any]:
    """Everything that the page shows of the content."""
    review = content.review
    names = {one.key: one.name for one in content.people}
    return {
        "content": content,
        "how": ON_PAPER if content.after_the_fact else "",
        "grade": GRADES[review.grade] if review.grade else "",
        "people": [
            {
                "one": one,
                "role": PartRole(one.role).label,
                "function": function_word(one.function) if one.function else "",
                "presence": Presence(one.presence).label,
            }
            for one in content.people
        ],
        "objectives": [
            {
                "one": one,
                "grade": GRADES[one.grade] if one.grade else "non observé",
                "tag": TAGS[one.grade] if one.grade else "",
            }
            for one in review.objectives
        ],
        "plays": [
            {
                "one": one,
                "due": as_hours(one.due_s),
                "sent": as_hours(one.sent_s) if one.sent_s is not None else "",
            }
            for one in review.plays
        ],
        "observations": list(_observations(content, names)),
        "retexes": [
            {
                "one": one,
                "constats": [(Constat.Kind(o.kind).label, o) for o in one.constats],
            }
            for one in content.retexes
        ],
        "logs": [{"log": one, "faults": faults_of(one)} for one in content.logs],
    }


def _observations(content: Content, names: dict[str, str]) -> Iterable[dict[str, Any]]:
    scenario = content.scenario
    labels = {one.code: one.label for one in scenario.criteria}
    labels |= {one.code: one.label for o in scenario.stimuli for one in o.criteria}
    for one in content.observations:
        yield {
            **one,
            "label": labels.get(one["criterion"], ""),
            "who": names.get(one["observer"], ""),
            "said": RESULT_WORDS[one["result"]],
            "at": "" if one["at_s"] is None else as_hours(one["at_s"]),
        }


def faults_of(log: Log) -> list[str]:
    """What is wrong in the chain of a main courante, in French."""
    return [SENTENCES[one.fault].format(number=one.number) for one in log.breaks]
