"""The whole log on paper: for the printer, and as a PDF. The last hash anchors the chain."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from hygie.documents.pdf import render_pdf
from hygie.logbook import selectors
from hygie.logbook.models import Event
from hygie.logbook.selectors import EntryShown
from hygie.logbook.verifying import verify
from hygie.logbook.words import clock_words, day_and_hour, event_title
from hygie.organisations.models import Organisation

TEMPLATE = Path(__file__).resolve().parent / "typst" / "log.typ"


def log_paper(event: Event) -> dict[str, Any]:
    """What the printed page shows: every entry, oldest first, and whether the chain holds."""
    verified = verify(event)
    cells = list(selectors.cells_of(event))
    entries = selectors.entries_of(event).filter(number__lte=event.last_number)
    now = timezone.now()
    return {
        "event": event,
        "title": event_title(event),
        "rows": selectors.shown(list(entries.order_by("number")), cells),
        "cells": cells,
        "clocks": [(one, clock_words(one, now)) for one in event.clocks.all()],
        "verified": verified,
        "at": now,
    }


def pdf_of(unit: Organisation, event: Event) -> bytes:
    """The log as a PDF, in the name of the establishment that asks for it."""
    paper = log_paper(event)
    data = {
        "title": f"Main courante\u00a0: {event.title}",
        "unit": unit.name,
        "finess": unit.finess,
        "demonstration": unit.is_demo,
        "exercise": event.is_exercise,
        "state": event.get_state_display(),
        "level": event.get_level_display(),
        "opened": day_and_hour(event.opened_at),
        "closed": day_and_hour(event.closed_at),
        "opened_by": event.opened_by_name,
        "cells": [[one.name, one.place, one.phone] for one in paper["cells"]],
        "clocks": [[clock.label, words] for clock, words in paper["clocks"]],
        "rows": [_row(one) for one in paper["rows"]],
        "last_number": event.last_number,
        "last_hash": event.last_hash,
        "wrong": paper["verified"].sentences,
        "printed": day_and_hour(paper["at"]),
    }
    return render_pdf(TEMPLATE, data, made_on=timezone.localdate(paper["at"]))


def _row(row: EntryShown) -> dict[str, str]:
    """One entry, in words."""
    entry = row.entry
    notes = [
        f"rectifie la ligne n°\u00a0{entry.corrects.number}" if entry.corrects else "",
        *(f"rectifiée par la ligne n°\u00a0{number}" for number in row.corrected_by),
        f"source\u00a0: {entry.source}" if entry.source else "",
        "" if entry.reliability == "confirmed" else entry.get_reliability_display().lower(),
        f"impact sur les patients\u00a0: {entry.patient_impact}" if entry.patient_impact else "",
        *(f"pièce\u00a0: {piece.title}" for piece in row.pieces),
    ]
    who = [entry.author_name, entry.get_function_display(), row.cell if entry.cell else ""]
    return {
        "number": str(entry.number),
        "happened": day_and_hour(entry.happened_at),
        "written": day_and_hour(entry.written_at),
        "who": ", ".join(one for one in who if one),
        "category": entry.get_category_display(),
        "text": entry.text,
        "notes": " · ".join(one for one in notes if one),
        "hash": entry.hash[:12],
    }
