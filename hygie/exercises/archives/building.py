"""Gathers everything of an exercise over, then writes it into one file."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from hygie.documents.enums import Form
from hygie.documents.models import Evidence
from hygie.documents.selectors import evidence_for
from hygie.documents.storage import open_stored, path_of
from hygie.domain.logbook import utc_text
from hygie.domain.playing import archive, survey
from hygie.domain.playing.archive import ArchiveFault, Writer, as_json, read_chunks
from hygie.domain.playing.readiness import Check
from hygie.domain.scenario.document import reworded
from hygie.domain.scenario.loading import load
from hygie.domain.scenario.writing import dump
from hygie.exercises.archives.reading import MOST_ROWS
from hygie.exercises.archives.speaking import HOUSE, Speaker
from hygie.exercises.models import Participant, Retex, Run
from hygie.exercises.run_scenario import played
from hygie.logbook.models import Entry, Event
from hygie.organisations.models import Organisation


class Gathered:
    """What an archive will hold: its texts, and which kept files. Written later, out of any
    transaction. `doubts`: what still looks like a name in the texts."""

    def __init__(self, *, with_pieces: bool) -> None:
        self.with_pieces = with_pieces
        self.texts: dict[str, bytes] = {}
        self.files: dict[str, str] = {}
        self.head: dict[str, Any] = {}
        self.doubts: list[str] = []

    def add_json(self, path: str, content: Any) -> None:
        """Adds plain values."""
        self.texts[path] = as_json(content)

    def add_rows(self, path: str, rows: Iterator[dict[str, Any]]) -> None:
        """Adds a list. Raises ArchiveFault: too_many."""
        held = list(rows)
        if len(held) > MOST_ROWS:
            raise ArchiveFault("too_many", path)
        self.add_json(path, held)

    def add_file(self, folder: str, sha256: str) -> str:
        """Adds a kept file; its path in the archive, "" when it is not on the disk."""
        if not path_of(sha256).exists():
            return ""
        self.files[f"{folder}/{sha256}"] = sha256
        return f"{folder}/{sha256}"

    def check(self) -> None:
        """Raises ArchiveFault (too_big, too_many) when no Hygie would take it back."""
        sizes = [len(one) for one in self.texts.values()]
        if max(sizes) > archive.MAX_TEXT or sum(sizes) > archive.MAX_TEXTS:
            raise ArchiveFault("too_many")
        sizes += [path_of(one).stat().st_size for one in self.files.values()]
        if len(sizes) >= archive.MAX_FILES or sum(sizes) > archive.MAX_UNPACKED:
            raise ArchiveFault("too_big")


def archive_gather(
    run: Run,
    logs: Sequence[Event],
    retexes: Sequence[Retex],
    *,
    with_names: bool,
    made_at: datetime,
    with_pieces: bool = True,
    hidden: Sequence[str] = (),
) -> Gathered:
    """Reads everything that the archive holds. Raises ArchiveFault: too_many.

    `logs`, `retexes`: those that the person may read. Without names, no piece nor document is
    taken: what they hold is not known; `hidden`: other words to replace. Of the questionnaire, only
    what the answers say together.
    """
    speaker = Speaker(run, with_names=with_names, hidden=hidden)
    found = Gathered(with_pieces=with_pieces)
    found.texts["scenario.yaml"] = _scenario(run, speaker).encode()
    found.add_json("exercise.json", exercise_values(run, speaker))
    found.add_rows("participants.json", (_participant(one, speaker) for one in _people(run)))
    found.add_rows("stimuli.json", _stimuli(run, speaker))
    found.add_rows("observations.json", _observations(run, speaker))
    found.add_rows("highlights.json", _highlights(run, speaker))
    found.add_json("questionnaire.json", _survey(run, speaker))
    found.add_json("retex.json", [_retex(found, one, speaker) for one in retexes])
    if sum(one.last_number for one in logs) > MOST_ROWS:
        raise ArchiveFault("too_many", "logs")
    for event in logs:
        _log(found, event, speaker)
    found.head = _head(run, speaker, made_at)
    found.doubts = list(speaker.doubts)
    return found


def _head(run: Run, speaker: Speaker, made_at: datetime) -> dict[str, Any]:
    return {
        "made_at": utc_text(made_at),
        "names": speaker.with_names,
        "source": {
            "name": run.bearer.name if speaker.with_names else "",
            "finess": (run.bearer.finess or "") if speaker.with_names else "",
        },
        "exercise": {
            "id": str(run.pk),
            "title": speaker.text(run.title),
            "played_on": str(timezone.localdate(run.debex_at)) if run.debex_at else "",
            "after_the_fact": run.is_after_the_fact,
        },
    }


def archive_write(target: IO[bytes], gathered: Gathered) -> str:
    """Writes the archive; returns the SHA-256 of its manifest, which names it.

    Raises ArchiveFault: too_big.
    """
    gathered.check()
    writer = Writer(target)
    for path, text in gathered.texts.items():
        writer.add(path, text)
    for path, sha256 in gathered.files.items():
        with open_stored(sha256) as stream:
            writer.copy(path, read_chunks(stream))
    digest = writer.finish(gathered.head)
    if target.tell() > archive.MAX_BYTES:
        raise ArchiveFault("too_big")
    return digest


def _scenario(run: Run, speaker: Speaker) -> str:
    """The scenario as it is written; without names, its texts as those of people."""
    text = run.scenario_version.text
    return text if speaker.with_names else dump(reworded(load(text), speaker.scripted))


def _people(run: Run) -> Any:
    return run.participants.select_related("unit").order_by("pk")


def _at(instant: datetime | None) -> str:
    return "" if instant is None else utc_text(instant)


def _unit(unit: Organisation, speaker: Speaker) -> str:
    return unit.name if speaker.with_names else HOUSE


def exercise_values(run: Run, speaker: Speaker) -> dict[str, Any]:
    """The exercise itself; times in UTC, exercise times in seconds after DEBEX."""
    version = run.scenario_version
    return {
        "id": str(run.pk),
        "title": speaker.text(run.title),
        "state": run.state,
        "scenario": {
            "slug": played(run).slug,
            "version": version.number,
            "sha256": version.fingerprint,
        },
        "is_short": run.is_short,
        "values": run.values if speaker.with_names else {},
        "planned_on": str(run.planned_on or ""),
        "starts_at": str(run.starts_at or ""),
        "place": speaker.kept(run.place),
        "debex_at": _at(run.debex_at),
        "finex_at": _at(run.finex_at),
        "length_s": run.clock_at_s,
        "after_the_fact": run.is_after_the_fact,
        "provenance": run.provenance,
        "note": speaker.text(run.note),
        "simulated": run.simulated,
        "aliases": run.aliases if speaker.with_names else {},
        "waivers": _waivers(run, speaker),
        "units": [_unit(one.unit, speaker) for one in run.units.select_related("unit")],
        "cells": [
            {
                "kind": one.kind,
                "unit": _unit(one.unit, speaker),
                "place": speaker.kept(one.place),
                "phone": speaker.kept(one.phone),
            }
            for one in run.cells.select_related("unit")
        ],
    }


def _waivers(run: Run, speaker: Speaker) -> dict[str, Any]:
    """What was waived; the key of a lack of an establishment holds its FINESS: not without names,
    where they are numbered."""
    found: dict[str, Any] = {}
    for rank, (key, one) in enumerate(run.waivers.items(), 1):
        check = key.partition(":")[0]
        is_named = check in (Check.ANSWER.value, Check.TEAM.value) and not speaker.with_names
        found[f"{check}:{HOUSE} {rank}" if is_named else key] = {
            **one,
            "by": speaker.author(one["by"]),
            "reason": speaker.text(one["reason"]),
        }
    return found


def _participant(one: Participant, speaker: Speaker) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        "name": speaker.person(one),
        "unit": _unit(one.unit, speaker),
        "function": one.function,
        "role": one.role,
        "cell": one.cell,
        "presence": one.presence,
        "email": speaker.kept(one.email),
        "phone": speaker.kept(one.phone),
    }


def _stimuli(run: Run, speaker: Speaker) -> Iterator[dict[str, Any]]:
    for one in run.played.prefetch_related("mails__participant"):
        yield {
            "code": one.code,
            "due_s": one.due_s,
            "state": one.state,
            "channel": one.channel,
            "recipients": one.recipients,
            "sent_at": _at(one.sent_at),
            "sent_s": one.sent_s,
            "sent_by": speaker.author(one.sent_by_name),
            "reason": speaker.text(one.reason),
            "note": speaker.text(one.note),
            "is_free": one.is_free,
            "content": {
                key: speaker.text(str(said)) if one.is_free else speaker.scripted(str(said))
                for key, said in one.content.items()
            },
            "mails": [
                {
                    "to": speaker.person(mail.participant),
                    "address": speaker.kept(mail.address),
                    "state": mail.state,
                    "message": speaker.text(mail.message),
                    "at": _at(mail.at),
                }
                for mail in one.mails.all()
            ],
        }


def _observations(run: Run, speaker: Speaker) -> Iterator[dict[str, Any]]:
    for one in run.observations.select_related("observer", "unit"):
        yield {
            "criterion": one.criterion,
            "observer": str(one.observer_id),
            "unit": _unit(one.unit, speaker),
            "result": one.result,
            "at_s": one.at_s,
            "comment": speaker.text(one.comment),
            "noted_at": _at(one.noted_at),
            "copied_by": speaker.author(one.noted_by_name),
        }


def _highlights(run: Run, speaker: Speaker) -> Iterator[dict[str, Any]]:
    for one in run.highlights.select_related("unit"):
        yield {
            "kind": one.kind,
            "unit": _unit(one.unit, speaker),
            "text": speaker.text(one.text),
            "at_s": one.at_s,
            "author": speaker.author(one.author_name),
            "noted_at": _at(one.noted_at),
        }


def _survey(run: Run, speaker: Speaker) -> dict[str, Any]:
    """Nothing under three answers: each would be somebody's."""
    answers = [survey.Answer(one.marks, one.texts, one.batch) for one in run.survey_answers.all()]
    return {
        "answers": len(answers),
        "questions": [
            {
                "code": one.question.code,
                "label": one.question.label,
                "counts": list(one.counts),
                "texts": [speaker.text(text) for text in one.texts],
            }
            for one in survey.results(answers)
        ],
    }


