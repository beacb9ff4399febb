"""An exercise played on paper is written down afterwards, then goes the way of the others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.forms.after import read_hour
from hygie.exercises.models import Exercise, Observation, PlayedStimulus, Run
from hygie.exercises.run_enums import Presence, RunState
from hygie.exercises.services import after, playing
from hygie.exercises.services.attending import presences_note, run_hold
from hygie.exercises.services.observing import observation_record
from hygie.exercises.tests.cast import status
from hygie.exercises.tests.runs import acts
from hygie.exercises.tests.stage import Stage
from hygie.logbook.models import Entry, Event
from hygie.logbook.verifying import verify
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# 12/11/2026, from 14 h 00 to 16 h 30 in Paris.
DEBEX = datetime(2026, 11, 12, 13, 0, tzinfo=UTC)
FINEX = DEBEX + timedelta(minutes=150)
HOURS: dict[str, Any] = {"debex_at": DEBEX, "finex_at": FINEX, "provenance": "document"}
TYPED = {
    "day": "12/11/2026", "debex": "14 h 00", "finex": "16h30", "finex_day": "",
    "provenance": "memory",
}  # fmt: skip


def noted(**values: Any) -> Stage:
    """An exercise of which the hours are noted."""
    stage = Stage(**values)
    stage.run = after.run_note_after(**stage.who, expected_version=stage.run.version, **HOURS)
    return stage


def form_of(stage: Stage, path: str) -> tuple[Any, dict[str, str]]:
    """The client, and what the form of a page holds as it is shown."""
    client = client_of(stage.rssi)
    page = BeautifulSoup(client.get(f"{stage.place}{path}").content.decode(), "html5lib")
    fields: dict[str, str] = {}
    for one in page.select("main form :is(input, select, textarea)[name]"):
        chosen = one.select_one("option[selected]") if one.name == "select" else one
        fields[str(one["name"])] = str(chosen.get("value") or "") if chosen else ""
    return client, fields


def test_the_night_when_the_clocks_change_the_time_since_debex_is_offered() -> None:
    first = datetime(2026, 10, 25, 0, 40, tzinfo=UTC)  # 02:40, the first time
    with pytest.raises(ValidationError, match=r"\+45"):
        read_hour("02:10", first, first + timedelta(hours=2))
    assert read_hour("+30", first, first + timedelta(hours=2)) == first + timedelta(minutes=30)


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.PLANNED, RunState.READY])
def test_its_real_hours_make_it_over_with_its_stimuli_and_its_log(state: str) -> None:
    stage = noted(state=state)
    run = Run.objects.get()
    assert (run.state, run.is_after_the_fact, run.clock_at_s) == (RunState.OVER, True, 9000)
    assert PlayedStimulus.objects.filter(state="planned").count() == 3
    assert Event.objects.get().opened_at == DEBEX
    again = after.run_note_after(**stage.who, expected_version=1, **HOURS)
    assert again.version == run.version  # said twice, noted once
    assert acts(run) == ["run.noted_after"]


@pytest.mark.parametrize(
    ("debex", "minutes", "refused"),
    [
        (datetime(2026, 11, 30, 13, 0, tzinfo=UTC), 60, "after_in_future"),
        (DEBEX, 0, "after_finex_first"),
        (DEBEX, -90, "after_finex_first"),
        (DEBEX, 5, "after_length"),
        (DEBEX, 26 * 60, "after_length"),
    ],
)
def test_hours_that_cannot_be_are_refused(debex: datetime, minutes: int, refused: str) -> None:
    stage = Stage()
    hours = {**HOURS, "debex_at": debex, "finex_at": debex + timedelta(minutes=minutes)}
    with pytest.raises(ServiceRefusal, match=refused):
        after.run_note_after(**stage.who, expected_version=1, **hours)
    assert Run.objects.get().state == RunState.READY
    assert not Event.objects.exists()


def test_an_exercise_begun_in_hygie_is_not_noted_after() -> None:
    stage = Stage()
    stage.debex()
    playing.run_finex(**stage.who)
    with pytest.raises(ServiceRefusal, match="run_state"):
        after.run_note_after(**stage.who, expected_version=stage.run.version, **HOURS)
    assert not Run.objects.get().is_after_the_fact


def test_by_the_screens_with_errors_that_keep_what_is_typed() -> None:
    stage = Stage(state=RunState.DRAFT)
    client, fields = form_of(stage, "apres-coup/")
    answer = client.post(f"{stage.place}apres-coup/", {**fields, **TYPED, "finex": "13h50"})
    assert answer.status_code == 422
    assert "FINEX doit suivre DEBEX" in answer.content.decode()
    assert 'value="13h50"' in answer.content.decode()
    assert client.post(f"{stage.place}apres-coup/", {**fields, **TYPED}).status_code == 303
    assert (Run.objects.get().debex_at, Run.objects.get().finex_at) == (DEBEX, FINEX)

    client, fields = form_of(stage, "apres-coup/stimuli/")
    assert fields["s1-heure"] == "14:10"  # planned ten minutes after DEBEX
    wrong = {
        **fields, "s0-etat": "sent", "s0-heure": "17:00", "s1-etat": "skipped",
        "s1-motif": "La cellule l’a devancé", "s2-etat": "sent", "s2-heure": "+1:10",
    }  # fmt: skip
    answer = client.post(f"{stage.place}apres-coup/stimuli/", wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "hors de l’exercice" in page
    assert "La cellule l’a devancé" in page
    assert not PlayedStimulus.objects.exclude(state="planned").exists()
    told = {**wrong, "s0-heure": "14 h 05"}
    assert client.post(f"{stage.place}apres-coup/stimuli/", told).status_code == 303
    rows = PlayedStimulus.objects.order_by("code").values_list("state", "sent_s", "reason")
    assert list(rows) == [
        ("sent", 300, ""), ("skipped", None, "La cellule l’a devancé"), ("sent", 4200, "")
    ]  # fmt: skip
    assert "à dire" not in client.get(stage.place).content.decode()

    presences = {f"presence-{one.pk}": "present" for one in stage.players.values()}
    assert client.post(f"{stage.place}presences/", presences).status_code == 303
    assert client.post(f"{stage.place}registre/").status_code == 303
    held = Exercise.objects.get()
    assert (held.provenance, held.held_on.isoformat()) == ("memory", "2026-11-12")
    assert status(stage.unit, "1.a") == "met"
    for page in (
        stage.place, f"{stage.place}bilan/", f"{stage.place}conduite/",
        f"/etablissements/{stage.unit.finess}/exercices/",
        f"/etablissements/{stage.unit.finess}/exercices/{held.pk}/",
    ):  # fmt: skip
        assert "joué sur papier, noté après coup" in client.get(page).content.decode(), page


def test_played_everywhere_is_proposed_but_not_written() -> None:
    stage = noted()
    client, fields = form_of(stage, "apres-coup/stimuli/")
    answer = client.post(f"{stage.place}apres-coup/stimuli/", {**fields, "proposer": "1"})
    assert answer.content.decode().count('<option value="sent" selected>') == 3
    assert not PlayedStimulus.objects.exclude(state="planned").exists()


def test_hours_corrected_keep_the_hour_of_each_thing_noted() -> None:
    stage = noted()
    first = stage.stimulus("S01")
    told = {first.pk: after.Told("sent", DEBEX + timedelta(minutes=20))}
    assert after.stimuli_note(**stage.who, expected_version=stage.run.version, told=told) == 1
    assert after.stimuli_note(**stage.who, expected_version=0, told=told) == 0
    version = Run.objects.get().version
    earlier = {**HOURS, "debex_at": DEBEX - timedelta(minutes=15)}
    after.run_note_after(**stage.who, expected_version=version, **earlier)
    assert stage.stimulus("S01").sent_s == 35 * 60
    assert Event.objects.get().opened_at == DEBEX - timedelta(minutes=15)
    assert "Heures rectifiées" in Entry.objects.first().text  # type: ignore[union-attr]
    assert not verify(Event.objects.get()).breaks
    later = {**HOURS, "debex_at": DEBEX + timedelta(minutes=30)}
    with pytest.raises(ServiceRefusal, match="after_outside"):
        after.run_note_after(**stage.who, expected_version=version + 1, **later)
    assert stage.stimulus("S01").sent_s == 35 * 60


def test_what_was_played_stays_once_in_the_register() -> None:
    stage = noted()
    given = {**stage.who, "expected_version": stage.run.version}
    sent = {stage.stimulus("S03").pk: after.Told("sent", DEBEX + timedelta(minutes=20))}
    after.stimuli_note(**given, told=sent)
    presences_note(**stage.who, presences={stage.players["DG"].pk: Presence.PRESENT})
    assert stage.players["DG"].run.participants.get(function="DG").signed_at is None
    with pytest.raises(ServiceRefusal, match="after_untold"):  # it could not be told any more
        run_hold(**stage.who)
    given["expected_version"] = Run.objects.get().version
    left = {stage.stimulus(code).pk: after.Told("skipped") for code in ("S01", "S02")}
    after.stimuli_note(**given, told=left)
    run_hold(**stage.who)
    version = Run.objects.get().version
    with pytest.raises(ServiceRefusal, match="after_held"):
        after.stimuli_note(
            **stage.who, expected_version=version,
            told={stage.stimulus("S03").pk: after.Told("skipped")},
        )  # fmt: skip
    later = {**HOURS, "finex_at": FINEX + timedelta(minutes=5)}
    with pytest.raises(ServiceRefusal, match="after_held"):
        after.run_note_after(**stage.who, expected_version=version, **later)


def test_the_grid_of_an_observer_is_copied_out_by_somebody_else() -> None:
    stage = noted()
    after.stimuli_note(
        **stage.who, expected_version=stage.run.version,
        told={stage.stimulus("S01").pk: after.Told("sent", DEBEX + timedelta(minutes=5))},
    )  # fmt: skip
    client, fields = form_of(stage, "grilles/")
    assert {"c0-resultat", "c1-resultat"} <= set(fields)  # of S01, and of the whole exercise
    assert "c2-resultat" not in fields  # S02 and S03 were not played
    lacks = client.post(f"{stage.place}grilles/", {**fields, "c0-mot": "Vu"})
    assert (lacks.status_code, Observation.objects.count()) == (422, 0)
    said = {**fields, "c0-resultat": "partly", "c0-heure": "14:12", "c0-mot": "Par le standard"}
    for _ in range(2):
        assert client.post(f"{stage.place}grilles/", said).status_code == 303
    seen = Observation.objects.get()
    assert (seen.criterion, seen.result, seen.at_s) == ("C01a", "partly", 720)
    assert (seen.observer, seen.noted_by_name) == (stage.observer, stage.rssi.full_name)
    _, shown = form_of(stage, "grilles/")
    assert (shown["c0-resultat"], shown["c0-heure"]) == ("partly", "14:12")
    assert acts(stage.run).count("run.grid_copied") == 1


def test_what_the_observer_notes_meanwhile_is_not_written_over() -> None:
    stage = noted()
    client, shown = form_of(stage, "grilles/")
    client.post(f"{stage.place}grilles/", {**shown, "c0-resultat": "met"})
    _, shown = form_of(stage, "grilles/")
    given = {"run": stage.run, "observer": stage.observer, "criterion": "CT1"}
    observation_record(**given, new_id=uuid4(), result="not_met", comment="Au bout d’une heure")
    later = timezone.now() + timedelta(minutes=1)
    Observation.objects.filter(result="not_met").update(noted_at=later)
    seen = Observation.objects.order_by("noted_at")
    other = {**shown, "c0-mot": "À son poste", "c0-resultat": "met"}
    assert client.post(f"{stage.place}grilles/", other).status_code == 422
    assert seen.count() == 2
    again = client.post(f"{stage.place}grilles/", shown)  # left as it was shown: nothing is said
    assert (again.status_code, seen.count()) == (303, 2)
    page = client.post(f"{stage.place}grilles/", other).content.decode()
    assert "Noté entre-temps" in page
    kept = BeautifulSoup(page, "html5lib").select_one("[name=shown]")
    assert kept is not None
    told = {**other, "new_id": str(uuid4()), "shown": str(kept["value"])}
    assert client.post(f"{stage.place}grilles/", told).status_code == 303
    assert seen.filter(result="met", comment="À son poste").count() == 1


def test_only_an_observer_has_a_grid() -> None:
    stage = noted()
    lines = [after.Copied("C01a", "met")]
    given = {**stage.who, "new_id": uuid4(), "lines": lines}
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        after.grid_copy(**given, observer_id=stage.players["DG"].pk)
    with pytest.raises(ServiceRefusal, match="observer_unknown"):
        after.grid_copy(**given, observer_id=uuid4())
    late = [after.Copied("C01a", "met", 9001)]
    with pytest.raises(ServiceRefusal, match="after_too_late"):
        after.grid_copy(**{**given, "lines": late}, observer_id=stage.observer.pk)
    assert not Observation.objects.exists()


def test_the_log_kept_on_paper_is_copied_out_with_its_hours() -> None:
    stage = noted()
    client, fields = form_of(stage, "recopier-main-courante/")
    empty = client.post(f"{stage.place}recopier-main-courante/", fields)
    assert empty.status_code == 422
    said = {
        **fields, "ligne-0-at": "14:07", "ligne-0-text": "Appel du standard",
        "ligne-1-at": "+1:30", "ligne-1-text": "Coupure décidée", "ligne-1-category": "decision",
    }  # fmt: skip
    out = client.post(f"{stage.place}recopier-main-courante/", {**said, "ligne-1-at": "18:00"})
    assert out.status_code == 422
    assert "Appel du standard" in out.content.decode()
    for _ in range(2):
        assert client.post(f"{stage.place}recopier-main-courante/", said).status_code == 303
    rows = Entry.objects.order_by("number").values_list("happened_at", "text", "category")
    assert list(rows)[1:] == [
        (DEBEX + timedelta(minutes=7), "Appel du standard", "information"),
        (DEBEX + timedelta(minutes=90), "Coupure décidée", "decision"),
    ]
    assert acts(stage.run).count("run.log_copied") == 1
    assert not verify(Event.objects.get()).breaks
