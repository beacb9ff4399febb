"""Writes everything of an exercise over into one file."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from hygie.documents.enums import Form
from hygie.documents.models import Evidence
from hygie.documents.selectors import evidence_for
from hygie.documents.storage import open_stored
from hygie.domain.logbook import utc_text
from hygie.domain.playing import survey
from hygie.domain.playing.anonymous import Known, known, without_names
from hygie.domain.playing.archive import Writer, read_chunks
from hygie.exercises.models import Participant, Retex, Run
from hygie.exercises.run_enums import PartRole
from hygie.exercises.run_scenario import played
from hygie.logbook.models import Entry, Event
from hygie.organisations.models import Organisation

ANIMATION = "[animation]"
HOUSE = "[établissement]"


class Speaker:
    """How people and texts are said: as they are, or without any name."""

    def __init__(self, run: Run, *, with_names: bool) -> None:
        self.with_names = with_names
        people = list(run.participants.select_related("unit").order_by("pk"))
        self._codes = codes_of(people)
        self._known = Known() if with_names else names_known(run, people, self._codes)

    def person(self, one: Participant) -> str:
        return one.name if self.with_names else self._codes[one.pk]

    def author(self, name: str, function: str = "") -> str:
        """Somebody known by a name alone; without names, her function, else « animation »."""
        if self.with_names or not name:
            return name
        return f"[{function}]" if function else self.text(name, ANIMATION)

    def text(self, text: str, else_said: str = "") -> str:
        """A text; `else_said`: what is said instead when nothing of it is known by name."""
        if self.with_names:
            return text
        said = without_names(text, self._known)
        return else_said if else_said and said == text else said

    def kept(self, value: str) -> str:
        """An address, a number: kept with the names, dropped without."""
        return value if self.with_names else ""


def codes_of(people: Iterable[Participant]) -> dict[Any, str]:
    """« [DSI] », « [DSI 2] », « [observateur] » by id."""
    counts: Counter[str] = Counter()
    found = {}
    for one in people:
        code = one.function or PartRole(one.role).label
        counts[code] += 1
        found[one.pk] = f"[{code} {counts[code]}]" if counts[code] > 1 else f"[{code}]"
    return found


def names_known(
    run: Run,
    people: Sequence[Participant],
    codes: dict[Any, str],
    more: Sequence[tuple[str, str]] = (),
) -> Known:
    """What is known by name in an exercise: its people, its establishments, its places.

    `more`: other words to replace, with what is said instead.
    """
    units = [one.unit for one in run.units.select_related("unit")]
    places = [(run.place, "[lieu]"), *((one.place, "[salle]") for one in run.cells.all())]
    places += [(unit.name, HOUSE) for unit in (*units, run.bearer)]
    places += [(value, "[mot local]") for value in run.values.values() if value[:1].isupper()]
    said = [(one.name, codes[one.pk]) for one in people]
    authors = run.played.exclude(sent_by_name="").order_by()
    said += [
        (name, ANIMATION) for name in authors.values_list("sent_by_name", flat=True).distinct()
    ]
    said += [(run.created_by_name, ANIMATION), (run.updated_by_name, ANIMATION)]
    places += more
    signed = run.retexes.exclude(validated_by="").values_list("validated_by", flat=True)
    said += [(name.partition(",")[0], "[signataire]") for name in signed]
    return known(said, places)


def archive_write(
    target: IO[bytes],
    run: Run,
    logs: Sequence[Event],
    retexes: Sequence[Retex],
    *,
    with_names: bool,
    made_at: datetime,
) -> str:
    """Writes the archive; returns the SHA-256 of its manifest, which names it.

    `logs`, `retexes`: those that the person may read. Without names, no piece nor document is
    taken: what they hold is not known. Of the questionnaire, only what the answers say together.
    """
    speaker, writer = Speaker(run, with_names=with_names), Writer(target)
    writer.add("scenario.yaml", run.scenario_version.text.encode())
    writer.add_json("exercise.json", exercise_values(run, speaker))
    writer.add_json("participants.json", [_participant(one, speaker) for one in _people(run)])
    writer.add_json("stimuli.json", list(_stimuli(run, speaker)))
    writer.add_json("observations.json", list(_observations(run, speaker)))
    writer.add_json("highlights.json", list(_highlights(run, speaker)))
    writer.add_json("questionnaire.json", _survey(run, speaker))
    writer.add_json("retex.json", [_retex(writer, one, speaker) for one in retexes])
    for event in logs:
        _log(writer, event, speaker)
    return writer.finish(
        {
            "made_at": utc_text(made_at),
            "names": with_names,
            "source": {
                "name": run.bearer.name if with_names else "",
                "finess": (run.bearer.finess or "") if with_names else "",
            },
            "exercise": {
                "id": str(run.pk),
                "title": speaker.text(run.title),
                "played_on": str(timezone.localdate(run.debex_at)) if run.debex_at else "",
                "after_the_fact": run.is_after_the_fact,
            },
        }
    )


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
        "waivers": {
            key: {**one, "by": speaker.author(one["by"]), "reason": speaker.text(one["reason"])}
            for key, one in run.waivers.items()
        },
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
            "content": {key: speaker.text(str(said)) for key, said in one.content.items()},
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


def _retex(writer: Writer, one: Retex, speaker: Speaker) -> dict[str, Any]:
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
        "pdf": _file(writer, one.pdf_sha256, speaker),
        "docx": _file(writer, one.docx_sha256, speaker),
    }


def _file(writer: Writer, sha256: str, speaker: Speaker) -> str:
    """The path of a kept file in the archive, "" when it does not go."""
    if not sha256 or not speaker.with_names:
        return ""
    path = f"retex/{sha256}"
    if path not in {one.path for one in writer.listed}:
        try:
            with open_stored(sha256) as stream:
                writer.copy(path, read_chunks(stream))
        except FileNotFoundError:
            return ""
    return path


def _log(writer: Writer, event: Event, speaker: Speaker) -> None:
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
        values["pieces"] = list(_pieces(writer, entries))
    writer.add_json(f"logs/{event.pk}.json", values)


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


def _pieces(writer: Writer, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    numbers = {str(one.pk): one.number for one in entries}
    found = evidence_for(Entry.fact_kind, [one.pk for one in entries])
    for key, pieces in found.items():
        for one in pieces:
            yield {**_piece(writer, one), "entry": numbers[key]}


def _piece(writer: Writer, one: Evidence) -> dict[str, Any]:
    """One piece; its file is copied when there is one, `path` is "" when it is not kept here."""
    path = ""
    if one.form == Form.FILE:
        path = f"pieces/{one.sha256}"
        if path not in {held.path for held in writer.listed}:
            try:
                with open_stored(one.sha256) as stream:
                    writer.copy(path, read_chunks(stream))
            except FileNotFoundError:
                path = ""
    return {
        "title": one.title,
        "form": one.form,
        "path": path,
        "name": one.original_name,
        "content_type": one.content_type,
        "url": one.url,
        "held_by": one.held_by,
        "reference": one.reference,
    }
