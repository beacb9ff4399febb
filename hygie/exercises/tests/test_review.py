"""After FINEX the page says what held and what did not, and leads to the RETEX."""

from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup

from hygie.exercises.run_enums import Presence
from hygie.exercises.services import observing, playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.tests.stage import Stage
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def observed() -> Stage:
    """S01 and S03 sent; DSI called in time, the passage to paper missed; S02 left out."""
    stage = Stage()
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    stage.press(playing.stimulus_send, "S03")
    stage.press(playing.stimulus_skip, "S02", reason="La cellule l’a devancé")
    for criterion, result in (("C01a", "met"), ("C03a", "not_met")):
        observing.observation_record(
            run=stage.run, observer=stage.observer, new_id=uuid4(), criterion=criterion,
            result=result,
        )  # fmt: skip
    playing.run_finex(**stage.who)
    present = {stage.players[code].pk: Presence.PRESENT for code in ("DG", "DSI")}
    presences_note(**stage.who, presences=present)
    return stage


def panel(page: BeautifulSoup, title: str) -> Any:
    head = next(one for one in page.select("h2") if one.text.strip() == title)
    return head.find_parent("section")


def read(stage: Stage) -> BeautifulSoup:
    answer = client_of(stage.rssi).get(f"{stage.place}bilan/")
    assert answer.status_code == 200
    return BeautifulSoup(answer.content.decode(), "html5lib")


def test_it_says_what_held_what_did_not_and_what_nobody_saw() -> None:
    page = read(observed())
    assert "Passage au papier" in panel(page, "Fragilités").text
    assert "DSI appelé" in panel(page, "Forces").text
    assert "C02a" not in page.text  # its stimulus was skipped: it costs nothing
    assert "La cellule l’a devancé" in panel(page, "Chronogramme prévu et joué").text
    assert "Direction générale" in panel(page, "Qui était là").text
    assert "%" not in panel(page, "Objectifs").text


def test_it_leads_to_the_register_then_to_the_retex() -> None:
    stage = observed()
    assert read(stage).select('a[href$="presences/"]')
    run_hold(**stage.who)
    assert read(stage).select('a[href$="retex/etablissement/"]')
