"""The animateur starts, pauses, sends, skips and shifts: nothing is refused for being late."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hygie.domain.playing.tests.scene import SCENARIO, STIMULUS
from hygie.domain.refusal import ServiceRefusal
from hygie.domain.scenario.shape import Channel, StimulusKind
from hygie.exercises.console import console_of, for_player, grid_of
from hygie.exercises.models import Observation, PlayedStimulus, Run, StimulusMail
from hygie.exercises.run_enums import PlayState, RunState
from hygie.exercises.services import observing, playing
from hygie.exercises.tests.stage import Stage
from hygie.journal.models import Entry
from hygie.logbook.models import Event
from tests.cast import client_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_debex_starts_the_clock_the_stimuli_and_the_main_courante(
    clock: time_machine.Traveller,
) -> None:
    stage = Stage()
    run = stage.debex()
    assert (run.state, run.debex_at) == (RunState.RUNNING, NOON)
    assert [(one.code, one.due_s) for one in run.played.all()] == [
        ("S01", 0), ("S02", 600), ("S03", 1200),
    ]  # fmt: skip
    event = Event.objects.get(pk=run.units.get().event_id)
    assert event.is_exercise
    assert event.bearer == stage.unit


def test_pressed_twice_it_starts_once(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(1))
    assert stage.debex().debex_at == NOON
    assert (PlayedStimulus.objects.count(), Event.objects.count()) == (3, 1)


def test_what_is_not_ready_does_not_start() -> None:
    stage = Stage(state=RunState.DRAFT)
    with pytest.raises(ServiceRefusal, match="run_state"):
        stage.debex()
    assert not PlayedStimulus.objects.exists()


def test_pause_resume_finex(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(5))
    playing.run_pause(**stage.who)
    clock.shift(minutes(60))
    playing.run_resume(**stage.who)
    clock.shift(minutes(2))
    run = playing.run_finex(**stage.who)
    assert (run.state, run.clock_at_s, run.clock_since) == (RunState.OVER, 420, None)
    with pytest.raises(ServiceRefusal, match="run_state"):
        stage.press(playing.stimulus_send, "S01")


def test_sent_in_a_pause_and_long_after_its_hour(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(45))
    playing.run_pause(**stage.who)
    sent = stage.press(playing.stimulus_send, "S01")
    assert (sent.state, sent.sent_s) == (PlayState.SENT, 2700)
    assert sent.content["title"] == STIMULUS.title


def test_two_who_send_the_same_send_once(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    first = stage.press(playing.stimulus_send, "S02")
    clock.shift(minutes(1))
    again = stage.press(playing.stimulus_send, "S02")
    assert again.sent_at == first.sent_at
    assert StimulusMail.objects.filter(stimulus=first).count() == 2  # DG and DSI, once each


def test_mails_stopped_stay_here(clock: time_machine.Traveller) -> None:
    stage = Stage(mail_stopped=True)
    stage.debex()
    stage.press(playing.stimulus_send, "S02")
    assert set(StimulusMail.objects.values_list("state", flat=True)) == {"stopped"}


def test_skipped_put_back_then_sent(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    stage.press(playing.stimulus_skip, "S02", reason="La cellule l’a devancé")
    with pytest.raises(ServiceRefusal, match="stimulus_skipped"):
        stage.press(playing.stimulus_send, "S02")
    stage.press(playing.stimulus_restore, "S02")
    assert stage.press(playing.stimulus_send, "S02").state == PlayState.SENT
    with pytest.raises(ServiceRefusal, match="stimulus_sent"):
        stage.press(playing.stimulus_skip, "S02")


@pytest.mark.parametrize(
    ("with_following", "due"), [(False, [0, 900, 1200]), (True, [0, 900, 1500])]
)
def test_shifted_alone_or_with_what_follows(
    clock: time_machine.Traveller, with_following: bool, due: list[int]
) -> None:
    stage = Stage()
    stage.debex()
    given = {"by_s": 300, "expected_due_s": 600, "with_following": with_following}
    stage.press(playing.stimulus_shift, "S02", **given)
    assert sorted(PlayedStimulus.objects.values_list("due_s", flat=True)) == due
    with pytest.raises(ServiceRefusal, match="stimulus_moved"):  # the second click
        stage.press(playing.stimulus_shift, "S02", **given)


def test_a_stimulus_is_never_moved_before_now(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(8))
    stage.press(playing.stimulus_shift, "S02", by_s=-600, expected_due_s=600, with_following=False)
    assert stage.stimulus("S02").due_s == 480


def test_a_free_stimulus_leaves_at_once_and_once(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    given = {
        **stage.who, "new_id": uuid4(), "title": "<b>Panne</b>", "body": "Noir complet.",
        "recipients": ["DS"], "channel": "oral",
    }  # fmt: skip
    first = playing.stimulus_free(**given)
    assert playing.stimulus_free(**given).pk == first.pk
    assert (first.code, first.state) == ("L1", PlayState.SENT)
    assert [one.code for one in for_player(stage.run, "DS", stage.unit.pk)] == ["L1"]
    assert for_player(stage.run, "DG", stage.unit.pk) == []


def test_a_clock_set_back_takes_nothing_back(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(10))
    assert console_of(Run.objects.get(), datetime.now(UTC)).at_s == 600
    stage.press(playing.stimulus_send, "S02")
    clock.shift(minutes(-60))
    told = console_of(Run.objects.get(), datetime.now(UTC)).at_s
    clock.shift(minutes(1))
    assert console_of(Run.objects.get(), datetime.now(UTC)).at_s == told + 60


def test_what_was_shown_stays_when_the_clock_is_set_back_after_debex(
    clock: time_machine.Traveller,
) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(60))
    assert console_of(Run.objects.get(), datetime.now(UTC)).at_s == 3600
    clock.shift(minutes(-30))
    assert console_of(Run.objects.get(), datetime.now(UTC)).at_s == 3600
    clock.shift(minutes(1))
    assert console_of(Run.objects.get(), datetime.now(UTC)).at_s == 3660
    assert stage.press(playing.stimulus_send, "S01").sent_s == 3660


def test_mails_are_stopped_in_the_middle(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    client = client_of(stage.rssi)
    for _ in range(2):
        assert client.post(f"{stage.place}horloge/courriels-arreter/").status_code == 303
    stage.press(playing.stimulus_send, "S02")
    assert set(StimulusMail.objects.values_list("state", flat=True)) == {"stopped"}
    assert "Laisser partir les courriels" in client.get(f"{stage.place}conduite/").content.decode()


def test_from_debex_on_the_page_of_the_exercise_leads_to_the_console(
    clock: time_machine.Traveller,
) -> None:
    stage = Stage()
    for gesture in (stage.debex, lambda: playing.run_finex(**stage.who)):
        gesture()
        page = client_of(stage.rssi).get(stage.place).content.decode()
        assert f"{stage.place}conduite/" in page


def test_a_screen_shown_to_some_is_not_on_the_wall(clock: time_machine.Traveller) -> None:
    screen = replace(STIMULUS, channel=Channel.SCREEN, body="412 postes touchés")
    jump = replace(
        SCENARIO.stimuli[1], channel=Channel.SCREEN, kind=StimulusKind.TIME_JUMP, body="Dimanche"
    )
    stage = Stage(replace(SCENARIO, stimuli=(screen, jump, SCENARIO.stimuli[2])))
    stage.debex()
    for code in ("S01", "S02"):
        stage.press(playing.stimulus_send, code)
    wall = client_of(stage.rssi).get(f"{stage.place}projection/").content.decode()
    assert "Dimanche" in wall
    assert "412 postes" not in wall


def test_every_gesture_on_a_stimulus_is_written_down(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    stage.press(playing.stimulus_skip, "S02")
    stage.press(playing.stimulus_restore, "S02")
    stage.press(playing.stimulus_shift, "S02", by_s=300, expected_due_s=600, with_following=False)
    verbs = [one.verb for one in reversed(Entry.objects.about("run", stage.run.pk))]
    assert verbs == [
        "run.debex", "run.stimulus_sent", "run.stimulus_skipped", "run.stimulus_restored",
        "run.stimulus_shifted",
    ]  # fmt: skip


def test_the_last_observation_written_counts_whatever_its_hour_and_the_clock(
    clock: time_machine.Traveller,
) -> None:
    stage = Stage()
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    given = {"run": stage.run, "observer": stage.observer, "criterion": "C01a"}
    observing.observation_record(**given, new_id=uuid4(), result="met", at_s=600)
    clock.shift(-minutes(30))  # the machine's clock is set back
    observing.observation_record(**given, new_id=uuid4(), result="not_met", at_s=300)
    assert [one.result for one in Observation.objects.all()] == ["met", "not_met"]
    (row,) = grid_of(stage.run, stage.observer)[0].rows
    assert row.seen == "not_met"
    given["run"] = playing.run_finex(**stage.who)
    observing.observation_record(**given, new_id=uuid4(), result="partly")
    assert Observation.objects.last().at_s is None  # type: ignore[union-attr]


def test_an_observer_notes_once_and_only_what_the_scenario_knows(
    clock: time_machine.Traveller,
) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(3))
    given = {"run": stage.run, "observer": stage.observer, "new_id": uuid4()}
    for _ in range(2):
        observing.observation_record(**given, criterion="C01a", result="met")
    assert [(one.at_s, one.result) for one in Observation.objects.all()] == [(180, "met")]
    given["new_id"] = uuid4()
    clock.shift(minutes(40))
    observing.observation_record(**given, criterion="C01a", result="met", comment="Par le DG")
    told = Observation.objects.values_list("at_s", "result", "comment")
    assert list(told) == [(180, "met", "Par le DG")]  # a word is no other observation
    with pytest.raises(ServiceRefusal, match="criterion_unknown"):
        observing.observation_record(**given, criterion="C99z", result="met")
    given["observer"] = stage.players["DG"]
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        observing.observation_record(**given, criterion="C01a", result="met")


def test_the_console_says_what_is_due_late_and_next(clock: time_machine.Traveller) -> None:
    stage = Stage()
    stage.debex()
    clock.shift(minutes(11))
    client = client_of(stage.rssi)
    page = client.get(f"{stage.place}conduite/").content.decode()
    assert "en retard de 11&nbsp;min" in page
    assert "EXERCICE" in page
    assert 'id="b-envoyer-S01"' in page  # the keyboard stays on it when the console is drawn again
    part = f"{stage.place}conduite/suite/"
    seen = console_of(Run.objects.get(), datetime.now(UTC)).signature
    assert client.get(part, {"vu": seen}).status_code == 204
    client.post(f"{stage.place}stimuli/{stage.stimulus('S01').pk}/envoyer/")
    assert client.get(part, {"vu": seen}).status_code == 200
    wall = client.get(f"{stage.place}projection/").content.decode()
    assert STIMULUS.body not in wall


def test_the_console_of_500_stimuli_asks_few_questions(clock: time_machine.Traveller) -> None:
    more = tuple(
        replace(STIMULUS, code=f"S{rank:02d}", at_s=rank * 10, criteria=())
        for rank in range(4, 501)
    )
    many = (*SCENARIO.stimuli, *more)
    for shape in (SCENARIO, replace(SCENARIO, slug="longue", stimuli=many)):
        stage = Stage(shape)
        stage.debex()
        client = client_of(stage.rssi)
        client.get(f"{stage.place}conduite/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{stage.place}conduite/").status_code == 200
        assert len(asked) <= 15
