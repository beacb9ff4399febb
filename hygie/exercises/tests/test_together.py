"""Several establishments play one exercise: each answers, keeps its people, log and register."""

from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import run_news
from hygie.exercises.models import Exercise, Observation, Participant, Run, RunCell
from hygie.exercises.retex_content import content_of
from hygie.exercises.run_drawing import draw_messages
from hygie.exercises.run_enums import PartRole, Presence, RunState
from hygie.exercises.run_selectors import history_of
from hygie.exercises.services import playing, together
from hygie.exercises.services.addressing import stimulus_address
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.constats import constat_decide
from hygie.exercises.services.highlights import highlight_note
from hygie.exercises.services.retex import retex_make
from hygie.exercises.services.run_people import participant_add, participant_link_give
from hygie.exercises.services.runs import run_cells_set, run_ready
from hygie.exercises.services.survey import survey_answer
from hygie.exercises.tests.cast import status, who
from hygie.exercises.tests.stage import Stage
from hygie.journal.models import Entry
from hygie.logbook.models import Event, StreamEvent
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


class Together(Stage):
    """CH de Rochebrune leads; Aubac and Malegarde are invited. Each has its RSSI."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"state": RunState.PLANNED, "starts_at": time(14), **values})
        self.aubac, self.malegarde = make_unit(name="CH d’Aubac"), make_unit(name="CH de Malegarde")
        self.at: dict[Organisation, User] = {
            one: member(one, Role.RSSI) for one in (self.aubac, self.malegarde)
        }
        invited = [self.aubac.pk, self.malegarde.pk]
        self.run = together.run_units_set(**self.who, expected_version=1, unit_ids=invited)

    def by(self, unit: Organisation) -> dict[str, Any]:
        return {**who(self.at[unit], unit), "run_id": self.run.pk}

    def answer(self, unit: Organisation, accepts: bool = True, **values: Any) -> Any:
        return together.invitation_answer(**self.by(unit), accepts=accepts, **values)

    def add(self, unit: Organisation, function: str, role: str = PartRole.JOUEUR) -> Participant:
        values = {"name": f"{function} {unit.name}", "function": function, "role": role}
        return participant_add(**self.by(unit), new_id=uuid4(), values=values)

    def play(self) -> None:
        """Aubac plays with two people, Malegarde declined; DEBEX."""
        self.answer(self.aubac)
        self.answer(self.malegarde, accepts=False, reason="Travaux")
        self.own = {code: self.add(self.aubac, code) for code in ("DG", "DSI")}
        self.watching = self.add(self.aubac, "", PartRole.OBSERVATEUR)
        Run.objects.filter(pk=self.run.pk).update(state=RunState.READY)
        self.debex()

    def page(self, name: str, unit: Organisation, *more: object) -> str:
        return reverse(f"exercises:{name}", args=[unit.finess, self.run.pk, *more])

    def event_of(self, unit: Organisation) -> Event:
        found: Event = Event.objects.get(pk=self.run.units.get(unit=unit).event_id)
        return found


@pytest.fixture
def stage() -> Together:
    return Together()


def test_each_establishment_answers_for_itself_by_its_page(stage: Together) -> None:
    page = stage.page("run-answer", stage.aubac)
    client = client_of(stage.at[stage.aubac])
    listed = reverse("exercises:list", args=[stage.aubac.finess])
    assert page in client.get(listed).content.decode()
    assert client.get(stage.page("run", stage.aubac)).url == page
    shown = client.get(page).content.decode()
    assert "vous invite à un exercice" in shown
    assert shown.count('class="exercise-band"') == 1
    assert client.post(page, {"answer": "non", "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(page, {"answer": "oui", "opens_log": "on"}).status_code == 303
    mine = stage.run.units.get(unit=stage.aubac)
    assert (mine.answer, mine.opens_log, mine.by_delegation) == ("accepted", True, False)
    assert page not in client.get(listed).content.decode()
    said = Entry.objects.filter(verb="run.accepted", organisation_id=stage.aubac.pk)
    assert said.count() == 1
    assert client.get(stage.page("run", stage.aubac)).status_code == 200


def test_nobody_answers_for_another(stage: Together) -> None:
    asked = {**who(stage.rssi, stage.aubac), "run_id": stage.run.pk, "accepts": True}
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        together.invitation_answer(**asked)
    with pytest.raises(ServiceRefusal, match="own_run"):
        together.invitation_answer(**stage.who, accepts=False, reason="Non")
    stranger = make_unit()
    with pytest.raises(ServiceRefusal, match="gone"):
        together.invitation_answer(
            **who(member(stranger, Role.RSSI), stranger), run_id=stage.run.pk, accepts=True
        )
    assert {one.answer for one in stage.run.units.exclude(unit=stage.unit)} == {"invited"}


def test_a_delegation_plays_at_once(stage: Together) -> None:
    fellow = make_unit()
    member(fellow, Role.ANIMATEUR, user=stage.rssi)
    ids = [stage.aubac.pk, stage.malegarde.pk, fellow.pk]
    together.run_units_set(**stage.who, expected_version=stage.run.version, unit_ids=ids)
    mine = stage.run.units.get(unit=fellow)
    assert (mine.answer, mine.by_delegation) == ("accepted", True)


def test_readiness_says_who_did_not_answer_and_who_lacks_which_function(stage: Together) -> None:
    stage.answer(stage.aubac)
    stage.add(stage.aubac, "DSI")
    page = client_of(stage.rssi).get(stage.page("run", stage.unit)).content.decode()
    assert "CH de Malegarde n’a pas encore répondu" in page
    assert "CH d’Aubac\u00a0: il manque des fonctions indispensables" in page
    with pytest.raises(ServiceRefusal, match="run_not_ready"):
        run_ready(**stage.who)
    own = client_of(stage.at[stage.aubac]).get(stage.page("run", stage.aubac)).content.decode()
    assert "joueur DG" not in own


def test_its_own_people_alone(stage: Together) -> None:
    with pytest.raises(ServiceRefusal, match="gone"):
        stage.add(stage.aubac, "DSI")  # before it answered
    stage.answer(stage.aubac)
    mine = stage.add(stage.aubac, "DSI")
    assert mine.unit == stage.aubac
    client = client_of(stage.at[stage.aubac])
    theirs = stage.players["DG"]
    assert client.get(stage.page("participant", stage.aubac, mine.pk)).status_code == 200
    for name in ("participant", "participant-give"):
        assert client.get(stage.page(name, stage.aubac, theirs.pk)).status_code == 404
    with pytest.raises(ServiceRefusal, match="gone"):
        participant_link_give(**stage.by(stage.aubac), participant_id=theirs.pk)
    values = {"name": "X", "function": "DG", "role": "joueur", "unit_id": stage.unit.pk}
    with pytest.raises(ServiceRefusal, match="gone"):
        participant_add(**stage.by(stage.aubac), new_id=uuid4(), values=values)
    _, secret = participant_link_give(**stage.by(stage.aubac), participant_id=mine.pk)
    assert client.get(reverse("exercises:participant-link", args=[secret])).status_code == 200


def test_its_own_cells_alone(stage: Together) -> None:
    stage.answer(stage.aubac)
    RunCell.objects.create(run=stage.run, unit=stage.unit, kind="decision", place="Salle 1")
    page, client = stage.page("run-cells", stage.aubac), client_of(stage.at[stage.aubac])
    form = client.get(page).context["form"]
    assert {key.partition("-")[0] for key in form.fields if key != "version"} == {
        f"c{stage.aubac.pk}"
    }
    typed = {"version": form["version"].value(), f"c{stage.aubac.pk}-decision-salle": "Salle B"}
    assert client.post(page, typed).status_code == 303
    held = stage.run.cells.values_list("unit", "place")
    assert set(held) == {(stage.unit.pk, "Salle 1"), (stage.aubac.pk, "Salle B")}
    asked = {**stage.by(stage.aubac), "expected_version": 99}
    with pytest.raises(ServiceRefusal, match="gone"):
        run_cells_set(**asked, cells={(stage.unit.pk, "decision"): ("Ailleurs", "")})


def test_who_declines_leaves_with_its_people(stage: Together) -> None:
    stage.answer(stage.aubac)
    mine = stage.add(stage.aubac, "DSI")
    _, secret = participant_link_give(**stage.by(stage.aubac), participant_id=mine.pk)
    stage.answer(stage.aubac, accepts=False, reason="Travaux")
    assert not Participant.objects.filter(unit=stage.aubac).exists()
    address = reverse("exercises:participant-link", args=[secret])
    assert client_of().get(address).status_code in (404, 410)


def test_who_leads_starts_for_those_that_accepted_and_reads_no_log_of_theirs(
    stage: Together,
) -> None:
    stage.play()
    theirs = stage.event_of(stage.aubac)
    assert theirs.bearer == stage.aubac
    assert stage.run.units.get(unit=stage.malegarde).event_id is None
    leader, own = client_of(stage.rssi), client_of(stage.at[stage.aubac])
    for unit in (stage.unit, stage.aubac):
        address = reverse("logbook:event", args=[unit.finess, theirs.pk])
        assert leader.get(address).status_code == 404
    assert (
        own.get(reverse("logbook:event", args=[stage.aubac.finess, theirs.pk])).status_code == 200
    )
    assert own.get(stage.page("run-console", stage.aubac)).status_code == 404
    with pytest.raises(ServiceRefusal, match="run_begun"):
        stage.answer(stage.aubac, accepts=False, reason="Trop tard")


def test_a_log_is_read_by_who_leads_only_while_it_is_opened_to_it(stage: Together) -> None:
    stage.answer(stage.aubac, opens_log=True)
    stage.answer(stage.malegarde, accepts=False, reason="Travaux")
    Run.objects.filter(pk=stage.run.pk).update(state=RunState.READY)
    stage.debex()
    theirs = stage.event_of(stage.aubac)
    address = reverse("logbook:event", args=[stage.unit.finess, theirs.pk])
    leader = client_of(stage.rssi)
    assert leader.get(address).status_code == 200
    press = stage.page("run-log-open", stage.aubac)
    for _ in range(2):
        assert client_of(stage.at[stage.aubac]).post(press, {}).status_code == 303
    assert leader.post(press, {"ouvrir": "1"}).status_code == 404
    assert leader.get(address).status_code == 404
    said = [one.text for one in theirs.entries.order_by("number")]
    assert [text.startswith("Main courante fermée") for text in said].count(True) == 1


def test_a_stimulus_for_one_establishment_is_seen_by_nobody_else(stage: Together) -> None:
    stage.play()
    secrets = [
        participant_link_give(**stage.who, participant_id=one.pk)[1]
        for one in (stage.players["DSI"], stage.own["DSI"])
    ]
    stimulus_address(**stage.who, code="S01", unit_ids=[stage.aubac.pk])
    stage.press(playing.stimulus_send, "S01")
    title = str(stage.stimulus("S01").content["title"])
    pages = [
        client_of().get(reverse("exercises:participant-link", args=[one])).content.decode()
        for one in secrets
    ]
    assert [title in page for page in pages] == [False, True]
    for refused, code in (([stage.malegarde.pk], "gone"), ([stage.unit.pk], "stimulus_sent")):
        with pytest.raises(ServiceRefusal, match=code):
            stimulus_address(**stage.who, code="S01", unit_ids=refused)


def test_the_page_of_an_invited_player_listens_from_the_last_news(stage: Together) -> None:
    stage.play()
    _, secret = participant_link_give(**stage.by(stage.aubac), participant_id=stage.own["DSI"].pk)
    stage.press(playing.stimulus_send, "S01")
    page = client_of().get(reverse("exercises:participant-link", args=[secret])).content.decode()
    last = StreamEvent.objects.filter(topic=run_news.topic_of(stage.run.pk)).latest("seq").seq
    assert f'data-live-since="{last}"' in page


def test_each_register_by_its_own_people_and_attendance(stage: Together) -> None:
    stage.play()
    for code in ("S01", "S03"):
        stage.press(playing.stimulus_send, code)
    playing.run_finex(**stage.who)
    present = {stage.players[code].pk: Presence.PRESENT for code in ("DG", "DSI", "DS")}
    presences_note(**stage.who, presences=present)
    mine = {stage.own[code].pk: Presence.PRESENT for code in ("DG", "DSI")}
    mine[stage.players["DG"].pk] = Presence.ABSENT  # not theirs to note
    assert presences_note(**stage.by(stage.aubac), presences=mine) == 2
    (led,) = run_hold(**stage.who)
    assert (led.bearer, led.participants) == (stage.unit, 3)
    assert not stage.run.units.get(unit=stage.aubac).exercise
    for _ in range(2):
        (held,) = run_hold(**stage.by(stage.aubac))
    assert (held.bearer, held.functions) == (stage.aubac, ["DG", "DSI"])
    assert status(stage.unit, "1.a") == "met"
    assert status(stage.aubac, "1.a") != "met"  # no carer of theirs came
    assert Exercise.objects.count() == 2
    with pytest.raises(ServiceRefusal, match="gone"):
        run_hold(**stage.by(stage.malegarde))


def test_what_is_said_of_one_establishment_goes_to_its_own_retex(stage: Together) -> None:
    stage.play()
    stage.press(playing.stimulus_send, "S01")
    note = {**stage.who, "kind": "weakness", "text": "Pas d’annuaire"}
    with pytest.raises(ServiceRefusal, match="gone"):
        highlight_note(**note, highlight_id=uuid4(), about_id=stage.malegarde.pk)
    faits = client_of(stage.rssi).get(stage.page("run-highlights", stage.unit)).content.decode()
    assert "Chez qui" in faits
    highlight_note(**note, highlight_id=uuid4(), about_id=stage.aubac.pk)
    playing.run_finex(**stage.who)
    for _ in range(3):
        survey_answer(run_id=stage.run.pk, new_id=uuid4(), marks={"utile": 4}, texts={})
    presences_note(**stage.who, presences={stage.own["DG"].pk: Presence.PRESENT})
    run_hold(**stage.by(stage.aubac))
    own, common = retex_make(**stage.by(stage.aubac)), retex_make(**stage.who, common=True)
    assert [content_of(one)["reponses"] for one in (own, common)] == ["", "3"]
    (one,) = own.constats.all()
    constat_decide(
        **stage.by(stage.aubac), constat_id=one.pk, expected_version=1, text=one.text,
        decision="refused", refused_reason="Motif à eux",
    )  # fmt: skip
    assert "Motif à eux" not in [line.data.get("reason") for line in history_of(stage.run)]


def test_an_observer_sees_the_grid_of_her_establishment(stage: Together) -> None:
    stage.play()
    stimulus_address(**stage.who, code="S01", unit_ids=[stage.unit.pk])
    for code in ("S01", "S03"):
        stage.press(playing.stimulus_send, code)
    _, secret = participant_link_give(**stage.by(stage.aubac), participant_id=stage.watching.pk)
    page = client_of().get(reverse("exercises:participant-link", args=[secret])).content.decode()
    assert ("S01 – " in page, "S03 – " in page) == (False, True)
    criterion = next(
        one for one in _shapes(stage) if one.code == "S03"
    ).criteria[0].code  # fmt: skip
    address = reverse("exercises:participant-observe", args=[secret])
    assert client_of().post(address, {"criterion": criterion, "result": "met"}).status_code == 303
    assert Observation.objects.get().unit == stage.aubac


def _shapes(stage: Stage) -> Any:
    from hygie.exercises.run_scenario import played

    return played(stage.run).stimuli


def test_the_news_of_a_stimulus_for_one_establishment_go_there_alone(stage: Together) -> None:
    stage.play()
    stimulus_address(**stage.who, code="S01", unit_ids=[stage.aubac.pk])
    last = StreamEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    stage.press(playing.stimulus_send, "S01")
    told = StreamEvent.objects.filter(pk__gt=last, kind=run_news.MESSAGE)
    audiences = set(told.values_list("audience", flat=True))
    assert audiences == {run_news.player("DSI", stage.aubac.pk)}
    hears = [
        run_news.listened_by(one).audiences for one in (stage.own["DSI"], stage.players["DSI"])
    ]
    assert [bool(audiences & one) for one in hears] == [True, False]
    keys = [str(stage.stimulus("S01").pk)]
    assert "Plus rien ne répond" in draw_messages(*audiences, keys)
    for deaf in (run_news.player("DSI"), run_news.player("DSI", stage.unit.pk)):
        assert draw_messages(deaf, keys) == ""


def test_the_console_shows_what_reaches_one_establishment(stage: Together) -> None:
    stage.play()
    stimulus_address(**stage.who, code="S01", unit_ids=[stage.aubac.pk])
    client, page = client_of(stage.rssi), stage.page("run-console", stage.unit)
    assert "/destinataires/S01/" in client.get(page).content.decode()
    alone = client.get(f"{page}?etablissement={stage.unit.finess}").content.decode()
    assert "/destinataires/S01/" not in alone
    part = client.get(stage.page("run-console-part", stage.unit)).content.decode()
    assert "/destinataires/S01/" not in part
