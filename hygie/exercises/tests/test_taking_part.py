"""By her personal link, a player reads what was sent to her function, an observer notes."""

import pytest
from django.test import Client

from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS
from hygie.exercises.models import Observation, Participant
from hygie.exercises.services import playing
from hygie.exercises.services.run_people import participant_link_give
from hygie.exercises.tests.stage import Stage
from tests.cast import today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def link_of(stage: Stage, one: Participant) -> str:
    _, secret = participant_link_give(**stage.who, participant_id=one.pk)
    return f"/lien/{secret}/exercice/"


def test_a_player_reads_what_was_sent_to_her_function_and_nothing_else() -> None:
    stage = Stage()
    path = link_of(stage, stage.players["DS"])
    stage.debex()
    client = Client()
    assert STIMULUS.body not in client.get(path).content.decode()
    stage.press(playing.stimulus_send, "S01")  # for the DSI
    assert STIMULUS.body not in client.get(path).content.decode()
    stage.press(playing.stimulus_send, "S03")
    page = client.get(path).content.decode()
    assert page.count(STIMULUS.body) == 1
    assert "data-live-behind" in page  # it rings even behind another tab
    assert "EXERCICE" in page
    assert "S02" not in page


def test_the_html_of_a_stimulus_is_read_as_text() -> None:
    stage = Stage()
    path = link_of(stage, stage.players["DS"])
    stage.debex()
    client = Client()
    given = {"title": "<b>Fin</b>", "body": "<script>x</script>", "channel": "oral"}
    playing.stimulus_free(**stage.who, **given, new_id=stage.run.pk, recipients=["DS"])
    page = client.get(path).content.decode()
    assert "&lt;script&gt;" in page
    assert "<b>Fin" not in page


def test_an_observer_notes_with_one_press_and_changes_her_mind() -> None:
    stage = Stage()
    path = link_of(stage, stage.observer)
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    client = Client()
    grid = client.get(path).content.decode()
    assert "DSI appelé" in grid
    assert "Passage au papier" not in grid  # its stimulus is still to come
    for result in ("not_met", "met"):
        sent = {"criterion": "C01a", "result": result, "comment": "<i>au téléphone</i>"}
        answer = client.post(f"{path}observation/", sent)
        assert answer.status_code == 303
        assert answer["Location"] == f"{path}#c-C01a"
    assert [one.result for one in Observation.objects.order_by("noted_at", "pk")].count("met") == 1
    assert "&lt;i&gt;au téléphone" in client.get(path).content.decode()


def test_a_player_cannot_note_nor_an_unknown_criterion_be_noted() -> None:
    stage = Stage()
    player, observer = link_of(stage, stage.players["DG"]), link_of(stage, stage.observer)
    stage.debex()
    client = Client()
    sent = {"criterion": "C01a", "result": "met"}
    assert client.post(f"{player}observation/", sent).status_code == 422
    sent["criterion"] = SCENARIO.stimuli[0].code
    assert client.post(f"{observer}observation/", sent).status_code == 422
    assert not Observation.objects.exists()


def test_a_guessed_link_opens_nothing() -> None:
    stage = Stage()
    path = link_of(stage, stage.players["DG"])
    stage.debex()
    guessed = path.replace(path[6:12], "AAAAAA")
    assert Client().get(guessed).status_code == 404
