"""The import itself: reads the file object by object, writes in short transactions.

Nothing is half-written: a batch is whole or absent, and importing the same file again recognises
what is already there by its fingerprint. So a killed import is simply run again.
"""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.enums import Kind
from hygie.organisations.finess import report, writing
from hygie.organisations.finess.entities import (
    Entity,
    Ght,
    LegalEntity,
    Remark,
    is_activities,
    read_ghts,
    read_legal_entity,
)
from hygie.organisations.finess.ghts import write_ghts
from hygie.organisations.finess.source import Inspection, inspect
from hygie.organisations.finess.stream import Reading, groups, structures
from hygie.organisations.finess.territory import ensure_regions
from hygie.organisations.models import FinessImport, FinessOutcome, FinessState, Organisation

GENERATED_AT = re.compile(rb'"generatedAt"\s*:\s*"(\d{4}-\d{2}-\d{2})', re.IGNORECASE)
SCHEMA_VERSION = re.compile(rb'"schemaVersion"\s*:\s*"([^"\\]{1,20})"', re.IGNORECASE)
FEWEST, MOST, FIRST = 75, 1000, 200
GHTS_AT_ONCE = 25
# Readers never wait; other writers wait for one batch at most.
SECONDS_AIMED = 0.5
SECONDS_BETWEEN_SIGNS = 2.0
NUMBERS_AT_ONCE = 2000