def _retex(found: Gathered, one: Retex, speaker: Speaker) -> dict[str, Any]:
    """A RETEX with its constats and, with the names, its frozen files."""
    return {
        "unit": _unit(one.unit, speaker) if one.unit is not None else "",
        "synthesis": speaker.text(one.synthesis),
        "comments": {name: speaker.text(text) for name, text in one.comments.items()},
        "validated_on": str(one.validated_on or ""),
        "validated_by": speaker.author(one.validated_by),
        "constats": [
            {
                "kind": constat.kind,
                "text": speaker.text(constat.text),
                "cause": constat.cause,
                "criterion": constat.criterion,
                "decision": constat.decision,
                "reason": speaker.text(constat.refused_reason),
            }
            for constat in one.constats.all()
        ],
        "pdf": _file(found, one.pdf_sha256, speaker),
        "docx": _file(found, one.docx_sha256, speaker),
    }


def _file(found: Gathered, sha256: str, speaker: Speaker) -> str:
    """The path of a kept file in the archive, "" when it does not go."""
    return found.add_file("retex", sha256) if sha256 and speaker.with_names else ""


def _log(found: Gathered, event: Event, speaker: Speaker) -> None:
    """A main courante: every line with its digest, or without names and without digest."""
    entries = list(event.entries.select_related("bearer", "corrects").order_by("number"))
    values: dict[str, Any] = {
        "id": str(event.pk) if speaker.with_names else "",
        "title": speaker.text(event.title),
        "unit": _unit(event.bearer, speaker),
        "opened_at": _at(event.opened_at),
        "closed_at": _at(event.closed_at),
        "sealed": speaker.with_names,
        "entries": [_entry(one, speaker) for one in entries],
        "pieces": [],
    }
    if speaker.with_names:
        values |= {"last_number": event.last_number, "last_hash": event.last_hash}
        values["pieces"] = list(_pieces(found, entries))
    found.add_json(f"logs/{event.pk}.json", values)


