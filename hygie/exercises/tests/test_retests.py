"""The next exercise on a criterion: met, its action is verified; missed again, it is said."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from hygie.exercises.models import Constat, Participant, Retex, Run, RunUnit
from hygie.exercises.retests import EARLIER
from hygie.exercises.run_enums import PartRole, Presence, RunState
from hygie.exercises.services import exercise_remove, playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.retex import retex_make, retex_write
from hygie.exercises.tests import retexes as done
from hygie.exercises.tests.cast import status, who
from hygie.exercises.tests.stage import Stage
from hygie.quality_plan import services as plan
from hygie.quality_plan.enums import State
from hygie.quality_plan.models import PlanAction
from tests.cast import TODAY, client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def missed_then_done() -> Stage:
    """A first exercise whose missed criterion C03a has its action, done the same day."""
    stage, retex = done.made()
    for one in retex.constats.filter(decision="open"):
        done.decide(stage, one, action=done.PLAN if one.criterion else None)
    retex_write(**stage.who, expected_version=1, synthesis="Tenue.", comments={})
    done.freeze(stage)
    for state in (State.ACCEPTED, State.DONE):
        action = PlanAction.objects.get()
        plan.action_move(
            **who(stage.rssi, stage.unit), action_id=action.pk, expected_version=action.version,
            to_state=state,
        )  # fmt: skip
    return stage


def again(stage: Stage, result: str) -> Retex:
    """The same scenario six months later, its criterion C03a observed so; its RETEX prepared."""
    first = stage.run
    stage.run = Run.objects.create(
        bearer=stage.unit, title="Exercice suivant", scenario_version=first.scenario_version,
        state=RunState.READY, planned_on=timezone.localdate(),
    )  # fmt: skip
    RunUnit.objects.create(run=stage.run, unit=stage.unit)
    stage.players = {code: stage.part(PartRole.JOUEUR, code) for code in ("DG", "DSI", "DS")}
    stage.observer = stage.part(PartRole.OBSERVATEUR)
    stage.debex()
    stage.press(playing.stimulus_send, "S03")
    done.observed(stage, "C03a", result)
    stage.run = playing.run_finex(**stage.who)
    came = Participant.objects.filter(run=stage.run, function="DG").values_list("pk", flat=True)
    presences_note(**stage.who, presences=dict.fromkeys(came, Presence.PRESENT))
    run_hold(**stage.who)
    return retex_make(**stage.who)


def later(days: int = 180) -> Any:
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def freeze(stage: Stage, retex: Retex) -> Retex:
    for one in retex.constats.filter(decision="open"):
        done.decide(stage, one)
    retex_write(**stage.who, expected_version=1, synthesis="Mieux.", comments={})
    return done.freeze(stage, validated_on=timezone.localdate())


def test_met_this_time_the_action_is_verified_when_the_retex_is_validated() -> None:
    stage = missed_then_done()
    before = status(stage.unit, "1.c")
    with later():
        retex = again(stage, "met")
        assert PlanAction.objects.get().retested_on is None  # not before somebody validates
        freeze(stage, retex)
        action = PlanAction.objects.get()
        assert (action.retested_on, action.retested_criterion) == (timezone.localdate(), "C03a")
        assert action.retested_by_name == "Mme Roy, DG"
        page = client_of(stage.rssi).get(f"{stage.place}retex/etablissement/").content.decode()
        assert "Actions vérifiées par cet exercice" in page
    assert status(stage.unit, "1.c", TODAY) == before
    assert action.state == State.DONE


def test_missed_again_the_retex_says_since_when_and_by_which_action() -> None:
    stage = missed_then_done()
    with later():
        retex = again(stage, "not_met")
        one = retex.constats.get(criterion="C03a", kind=Constat.Kind.WEAKNESS)
        assert "déjà relevée le 21/11/2026, action n°\u00a02026-31" in one.text
        assert "relevée" not in EARLIER.sub("", one.text)  # what is shared says no number
        freeze(stage, retex)
    assert PlanAction.objects.retested().count() == 0


def test_a_criterion_whose_words_changed_is_another_one() -> None:
    stage = missed_then_done()
    version = stage.run.scenario_version
    other = version.text.replace("Passage au papier", "Étiquettes de secours sorties")
    with later():
        fresh = type(version)(scenario=version.scenario, number=2, text=other, fingerprint="2" * 64)
        fresh.save(force_insert=True)
        stage.run.scenario_version = fresh
        freeze(stage, again(stage, "met"))
    assert PlanAction.objects.retested().count() == 0


def test_its_exercise_removed_it_is_no_longer_verified() -> None:
    stage = missed_then_done()
    with later():
        freeze(stage, again(stage, "met"))
        held = stage.run.units.get().exercise
        assert held is not None
        exercise_remove(
            **who(stage.rssi, stage.unit), exercise_id=held.pk, expected_version=held.version,
            reason="Noté par erreur",
        )  # fmt: skip
    assert PlanAction.objects.retested().count() == 0
