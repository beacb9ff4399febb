"""What is new for the live pages of an exercise under way, and for whom: published in the
transaction of each act, without content (`hygie.logbook.live`); `run_drawing` draws it."""

from uuid import UUID

from hygie.exercises.models import Participant, PlayedStimulus, Run
from hygie.exercises.run_enums import PartRole, RunState
from hygie.logbook import live
from hygie.logbook.live import Listening

# Audiences. A player's holds her function: see `player`.
ANIMATEUR, OBSERVER, WALL, EVERYONE = "animateur", "observateur", "projection", "tous"
# Kinds of news.
CONSOLE, MESSAGE, GROUP, ON_WALL, HOURS, BEGUN = (
    "run-console",
    "run-message",
    "run-group",
    "run-wall",
    "run-hours",
    "run-begun",
)


def topic_of(run_id: UUID) -> str:
    return f"run:{run_id}"


def player(function: str, unit_id: int | None = None) -> str:
    """Audience of those who play a function, everywhere or in one establishment."""
    return f"joueur:{function}" if unit_id is None else f"joueur:{function}:{unit_id}"


def observer(unit_id: int | None = None) -> str:
    """Audience of those who observe, everywhere or in one establishment."""
    return OBSERVER if unit_id is None else f"{OBSERVER}::{unit_id}"


def listened_by(one: Participant) -> Listening:
    """What the page of a participant listens to: her function, there and everywhere, or the
    grid."""
    own = {player(one.function), player(one.function, one.unit_id)}
    if one.role == PartRole.OBSERVATEUR:
        own = {observer(), observer(one.unit_id)}
    return Listening(topic_of(one.run_id), frozenset({*own, EVERYONE}))


def listened_as(run: Run, audience: str) -> Listening:
    """What the console, or the page on the wall, listens to."""
    return Listening(topic_of(run.pk), frozenset({audience}))


def tell_console(run: Run) -> None:
    """Something changed for the animateurs alone."""
    _publish(run, ANIMATEUR, CONSOLE)


def tell_clock(run: Run) -> None:
    """The exercise began, stopped, went on or ended: everybody sees it."""
    tell_console(run)
    _publish(run, WALL, ON_WALL)
    _publish(run, EVERYONE, HOURS)
    if run.state == RunState.RUNNING:
        _publish(run, EVERYONE, BEGUN)


def tell_sent(run: Run, stimulus: PlayedStimulus) -> None:
    """A stimulus was sent: to those who play its functions, to the observers, on the wall."""
    for unit_id in stimulus.unit_ids or (None,):
        for function in stimulus.recipients:
            _publish(run, player(function, unit_id), MESSAGE, str(stimulus.pk))
        _publish(run, observer(unit_id), GROUP, str(stimulus.pk))
    tell_console(run)
    _publish(run, WALL, ON_WALL)
    _publish(run, EVERYONE, HOURS)


def _publish(run: Run, audience: str, kind: str, key: str = "") -> None:
    live.publish(topic_of(run.pk), audience, kind, key or str(run.pk))