def _entry(one: Entry, speaker: Speaker) -> dict[str, Any]:
    content = asdict(one.content)
    for name in ("happened_at", "written_at"):
        content[name] = utc_text(content[name])
    if speaker.with_names:
        return {**content, "previous_hash": one.previous_hash, "hash": one.hash}
    for name in ("event", "id", "establishment", "author_id"):
        del content[name]
    content["author"] = speaker.author(one.author_name, one.function)
    for name in ("text", "source", "patient_impact"):
        content[name] = speaker.text(content[name])
    return content


def _pieces(gathered: Gathered, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    numbers = {str(one.pk): one.number for one in entries}
    found = evidence_for(Entry.fact_kind, [one.pk for one in entries])
    for key, pieces in found.items():
        for one in pieces:
            yield {**_piece(gathered, one), "entry": numbers[key]}


def _piece(gathered: Gathered, one: Evidence) -> dict[str, Any]:
    """One piece; its file goes too when there is one, `path` is "" when it does not."""
    goes = one.form == Form.FILE and gathered.with_pieces
    return {
        "title": one.title,
        "form": one.form,
        "path": gathered.add_file("pieces", one.sha256) if goes else "",
        "name": one.original_name,
        "content_type": one.content_type,
        "url": one.url,
        "held_by": one.held_by,
        "reference": one.reference,
    }
