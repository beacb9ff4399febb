"""An exercise of the tests played to its RETEX."""

from datetime import date
from typing import Any
from uuid import uuid4

from hygie.exercises.models import Constat, Retex
from hygie.exercises.run_enums import Presence
from hygie.exercises.services import playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.constats import constat_decide
from hygie.exercises.services.highlights import highlight_note
from hygie.exercises.services.observing import observation_record
from hygie.exercises.services.retex import retex_freeze, retex_make, retex_write
from hygie.exercises.tests.stage import Stage
from tests.cast import TODAY

SYNTHESIS = "La cellule a tenu.\nLe passage au papier est à revoir."
PLAN = {"pilote_name": "N. Escoffier", "due_on": date(2027, 3, 31), "number": "2026-31"}


def observed(stage: Stage, criterion: str, result: str, comment: str = "") -> None:
    observation_record(
        run=stage.run, observer=stage.observer, new_id=uuid4(), criterion=criterion,
        result=result, comment=comment,
    )  # fmt: skip


def noted(stage: Stage, kind: str, text: str, **values: Any) -> Any:
    given = {"highlight_id": uuid4(), **values}
    return highlight_note(**stage.who, kind=kind, text=text, **given)


def played() -> Stage:
    """S01 and S03 sent, S02 left out; one criterion met, one missed; over; DG, DSI and DS came."""
    stage = Stage()
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    stage.press(playing.stimulus_send, "S03")
    stage.press(playing.stimulus_skip, "S02", reason="La cellule l’a devancé")
    observed(stage, "C01a", "met")
    observed(stage, "C03a", "not_met", "Pas d’étiquettes")
    noted(stage, "weakness", "L’annuaire papier date de 2023")
    stage.run = playing.run_finex(**stage.who)
    presences_note(
        **stage.who,
        presences={stage.players[code].pk: Presence.PRESENT for code in ("DG", "DSI", "DS")},
    )
    return stage


def made() -> tuple[Stage, Retex]:
    """The same in the register, with its RETEX as Hygie prepares it."""
    stage = played()
    run_hold(**stage.who)
    return stage, retex_make(**stage.who)


def decided(stage: Stage, retex: Retex, **values: Any) -> None:
    """Every constat is kept, the first weakness with its action; the synthesis is written."""
    action: Any = PLAN
    for one in retex.constats.filter(decision="open"):
        decide(stage, one, action=action, **values)
        action = None
    retex_write(**stage.who, expected_version=1, synthesis=SYNTHESIS, comments={})


def decide(stage: Stage, one: Constat, **values: Any) -> Constat:
    given = {
        "constat_id": one.pk, "expected_version": one.version, "text": one.text,
        "decision": "accepted", **values,
    }  # fmt: skip
    return constat_decide(**stage.who, **given)


def freeze(stage: Stage, version: int = 2, **values: Any) -> Retex:
    given = {
        "expected_version": version, "validated_on": TODAY, "validated_by": "Mme Roy, DG",
        **values,
    }  # fmt: skip
    return retex_freeze(**stage.who, **given)


def frozen() -> tuple[Stage, Retex]:
    """A RETEX validated."""
    stage, retex = made()
    decided(stage, retex)
    return stage, freeze(stage)
