"""What the live pages of a main courante draw again: entries, and the head of the page."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from hygie.logbook import live, selectors
from hygie.logbook.models import Cell, Event
from hygie.logbook.services.entries import ENTRY_NEWS, HEAD_NEWS
from hygie.logbook.words import event_title


def declare() -> None:
    live.register(ENTRY_NEWS, draw_entries)
    live.register(HEAD_NEWS, draw_heads)


def draw_entries(audience: str, keys: Sequence[str]) -> str:
    """Lines of the log, oldest first: each one goes on top of the list."""
    rows, event = selectors.entries_by_id(keys)
    context = {"rows": rows, "event": event, "is_live": True}
    return render_to_string("logbook/_entries.html", context)


def draw_heads(audience: str, keys: Sequence[str]) -> str:
    """State, level, cells and legal delays of events."""
    events = Event.objects.filter(pk__in=[UUID(one) for one in keys]).select_related("bearer")
    return "\n".join(_head(event) for event in events)


def _head(event: Event) -> str:
    context = head_context(event, list(selectors.cells_of(event)))
    context["title"] = event_title(event)
    names = ("logbook/_title.html", "logbook/_head.html")
    return "\n".join(render_to_string(name, context) for name in names)


def head_context(event: Event, cells: list[Cell]) -> dict[str, Any]:
    """What `logbook/_head.html` shows; the same for everyone."""
    return {
        "event": event,
        "clocks": selectors.clocks_shown(event, timezone.now()),
        "cells": cells,
    }
