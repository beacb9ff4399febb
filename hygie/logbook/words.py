"""French sentences of the room: hours, delays, states."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from hygie.domain.logbook import ClockState
from hygie.logbook.clocks import Delay, delays
from hygie.logbook.models import Event, LegalClock
from hygie.web.formats import day_short, plural

# Which look of the design system a clock takes.
LOOKS = {
    ClockState.RUNNING: "due",
    ClockState.AT_ONCE: "due",
    ClockState.OVERDUE: "late",
    ClockState.DONE: "met",
    ClockState.DONE_LATE: "met",
}


def hour(instant: datetime) -> str:
    """« 14:05 »."""
    return f"{timezone.localtime(instant):%H:%M}"


def short_hour(instant: datetime) -> str:
    """« 22/11 14:05 »: a crisis lasts days, its year is known."""
    return f"{timezone.localtime(instant):%d/%m %H:%M}"


def day_and_hour(instant: datetime | None) -> str:
    """« 22/11/2026 à 14:05 »; an empty text for None."""
    return f"{day_short(instant)} à {hour(instant)}" if instant else ""


def length(seconds: float) -> str:
    """A duration in two units at most: « 2 jours et 4 h », « 3 h 05 », « 12 minutes »."""
    minutes = int(seconds // 60)
    days, left = divmod(minutes, 24 * 60)
    hours, minutes = divmod(left, 60)
    if days:
        tail = f" et {hours}\u00a0h" if hours else ""
        return f"{days}\u00a0jour{plural(days)}{tail}"
    if hours:
        return f"{hours}\u00a0h\u00a0{minutes:02d}"
    return f"{minutes}\u00a0minute{plural(minutes)}"


def clock_words(clock: LegalClock, now: datetime) -> str:
    """« il reste 2 jours et 4 h », « dépassé depuis 12 minutes », « fait le … »."""
    state = clock.state_at(now)
    if state == ClockState.DONE:
        return f"fait le {day_and_hour(clock.done_at)}"
    if state == ClockState.DONE_LATE:
        return f"fait le {day_and_hour(clock.done_at)}, après la limite"
    if clock.limit_at is None:
        delay = delays().get(clock.code)
        return f"à faire {delay.words if delay else 'sans délai'}"
    seconds = (clock.limit_at - now).total_seconds()
    return f"il reste {length(seconds)}" if seconds >= 0 else f"dépassé depuis {length(-seconds)}"


@dataclass(frozen=True, slots=True)
class ClockShown:
    """One legal delay on the page: its definition, and where it stands once started."""

    delay: Delay
    clock: LegalClock | None
    look: str
    words: str

    @property
    def address(self) -> str:
        """From the page of the log."""
        return f"delais/{self.delay.code}/"

    @property
    def limit(self) -> str:
        return day_and_hour(self.clock.limit_at) if self.clock else ""


def clock_shown(delay: Delay, clock: LegalClock | None, now: datetime) -> ClockShown:
    if clock is None:
        return ClockShown(delay, None, "open", "pas encore ouvert")
    return ClockShown(delay, clock, LOOKS[clock.state_at(now)], clock_words(clock, now))


def event_title(event: Event) -> str:
    """What the page says first: « EXERCICE – Rançongiciel : en cours, plan blanc »."""
    said = f"{event.get_state_display()}, {event.get_level_display()}".lower()
    state = "close" if event.is_closed else said
    mark = "EXERCICE – " if event.is_exercise else ""
    return f"{mark}{event.title}\u00a0: {state}"
