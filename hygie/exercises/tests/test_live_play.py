"""What the live pages of an exercise are told, and by whom it is read: never what is to come."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS
from hygie.domain.scenario.shape import Condition
from hygie.exercises import run_news as news
from hygie.exercises.models import Observation, Participant, PlayedStimulus
from hygie.exercises.services import observing, playing
from hygie.exercises.services.run_people import participant_link_give
from hygie.exercises.tests.stage import Stage
from hygie.exercises.views.following import still_plays
from hygie.journal.models import Entry
from hygie.logbook.live import Listening, reading
from hygie.logbook.models import StreamEvent
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PART = {"HTTP_HX_REQUEST": "true"}


def link_of(stage: Stage, one: Participant) -> str:
    _, secret = participant_link_give(**stage.who, participant_id=one.pk)
    return f"/lien/{secret}/exercice/"


def streamed(listening: Listening, after: int = 0) -> str:
    """What a page that listens so is sent after a number."""
    missed = reading.news_missed(listening, after, None)
    assert missed is not None
    return reading.frames(reading.draw(missed, listening.audiences), 0).decode()


def test_the_stream_of_a_player_holds_her_messages_and_nothing_to_come() -> None:
    stage = Stage()
    stage.debex()
    for code in ("S01", "S02"):  # for the DSI; for the DG and the DSI
        stage.press(playing.stimulus_send, code)
    seen = {code: streamed(news.listened_by(one)) for code, one in stage.players.items()}
    assert [code for code, said in seen.items() if "recu-S01" in said] == ["DSI"]
    assert [code for code, said in seen.items() if "recu-S02" in said] == ["DG", "DSI"]
    assert STIMULUS.body not in seen["DS"]
    assert "S03" not in "".join(seen.values())
    assert "conduite" not in "".join(seen.values())
    # Told by mistake, what is not sent, or to another function, is not drawn.
    for audience, code in (("joueur:DS", "S03"), ("joueur:DS", "S01")):
        news._publish(stage.run, audience, news.MESSAGE, str(stage.stimulus(code).pk))
    assert "recu-" not in streamed(news.listened_by(stage.players["DS"]))


def test_what_goes_to_another_establishment_is_told_neither_to_players_nor_to_observers() -> None:
    stage = Stage()
    stage.debex()
    PlayedStimulus.objects.filter(code="S01").update(unit_ids=[stage.unit.pk + 1])
    stage.press(playing.stimulus_send, "S01")
    stage.press(playing.stimulus_send, "S02")
    observed, played = (
        streamed(news.listened_by(one)) for one in (stage.observer, stage.players["DSI"])
    )
    assert ("groupe-S01" in observed, "groupe-S02" in observed) == (False, True)
    assert ("recu-S01" in played, "recu-S02" in played) == (False, True)
    stage.observer.unit_id = stage.players["DSI"].unit_id = stage.unit.pk + 1
    assert "groupe-S01" in streamed(news.listened_by(stage.observer))
    assert "recu-S01" in streamed(news.listened_by(stage.players["DSI"]))


def test_a_message_is_drawn_as_text_once_and_announced() -> None:
    stage = Stage()
    stage.debex()
    given = {"title": "<b>Fin</b>", "body": "<script>x</script>", "channel": "oral"}
    playing.stimulus_free(**stage.who, **given, new_id=uuid4(), recipients=["DS"])
    said = streamed(news.listened_by(stage.players["DS"]))
    assert said.count('id="recu-L1"') == 1
    assert "&lt;script&gt;" in said
    assert "<b>Fin" not in said
    assert 'data-live-said="Nouveau message&nbsp;: &lt;b&gt;Fin' in said


GESTURES: dict[str, tuple[Callable[..., Any], set[str]]] = {
    "pause": (lambda stage: playing.run_pause(**stage.who), {"animateur", "projection", "tous"}),
    "finex": (lambda stage: playing.run_finex(**stage.who), {"animateur", "projection", "tous"}),
    "send": (
        lambda stage: stage.press(playing.stimulus_send, "S03"),
        {"animateur", "projection", "tous", "observateur", "joueur:DS"},
    ),
    "skip": (lambda stage: stage.press(playing.stimulus_skip, "S03"), {"animateur"}),
    "note": (
        lambda stage: stage.press(observing.stimulus_note, "S03", note="Long", expected=""),
        {"animateur"},
    ),
    "observe": (
        lambda stage: observing.observation_record(
            run=stage.run, observer=stage.observer, new_id=uuid4(), criterion="C01a", result="met"
        ),
        {"animateur"},
    ),
}


@pytest.mark.parametrize("gesture", GESTURES)
def test_each_gesture_is_told_to_whom_it_concerns(gesture: str) -> None:
    stage = Stage()
    stage.debex()
    StreamEvent.objects.all().delete()
    press, audiences = GESTURES[gesture]
    press(stage)
    assert set(StreamEvent.objects.values_list("audience", flat=True)) == audiences


def test_where_streams_do_not_pass_a_player_asks_what_follows_and_an_observer_her_grid() -> None:
    stage = Stage()
    player, observer = link_of(stage, stage.players["DSI"]), link_of(stage, stage.observer)
    stage.debex()
    client = Client()
    page = client.get(player).content.decode()
    assert f'data-live="{player}flux/"' in page
    seq = page.partition('data-live-since="')[2].partition('"')[0]
    stage.press(playing.stimulus_send, "S01")
    answer = client.get(f"{player}nouvelles/?apres={seq}")
    assert answer.content.decode().count('id="recu-S01"') == 1
    after = answer["X-Hygie-Seq"]
    assert client.get(f"{player}nouvelles/?apres={after}").content.strip() == b""
    assert b'hx-get="?groupe=S01"' in client.get(f"{observer}nouvelles/?apres={seq}").content
    group = client.get(f"{observer}?groupe=S01", **PART).content.decode()
    assert "DSI appelé" in group
    assert f'action="{observer}observation/"' in group
    assert client.get(f"{observer}?groupe=S02", **PART).content == b""  # still to come
    assert client.get(f"{player}flux/").content == reading.ASK  # no stream under WSGI
    assert "0:00" in client.get(f"{player}?heures=1", **PART).content.decode()


def test_the_page_opened_before_the_beginning_learns_it() -> None:
    stage = Stage()
    path = link_of(stage, stage.players["DS"])
    client = Client()
    assert f'data-live="{path}flux/"' in client.get(path).content.decode()
    assert not client.get(f"{path}?attente=1", **PART).has_header("HX-Refresh")
    stage.debex()
    assert 'id="attente"' in streamed(news.listened_by(stage.players["DS"]))
    assert client.get(f"{path}?attente=1", **PART)["HX-Refresh"] == "true"


def test_who_is_given_another_function_or_taken_away_hears_no_more() -> None:
    stage = Stage()
    one = stage.players["DS"]
    link, _ = participant_link_give(**stage.who, participant_id=one.pk)
    still = still_plays(link, one)
    assert still()
    Participant.objects.filter(pk=one.pk).update(function="DG")
    assert not still()


def test_the_console_proposes_by_the_condition_and_says_who_has_no_address() -> None:
    only_if_not = replace(SCENARIO.stimuli[2], condition=Condition("C01a", met=False))
    stage = Stage(replace(SCENARIO, stimuli=(*SCENARIO.stimuli[:2], only_if_not)))
    Participant.objects.filter(function="DG").update(email="", name="D. Grand")
    stage.debex()
    client = client_of(stage.rssi)

    def console() -> str:
        return client.get(f"{stage.place}conduite/").content.decode()

    before = console()
    assert "«&nbsp;DSI appelé&nbsp;» n’est pas atteint" in before
    assert "à vous de juger" in before
    assert "D. Grand&nbsp;: dites-le de vive voix" in before
    seen = {"run": stage.run, "observer": stage.observer, "criterion": "C01a"}
    for result, said in (("met", "à écarter"), ("not_met", "à envoyer"), ("partly", "de juger")):
        Observation.objects.all().delete()  # the hour of the tests stands still
        observing.observation_record(**seen, new_id=uuid4(), result=result)
        asked = console().partition('class="stimulus-if">À jouer si')[2]
        assert said in asked.partition("</p>")[0]


def test_left_out_with_its_reason_and_noted_without_writing_over_another() -> None:
    stage = Stage()
    stage.debex()
    client = client_of(stage.rssi)
    at = f"{stage.place}stimuli/{stage.stimulus('S02').pk}/"
    client.post(f"{at}ecarter/", {"motif": "Le temps manque", "precision": "relève\x00 à 14 h"})
    assert stage.stimulus("S02").reason == "Le temps manque\u00a0: relève à 14 h"
    noted = f"{stage.place}stimuli/{stage.stimulus('S01').pk}/noter/"
    for _ in range(2):
        client.post(noted, {"note": "Très\r\nlong", "vue": ""})
    answer = client.post(noted, {"note": "Court", "vue": ""}, follow=True)
    assert "Votre note n’est pas gardée" in answer.content.decode()
    assert stage.stimulus("S01").note == "Très\nlong"
    client.post(noted, {"note": "Court", "vue": "Très\r\nlong"})
    assert stage.stimulus("S01").note == "Court"
    lines = Entry.objects.about("run", stage.run.pk).filter(verb="run.stimulus_noted")
    assert lines.count() == 2
    playing.run_finex(**stage.who)
    client.post(noted, {"note": "À chaud", "vue": "Court"})
    assert stage.stimulus("S01").note == "À chaud"
