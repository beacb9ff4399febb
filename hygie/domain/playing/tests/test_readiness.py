"""What is missing before an exercise is ready."""

from dataclasses import replace
from typing import Any

from hygie.domain.playing.readiness import lacks
from hygie.domain.playing.tests.scene import SCENARIO
from hygie.domain.scenario.shape import Channel

FULL: dict[str, Any] = {
    "players": {"DG", "DSI", "DS"}, "simulated": set(), "observers": 1, "mail_tested": True,
}  # fmt: skip


def keys(**given: Any) -> list[str]:
    return [one.key for one in lacks(SCENARIO, **{**FULL, **given})]


def test_only_the_objective_met_once_is_missing() -> None:
    assert keys() == ["objective:O2"]


def test_a_recipient_that_nobody_plays() -> None:
    assert keys(players={"DG", "DSI"}) == ["recipient:DS", "objective:O2"]
    assert keys(players={"DG", "DSI"}, simulated={"DS"}) == ["objective:O2"]


def test_a_required_function_is_not_to_be_simulated() -> None:
    found = keys(players={"DSI", "DS"}, simulated={"DG"})
    assert found == ["required:DG", "objective:O2"]


def test_the_mail_is_tested_only_where_a_stimulus_is_a_mail() -> None:
    assert keys(mail_tested=False) == ["objective:O2", "mail"]
    oral = tuple(replace(one, channel=Channel.ORAL) for one in SCENARIO.stimuli)
    found = lacks(replace(SCENARIO, stimuli=oral), **{**FULL, "mail_tested": False})
    assert [one.key for one in found] == ["objective:O2"]


def test_a_stimulus_for_establishments_that_left_reaches_nobody() -> None:
    assert keys(reaching_nobody={"S03", "S99"}) == ["objective:O2", "nobody:S03"]


def test_nobody_observes() -> None:
    assert keys(observers=0) == ["objective:O2", "observer"]


def test_who_plays_a_function_reached_by_mail_needs_an_address_once_mails_go() -> None:
    assert keys(without_address={"DG", "DS"}) == ["objective:O2", "address:DG"]
    assert keys(without_address={"DG"}, mail_tested=False) == ["objective:O2", "mail"]
