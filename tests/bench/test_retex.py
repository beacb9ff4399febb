"""The RETEX of an exercise of 500 stimuli: prepared in one gesture, then its page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS
from hygie.domain.scenario.shape import Criterion, Proof, Scenario
from hygie.exercises import library, run_scenario
from hygie.exercises.models import Observation, PlayedStimulus, Run
from hygie.exercises.retex_content import content_of
from hygie.exercises.retex_files import files_of
from hygie.exercises.run_enums import PartRole, Presence, RunState
from hygie.exercises.services.attending import run_hold
from hygie.exercises.services.retex import retex_make
from hygie.exercises.tests.stage import Stage
from tests.bench.pace import paced_once, page_ms
from tests.bench.test_pages import as_served
from tests.cast import TODAY, client_of, today

__all__ = ["today"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.usefixtures("today")]

STIMULI, OBSERVERS, DRAFT_S, FILES_S, PAGE_MS, QUERIES = 500, 2, 5, 5, 400, 15


def shape() -> Scenario:
    """Two criteria a stimulus, one proven by the main courante."""
    stimuli = tuple(
        replace(
            STIMULUS,
            code=f"S{n:03d}",
            at_s=20 * n,
            objectives=("O1", "O2"),
            recipients=("DSI", "DS"),
            cited=("CT1",) if n == 0 else (),
            criteria=(
                Criterion(f"C{n:03d}a", f"Appelé pour {n}", 2, within_s=600, proof=Proof.LOGBOOK),
                Criterion(f"C{n:03d}b", f"Décidé pour {n}", 1),
            ),
        )
        for n in range(STIMULI)
    )
    return replace(SCENARIO, stimuli=stimuli, length_s=20 * STIMULI)


@pytest.fixture
def stage() -> Stage:
    """An exercise over: four stimuli of five sent, everything observed twice."""
    stage = Stage(shape())
    now = timezone.now()
    Run.objects.filter(pk=stage.run.pk).update(
        state=RunState.OVER, debex_at=now - timedelta(hours=3), finex_at=now
    )
    PlayedStimulus.objects.bulk_create(
        PlayedStimulus(
            run=stage.run, code=f"S{n:03d}", due_s=20 * n, channel="oral", recipients=["DSI"],
            state="sent" if n % 5 else "skipped", sent_s=20 * n if n % 5 else None,
            content={"title": f"Stimulus {n}"},
        )
        for n in range(STIMULI)
    )  # fmt: skip
    observers = [stage.observer, stage.part(PartRole.OBSERVATEUR)][:OBSERVERS]
    Observation.objects.bulk_create(
        Observation(
            run=stage.run, unit=stage.unit, criterion=f"C{n:03d}{letter}", observer=one,
            result=("met", "partly", "not_met")[n % 3], at_s=20 * n + 60, comment=f"Vu {n}",
        )
        for n in range(STIMULI)
        for letter in "ab"
        for one in observers
    )  # fmt: skip
    stage.run.participants.update(presence=Presence.PRESENT)
    run_hold(**stage.who)
    return stage


def test_the_retex_of_500_stimuli(stage: Stage) -> None:
    run_scenario._played.cache_clear()  # the file of the scenario is read too
    library.loaded.cache_clear()
    with CaptureQueriesContext(connection) as asked:
        retex, draft_s = paced_once(lambda: retex_make(**stage.who))
        questions = len(asked)
    constats = retex.constats.count()
    client, url = client_of(stage.rssi), f"{stage.place}retex/etablissement/"
    with CaptureQueriesContext(connection) as shown:
        assert client.get(url).status_code == 200
        page_questions = len(shown)
    with as_served():
        page = page_ms(client, url)
    retex.run, retex.unit = stage.run, stage.unit
    _, files_s = paced_once(lambda: files_of(retex, content_of(retex), on=TODAY))
    print(f"| RETEX de {STIMULI} stimuli, {constats} constats | {draft_s:.2f} s | ≤ {DRAFT_S} s |")
    print(f"| sa page | {page:.0f} ms, {page_questions} requêtes | ≤ {PAGE_MS} ms, ≤ {QUERIES} |")
    print(f"| son PDF et son DOCX | {files_s:.2f} s | ≤ {FILES_S} s |")
    assert constats > STIMULI
    assert draft_s <= DRAFT_S
    assert files_s <= FILES_S
    # One question writes so many constats at most.
    assert questions <= QUERIES + constats // 50, questions
    assert page_questions <= QUERIES
    assert page <= PAGE_MS
