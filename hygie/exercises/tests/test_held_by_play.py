"""The exercise played goes to the register by who came and what was sent: 1.a turns met."""

from dataclasses import replace
from typing import Any

import pytest

from hygie.domain.playing.tests.scene import SCENARIO
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import (
    Attendance,
    CellKind,
    Public,
    Scenario,
    Threat,
)
from hygie.exercises.models import Exercise, Participant
from hygie.exercises.run_enums import Presence
from hygie.exercises.services import playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.tests.cast import status
from hygie.exercises.tests.stage import Stage
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def over(*codes: str, shape: Scenario = SCENARIO) -> Stage:
    """An exercise over, in which these stimuli were sent."""
    stage = Stage(shape)
    stage.debex()
    for code in codes:
        stage.press(playing.stimulus_send, code)
    playing.run_finex(**stage.who)
    return stage


def came(stage: Stage, *functions: str) -> Any:
    present = {stage.players[code].pk: Presence.PRESENT for code in functions}
    return presences_note(**stage.who, presences=present)


def test_who_came_and_what_was_sent_make_1a_met() -> None:
    stage = over("S01", "S03")
    came(stage, "DG", "DSI", "DS")
    (held,) = run_hold(**stage.who)
    assert (held.functions, held.participants) == (["DG", "DS", "DSI"], 3)
    assert (held.tested_care, held.under_cyber_event) == (True, True)
    assert status(stage.unit, "1.a") == "met"
    assert [one.pk for one in run_hold(**stage.who)] == [held.pk]
    assert Exercise.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "functions"), [(("S01",), ("DG", "DSI", "DS")), (("S01", "S03"), ("DG", "DSI"))]
)
def test_without_a_stimulus_of_care_and_a_carer_it_is_not_said_that_care_was_tested(
    sent: tuple[str, ...], functions: tuple[str, ...]
) -> None:
    stage = over(*sent)
    came(stage, *functions)
    (held,) = run_hold(**stage.who)
    assert held.tested_care is None
    assert status(stage.unit, "1.a") != "met"


@pytest.mark.parametrize(
    ("sent", "functions", "tested"),
    [
        (("S01", "S03"), ("DG", "DSI", "DS"), True),
        (("S01",), ("DG", "DSI", "DS"), None),  # nothing was sent to who keeps the mission
        (("S01", "S03"), ("DG", "DSI"), None),  # she did not come
    ],
)
def test_missions_are_tested_by_who_keeps_them_and_came(
    sent: tuple[str, ...], functions: tuple[str, ...], tested: bool | None
) -> None:
    publics = (*SCENARIO.publics[:2], Public("DS", Attendance.WANTED, CellKind.LOGISTICS))
    paid = replace(SCENARIO.tested, care=False, missions=True)
    stage = over(*sent, shape=replace(SCENARIO, publics=publics, tested=paid))
    came(stage, *functions)
    (held,) = run_hold(**stage.who)
    assert (held.tested_care, held.tested_missions) == (None, tested)
    assert (status(stage.unit, "1.a") == "met") is bool(tested)


@pytest.mark.parametrize(
    ("threat", "actions", "cyber"),
    [
        (Threat.OUTAGE, (4,), None),
        (Threat.OUTAGE, (1, 4), True),
        (Threat.PHISHING, (4,), True),
    ],
)
def test_a_mere_breakdown_is_not_said_to_be_a_cyber_event(
    threat: Threat, actions: tuple[int, ...], cyber: bool | None
) -> None:
    stage = over("S03", shape=replace(SCENARIO, threat=threat, actions=actions))
    came(stage, "DG", "DSI", "DS")
    (held,) = run_hold(**stage.who)
    assert held.under_cyber_event is cyber


def test_invited_is_not_present() -> None:
    stage = over("S01", "S03")
    with pytest.raises(ServiceRefusal, match="nobody_came"):
        run_hold(**stage.who)
    assert not Exercise.objects.exists()


def test_presences_stay_as_they_were_once_in_the_register() -> None:
    stage = over("S03")
    came(stage, "DG")
    run_hold(**stage.who)
    with pytest.raises(ServiceRefusal, match="held_already"):
        came(stage, "DSI")
    assert Participant.objects.filter(presence=Presence.PRESENT).count() == 1


def test_two_who_note_at_once_keep_what_the_other_noted() -> None:
    stage = over("S01", "S03")
    client, sheet = client_of(stage.rssi), f"{stage.place}presences/"
    shown = {f"vu-{one.pk}": "expected" for one in stage.players.values()}
    came(stage, "DG")  # noted by the other meanwhile
    sent = {f"presence-{one.pk}": "expected" for one in stage.players.values()}
    sent[f"presence-{stage.players['DSI'].pk}"] = "present"
    assert client.post(sheet, {**shown, **sent}).status_code == 303
    present = Participant.objects.filter(presence=Presence.PRESENT)
    assert {one.function for one in present} == {"DG", "DSI"}


def test_by_the_screens() -> None:
    stage = over("S01", "S03")
    client = client_of(stage.rssi)
    sheet = f"{stage.place}presences/"
    present = {f"presence-{stage.players[code].pk}": "present" for code in ("DG", "DSI", "DS")}
    assert client.post(sheet, present).status_code == 303
    assert client.post(f"{stage.place}registre/").status_code == 303
    assert status(stage.unit, "1.a") == "met"
    assert "Voir l’exercice au registre" in client.get(sheet).content.decode()
