"""The draft of a RETEX says what happened, and nothing that nobody saw."""

from dataclasses import replace

from hygie.domain.playing.retex import FindingKind, Play, draft
from hygie.domain.playing.scoring import Grade, Result, Seen, scores
from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS
from hygie.domain.scenario.shape import Proof

PLAYS = (
    Play("S01", "Plus rien ne répond", 0, 60, is_skipped=False),
    Play("S02", "Cellule", 600, None, is_skipped=True, reason="Devancé"),
)
LOGGED = replace(STIMULUS.criteria[0], proof=Proof.LOGBOOK)
LOGGED_SCENARIO = replace(
    SCENARIO, stimuli=(replace(STIMULUS, criteria=(LOGGED,)), *SCENARIO.stimuli[1:])
)


def test_met_missed_and_unseen_are_three_things() -> None:
    seen = [Seen("C01a", "a", Result.MET, 700), Seen("C03a", "a", Result.NOT_MET)]
    found = draft(
        SCENARIO,
        plays=PLAYS,
        scores=scores(SCENARIO, {"S01", "S02", "S03"}, seen),
        seen=seen,
        present={"DG"},
        expected={"DG", "DSI"},
        highlights=[(FindingKind.STRENGTH, "Calme de la cellule")],
    )
    assert (found.present, found.missing, found.sent) == (("DG",), ("DSI",), 1)
    assert [one.text for one in found.strengths] == ["Calme de la cellule"]
    # met, but beyond its delay: not wholly
    assert [one.criteria for one in found.weaknesses] == [("C01a",), ("C03a",)]
    assert set(found.not_observed) == {"C02a", "C02b", "CT1"}
    assert found.grade == Grade.WITH_DIFFICULTY


def test_key_times_are_those_of_the_main_courante_with_their_lateness() -> None:
    seen = [
        Seen("C01a", "a", Result.NOT_MET, 10),
        Seen("C01a", "b", Result.MET, 900),
        Seen("C03a", "a", Result.MET, 5),
    ]
    found = draft(
        LOGGED_SCENARIO,
        plays=PLAYS,
        scores=scores(LOGGED_SCENARIO, {"S01", "S03"}, seen),
        seen=seen,
        present=(),
        expected=(),
        highlights=(),
    )
    assert [
        (one.criterion.code, one.stimulus, one.after_s, one.late_s) for one in found.key_times
    ] == [("C01a", "S01", 900, 300)]
    assert found.disputed == ("C01a",)
