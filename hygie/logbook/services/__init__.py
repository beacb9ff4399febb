"""Everything that writes in the room of the main courante."""

from hygie.logbook.services.clocks import clock_done, clock_start
from hygie.logbook.services.entries import (
    Line,
    entry_append,
    entry_correct,
    entry_write,
    event_locked,
)
from hygie.logbook.services.events import (
    cell_record,
    event_began,
    event_change,
    event_close,
    event_open,
    event_share,
)

__all__ = [
    "Line",
    "cell_record",
    "clock_done",
    "clock_start",
    "entry_append",
    "entry_correct",
    "entry_write",
    "event_began",
    "event_change",
    "event_close",
    "event_locked",
    "event_open",
    "event_share",
]
