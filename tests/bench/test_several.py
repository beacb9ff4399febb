"""Thirty establishments, 500 stimuli, 300 people in one exercise: DEBEX, then each page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hygie.exercises.models import Participant, Run, RunCell, RunUnit
from hygie.exercises.run_enums import PartRole, RunState
from hygie.exercises.services import playing
from hygie.exercises.tests.stage import Stage
from tests.bench.pace import paced_once, page_ms
from tests.bench.test_pages import as_served
from tests.bench.test_retex import shape
from tests.cast import client_of, make_unit, today

__all__ = ["today"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("today")]

UNITS, EACH, DEBEX_S, PAGE_MS, QUERIES = 30, 10, 5, 700, 15
FUNCTIONS = ("DG", "DSI", "DS", "RSSI", "DIRCOM", "DAF", "DRH", "PUI", "BIOL", "IMG")
PAGES = ("run-console", "run-console-part", "run-wall", "run-presences", "run-addressed")


@pytest.fixture
def stage() -> Stage:
    """Everybody accepted, each establishment with its ten players and its cell."""
    stage = Stage(shape())
    for n in range(UNITS - 1):
        unit = make_unit(name=f"CH {n}")
        RunUnit.objects.create(run=stage.run, unit=unit)
        RunCell.objects.create(run=stage.run, unit=unit, kind="decision", place="Salle 1")
        Participant.objects.bulk_create(
            Participant(
                run=stage.run, unit=unit, name=f"{code} {n}", role=PartRole.JOUEUR, function=code,
                cell="decision",
            )
            for code in FUNCTIONS[:EACH]
        )  # fmt: skip
    Run.objects.filter(pk=stage.run.pk).update(state=RunState.READY)
    return stage


def test_thirty_establishments_in_one_exercise(stage: Stage) -> None:
    _, spent = paced_once(stage.debex)
    print(f"\n| DEBEX, {UNITS} établissements, 500 stimuli | {spent:.2f} s | ≤ {DEBEX_S} s |")
    assert spent <= DEBEX_S
    assert stage.run.units.exclude(event_id=None).count() == UNITS
    stage.press(playing.stimulus_send, "S000")
    for name in PAGES:
        address = reverse(f"exercises:{name}", args=[stage.unit.finess, stage.run.pk])
        client = client_of(stage.rssi)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        # Counted now: the next request empties what was captured.
        asks = len(asked)
        assert answer.status_code == 200, name
        with as_served():
            took = page_ms(client, address)
        limits = f"≤ {PAGE_MS} ms, ≤ {QUERIES}"
        print(f"| {name}, à {UNITS} | {took:.0f} ms, {asks} requêtes | {limits} |")
        assert 0 < asks <= QUERIES, name
        assert took <= PAGE_MS, name