# (step, bytes done, bytes in all)
Progress = Callable[[str, int, int], None]
INSPECTING, READING, ENDING = "inspecting", "reading", "ending"


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress shown to nobody."""


@dataclass
class Work:
    """State of one import while it runs."""

    run: FinessImport
    everything: bool
    file_day: date
    progress: Progress = silent
    regions: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    batch_size: int = FIRST
    seen_some: bool = False

    def adapt(self, seconds: float) -> None:
        """Larger or smaller batches, so that each write lasts about `SECONDS_AIMED`."""
        wanted = self.batch_size * SECONDS_AIMED / max(seconds, 0.01)
        self.batch_size = int(min(MOST, max(FEWEST, wanted, self.batch_size / 4)))


def file_read(*, run: FinessImport, path: Path, progress: Progress = silent) -> FinessState:
    """Imports the whole file under a run already started; returns the state to end it with.

    Raises `ServiceRefusal` when the file is refused: nothing was written, but what the message
    of the run says.
    """
    inspection = inspect(path, Signs(run, progress))
    file_day = note_file(run, inspection)
    work = Work(run, run.everything, file_day, progress)
    ghts = [
        ght for where, raw in groups(path, inspection) for ght in read_ghts(where, raw, file_day)
    ]
    reading = Reading()
    problem = ""
    try:
        read_structures(work, path, inspection, reading)
    except ServiceRefusal as refusal:
        if not work.seen_some:
            raise
        problem = report.REFUSALS[refusal.code].format(**refusal.data)
    if not work.seen_some:
        raise ServiceRefusal("finess_cut_early" if reading.is_cut else "finess_nothing_inside")
    is_cut = reading.is_cut or bool(problem)
    progress(ENDING, inspection.size, inspection.size)
    import_ghts(work, ghts, is_whole=not is_cut)
    if not is_cut:
        note_absences(work)
        return FinessState.DONE
    run.message = f"{problem} {report.KEPT_BEFORE}" if problem else report.CUT
    return FinessState.PARTIAL


class Signs:
    """Signs of life during the first look, which writes nothing else."""

    def __init__(self, run: FinessImport, progress: Progress) -> None:
        self.run, self.progress, self.last = run, progress, time.monotonic()

    def __call__(self, size: int) -> None:
        now = time.monotonic()
        if now - self.last > SECONDS_BETWEEN_SIGNS:
            self.last = now
            FinessImport.objects.filter(pk=self.run.pk).update(alive_at=timezone.now())
            self.progress(INSPECTING, 0, size)


def note_file(run: FinessImport, inspection: Inspection) -> date:
    """Keeps what the file says of itself; returns its day, today when it gives none."""
    written = GENERATED_AT.search(inspection.head)
    version = SCHEMA_VERSION.search(inspection.head)
    today = timezone.localdate()
    try:
        file_day = date.fromisoformat(written[1].decode("ascii")) if written else today
    except ValueError:
        file_day = today
    run.generated_on = min(file_day, today)
    run.schema_version = version[1].decode("utf-8", "replace") if version else ""
    run.sha256, run.bytes_total = inspection.sha256, inspection.size
    run.save(update_fields=["generated_on", "schema_version", "sha256", "bytes_total"])
    return run.generated_on


def read_structures(work: Work, path: Path, inspection: Inspection, reading: Reading) -> None:
    """Reads the legal entities and writes them batch by batch, to the last readable one.

    Raises `ServiceRefusal`: finess_activities, finess_object_too_large.
    """
    batch: list[LegalEntity] = []
    weight = 0
    stopped: ServiceRefusal | None = None
    objects = structures(path, inspection, reading)
    while stopped is None:
        try:
            where, raw = next(objects)
        except StopIteration:
            break
        except ServiceRefusal as refusal:
            stopped = refusal
            continue
        if not work.seen_some and is_activities(raw):
            raise ServiceRefusal("finess_activities")
        found = read_legal_entity(where, raw, work.file_day)
        work.seen_some = work.seen_some or found.entity.refusal is None
        batch.append(found)
        weight += 1 + len(found.sites)
        if weight >= work.batch_size:
            import_batch(work, batch, reading.bytes_read)
            batch, weight = [], 0
    if batch:
        import_batch(work, batch, reading.bytes_read)
    if stopped is not None:
        raise stopped


def import_batch(work: Work, batch: list[LegalEntity], bytes_done: int) -> None:
    """One transaction: organisations, links, report and progress together."""
    refuse_twice(work, batch)
    started = time.monotonic()
    with transaction.atomic():
        work.regions = work.regions or ensure_regions()
        findings = report.Findings()
        for entity in said_of(work, batch, findings):
            say_remarks(entity, findings)
        findings.write(work.run, work.lines, bytes_done=bytes_done, alive_at=timezone.now())
    work.adapt(time.monotonic() - started)
    work.progress(READING, bytes_done, work.run.bytes_total)


def said_of(work: Work, batch: list[LegalEntity], findings: report.Findings) -> Iterator[Entity]:
    """Writes the batch; gives the entities to speak of: those in scope, and the refused ones."""
    numbers = [one.finess for legal in batch for one in legal.all if one.refusal is None]
    known = writing.known_by_number(numbers)
    chosen = [
        legal
        for legal in batch
        if legal.entity.refusal is not None
        or work.everything
        or legal.has_open_care
        or any(one.finess in known for one in legal.all)
    ]
    findings.counts["out_of_scope"] += sum(len(legal.all) for legal in batch) - sum(
        len(legal.all) for legal in chosen
    )
    writing.write_entities(
        [one for legal in chosen for one in legal.all], known, work.regions, work.file_day, findings
    )
    for legal in chosen:
        yield from legal.all


def refuse_twice(work: Work, batch: list[LegalEntity]) -> None:
    """A number met twice in the file is kept the first time only."""
    for legal in batch:
        for entity in legal.all:
            if not entity.finess:
                continue
            first = work.seen.setdefault(entity.finess, entity.path)
            if first != entity.path and entity.refusal is None:
                entity.refusal = Remark("number_twice", first)
        if legal.entity.refusal is not None:
            for site in legal.sites:
                site.refusal = site.refusal or Remark("parent_refused", legal.entity.finess)


def say_remarks(entity: Entity, findings: report.Findings) -> None:
    """The lines of one object: refused, or imported with something to check."""
    name = str(entity.values.get("name", ""))
    remarks = [entity.refusal] if entity.refusal else entity.remarks
    outcome = FinessOutcome.REFUSED if entity.refusal else FinessOutcome.WARNING
    for remark in remarks:
        findings.say(
            outcome,
            path=entity.path,
            finess=entity.finess,
            name=name,
            reason=report.reason_of(remark),
        )


def import_ghts(work: Work, ghts: list[Ght], *, is_whole: bool) -> None:
    """The GHT, once their members are there; `is_whole` False ends no membership."""
    for start in range(0, len(ghts), GHTS_AT_ONCE):
        with transaction.atomic():
            findings = report.Findings()
            write_ghts(
                ghts[start : start + GHTS_AT_ONCE], work.run, work.regions, findings, is_whole
            )
            findings.write(work.run, work.lines, alive_at=timezone.now())
    for ght in ghts:
        work.seen[ght.code] = ght.path


def note_absences(work: Work) -> None:
    """Organisations given by FINESS before and not by this file: listed, never deleted."""
    known = Organisation.objects.filter(
        from_finess=True, kind__in=(Kind.EJ, Kind.ET, Kind.GHT)
    ).order_by("pk")
    findings = report.Findings()
    fields = known.values_list("finess", "code", "name")
    for finess, code, name in fields.iterator(chunk_size=NUMBERS_AT_ONCE):
        key = finess or code
        if key not in work.seen:
            findings.say(
                FinessOutcome.ABSENT,
                path="",
                finess=key,
                name=name,
                reason=report.REASONS["absent"],
            )
    with transaction.atomic():
        findings.write(work.run, work.lines, bytes_done=work.run.bytes_total)
