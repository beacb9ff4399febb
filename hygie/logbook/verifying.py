"""Is the main courante of an event whole, and as it was written?"""

from dataclasses import dataclass

from django.db.models import Max

from hygie.domain.logbook import Break, Fault, breaks
from hygie.journal.models import Entry as JournalLine
from hygie.logbook.models import Event

SENTENCES = {
    Fault.MISSING: "la ligne n°\u00a0{number} manque",
    Fault.MOVED: "la ligne n°\u00a0{number} ne suit pas celle qui la précède",
    Fault.CHANGED: "la ligne n°\u00a0{number} a été modifiée après son écriture",
    Fault.CUT: "la fin, à la ligne n°\u00a0{number}, n’est pas celle qui a été notée",
}


@dataclass(frozen=True, slots=True)
class Verified:
    """What the reading of a whole log found; `breaks` empty: it is sound."""

    event: Event
    breaks: tuple[Break, ...]

    @property
    def sentences(self) -> list[str]:
        """What is wrong, in French, in the order of the log."""
        return [SENTENCES[one.fault].format(number=one.number) for one in self.breaks]


def verify(event: Event) -> Verified:
    """Reads the whole log of `event` again: four queries, a few entries in memory at a time."""
    event.refresh_from_db(fields=["last_number", "last_hash", "state"])
    entries = event.entries.filter(number__lte=event.last_number)
    found = breaks(entries.sealed(), last_number=event.last_number, last_hash=event.last_hash)
    # Read again: someone may have written meanwhile, but nothing stands beyond the last line.
    rows = Event.objects.filter(pk=event.pk).annotate(most=Max("entries__number"))
    last_number, most = rows.values_list("last_number", "most").get()
    if not found and (most or 0) > last_number:
        found = (Break(most, Fault.CUT),)
    if not found and event.is_closed and not _is_as_closed(event):
        found = (Break(event.last_number, Fault.CUT),)
    return Verified(event, found)


def _is_as_closed(event: Event) -> bool:
    """Whether the log ends as the journal wrote it on the day of its closing."""
    lines = JournalLine.objects.filter(verb=f"{Event.fact_kind}.closed")
    said = lines.filter(subject_id=str(event.pk)).values_list("data", flat=True).first()
    return said is not None and (said["number"], said["hash"]) == (
        event.last_number,
        event.last_hash,
    )
