"""What the live pages of an exercise draw again, once per audience. The wall of what is to come is
here: only what was sent, and to this audience, is ever drawn.

The console and the grid hold forms of one person: their news are a sign, and each page fetches its
own part.
"""

from collections.abc import Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone

from hygie.exercises import run_news as news
from hygie.exercises.console import clock_told, on_the_wall
from hygie.exercises.models import PlayedStimulus, Run
from hygie.exercises.run_enums import PlayState
from hygie.logbook import live


def declare() -> None:
    for kind, draw in (
        (news.CONSOLE, draw_console_sign),
        (news.MESSAGE, draw_messages),
        (news.GROUP, draw_group_signs),
        (news.ON_WALL, draw_walls),
        (news.HOURS, draw_hours),
        (news.BEGUN, draw_begun),
    ):
        live.register(kind, draw)


def draw_messages(audience: str, keys: Sequence[str]) -> str:
    """The messages of one function: `audience` says which."""
    _, function, unit_id = f"{audience}:".split(":")[:3]
    return "\n".join(
        render_to_string("exercises/playing/_message.html", {"one": one, "is_live": True})
        for one in _sent(keys)
        if function in one.recipients and _is_for(one, unit_id)
    )


def _is_for(one: PlayedStimulus, unit_id: str) -> bool:
    """Whether it goes to this establishment by name; "" : to all of them."""
    return int(unit_id) in one.unit_ids if unit_id else not one.unit_ids


def draw_group_signs(audience: str, keys: Sequence[str]) -> str:
    """Where the criteria of a stimulus sent come on a grid: each page asks for its own."""
    unit_id = f"{audience}::".split(":")[2]
    return "\n".join(
        render_to_string("exercises/playing/_group_sign.html", {"one": one})
        for one in _sent(keys)
        if not one.is_free and _is_for(one, unit_id)
    )


def draw_console_sign(audience: str, keys: Sequence[str]) -> str:
    """Has the console ask for its living part."""
    return render_to_string("exercises/playing/_console_sign.html")


def draw_begun(audience: str, keys: Sequence[str]) -> str:
    """Has the page opened before DEBEX look whether it began."""
    return render_to_string("exercises/playing/_begun_sign.html")


def draw_hours(audience: str, keys: Sequence[str]) -> str:
    """The hours of the pages of players and observers."""
    return "\n".join(
        render_to_string(
            "exercises/playing/_hours.html", {"run": run, **clock_told(run, timezone.now())}
        )
        for run in _runs(keys)
    )


def draw_walls(audience: str, keys: Sequence[str]) -> str:
    """The whole page on the wall."""
    return "\n".join(
        render_to_string("exercises/playing/_wall.html", wall_context(run)) for run in _runs(keys)
    )


def wall_context(run: Run) -> dict[str, object]:
    """What `exercises/playing/_wall.html` shows; the same for everyone."""
    return {"run": run, "shown": on_the_wall(run), **clock_told(run, timezone.now())}


def _runs(keys: Sequence[str]) -> list[Run]:
    asked = [UUID(one) for one in keys]
    return list(Run.objects.select_related("scenario_version", "bearer").filter(pk__in=asked))


def _sent(keys: Sequence[str]) -> list[PlayedStimulus]:
    """Those of these stimuli that were sent, in the order in which they were."""
    asked = [UUID(one) for one in keys]
    found = PlayedStimulus.objects.filter(pk__in=asked, state=PlayState.SENT)
    return list(found.order_by("sent_s", "sent_at", "code"))
