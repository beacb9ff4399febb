"""EXERCICE is read on every page of an exercise, whichever it is."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse

from hygie.exercises.context import OF_A_RUN
from hygie.exercises.models import Run
from hygie.exercises.run_enums import RunState
from hygie.exercises.run_scenario import lacks_of
from hygie.exercises.services import playing
from hygie.exercises.services.run_people import participant_link_give
from hygie.exercises.services.survey import code_of
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.stage import Stage
from hygie.exercises.urls import urlpatterns
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

BAND = 'class="exercise-band"'
NOT_A_PAGE = ("-file", "-pdf", "-stream", "-news", "-part")
# Gestures: they are only sent.
SENT = {
    "run-log-open",
    "run-unwaive",
    "run-ready",
    "run-mail-try",
    "stimulus-press",
    "run-retex-set-aside",
    "run-held",
    "run-gesture",
    "participant-observe",
}


def of_a_run(pattern: URLPattern) -> bool:
    name = str(pattern.name)
    asked = set(pattern.pattern.converters)
    return not asked.isdisjoint(OF_A_RUN) and not name.endswith(NOT_A_PAGE) and name not in SENT


NAMES = {str(one.name): one.pattern.converters for one in urlpatterns if of_a_run(one)}


def stages() -> Iterator[tuple[Stage, dict[str, Any]]]:
    """Exercises in all their states, with what their addresses hold."""
    planned = Stage(state=RunState.PLANNED)
    lacks = lacks_of(planned.run, list(planned.run.participants.all()))
    yield planned, {"key": lacks[0].key}
    live = Stage()
    _, player = participant_link_give(**live.who, participant_id=live.players["DSI"].pk)
    _, observer = participant_link_give(**live.who, participant_id=live.observer.pk)
    yield live, {"secret": player}
    live.debex()
    yield live, {"secret": player}
    yield live, {"secret": observer}
    playing.run_finex(**live.who)
    Run.objects.filter(pk=live.run.pk).update(is_after_the_fact=True)
    yield live, {}
    over, retex = done.made()
    yield over, {"constat_id": retex.constats.all()[0].pk}
    done.decided(over, retex)
    done.freeze(over)
    yield over, {}
    Run.objects.filter(pk=planned.run.pk).update(state=RunState.CANCELLED)
    yield planned, {}


def test_every_page_of_an_exercise_says_so() -> None:
    left = set(NAMES)
    for stage, more in stages():
        client = client_of(stage.rssi)
        given = {
            "finess": stage.unit.finess, "run_id": stage.run.pk, "which": "etablissement",
            "participant_id": stage.players["DSI"].pk, "stimulus_code": "S01",
            "code": code_of(stage.run.pk), **more,
        }  # fmt: skip
        for name in sorted(left | {"participant-link"}):
            try:
                url = reverse(f"exercises:{name}", kwargs={one: given[one] for one in NAMES[name]})
            except (KeyError, NoReverseMatch):
                continue
            answer = client.get(url)
            if answer.status_code == 200:
                page = answer.content.decode()
                assert page.count(BAND) == 1, f"{name}: {stage.run.state}"
                left.discard(name)
    assert left == {"run-answer"}  # that of an invited establishment: see test_together
