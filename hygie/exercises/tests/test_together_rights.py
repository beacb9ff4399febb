"""What the one that leads and those invited may not read, do or leave behind."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Run
from hygie.exercises.run_enums import RunState
from hygie.exercises.services import playing, together
from hygie.exercises.services.addressing import stimulus_address
from hygie.exercises.tests.cast import who
from hygie.exercises.tests.test_together import Together
from hygie.logbook import services as logbook
from tests.cast import client_of, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def stage() -> Together:
    return Together()


def test_who_is_invited_reads_no_scenario_before_finex(stage: Together) -> None:
    stage.play()
    own, page = client_of(stage.at[stage.aubac]), stage.page("run-review", stage.aubac)
    assert own.get(page).status_code == 404
    assert client_of(stage.rssi).get(stage.page("run-review", stage.unit)).status_code == 200
    playing.run_finex(**stage.who)
    read = own.get(page)
    assert read.status_code == 200
    assert "l’archive" not in read.content.decode()
    assert own.get(stage.page("run-archive", stage.aubac)).status_code == 404


def test_a_stimulus_for_who_declined_is_said_to_reach_nobody(stage: Together) -> None:
    for unit in (stage.aubac, stage.malegarde):
        stage.answer(unit)
    stimulus_address(**stage.who, code="S03", unit_ids=[stage.aubac.pk])
    both = [stage.aubac.pk, stage.malegarde.pk]
    stimulus_address(**stage.who, code="S01", unit_ids=both)
    stage.answer(stage.aubac, accepts=False, reason="Travaux")
    leader = client_of(stage.rssi)
    page = leader.get(stage.page("run", stage.unit)).content.decode()
    assert "S03 est pour un établissement qui ne joue plus" in page
    assert "S01 est pour un établissement" not in page
    rows = leader.get(stage.page("run-addressed", stage.unit)).context["rows"]
    shown = {row["one"].code: (row["for"], row["is_lost"]) for row in rows}
    assert shown["S03"] == ("", True)
    assert shown["S01"] == ("CH de Malegarde", False)
    assert shown["S02"] == ("", False)
    Run.objects.filter(pk=stage.run.pk).update(state=RunState.READY)
    stage.debex()
    assert stage.stimulus("S01").unit_ids == [stage.malegarde.pk]
    assert stage.stimulus("S03").unit_ids == [stage.aubac.pk]  # never everybody, in silence


def test_a_log_lent_takes_lines_and_nothing_else_of_who_leads(stage: Together) -> None:
    stage.answer(stage.aubac, opens_log=True)
    stage.answer(stage.malegarde, accepts=False, reason="Travaux")
    Run.objects.filter(pk=stage.run.pk).update(state=RunState.READY)
    stage.debex()
    theirs = stage.event_of(stage.aubac)
    leads = {**who(stage.rssi, stage.unit), "event_id": theirs.pk, "new_id": uuid4()}
    logbook.entry_write(**leads, line=logbook.Line(text="Vu d’ici"))
    asked = {**leads, "new_id": uuid4()}
    started = timezone.now() - timedelta(minutes=5)
    for service, values in (
        (logbook.event_close, {"text": "Fini"}),
        (logbook.event_change, {"level": "crisis", "state": "running"}),
        (logbook.cell_record, {"name": "Décision", "place": "Ici"}),
        (logbook.clock_start, {"code": "cnil", "started_at": started}),
    ):
        with pytest.raises(ServiceRefusal, match="log_of_other"):
            service(**asked, **values)  # type: ignore[operator]
    leader = client_of(stage.rssi)
    address = reverse("logbook:event", args=[stage.unit.finess, theirs.pk])
    assert "Clore la main courante" not in leader.get(address).content.decode()
    theirs.refresh_from_db()
    assert (theirs.is_closed, theirs.last_number) == (False, 3)


def test_a_log_lent_is_taken_back_after_finex_even_closed(stage: Together) -> None:
    stage.answer(stage.aubac, opens_log=True)
    stage.answer(stage.malegarde, accepts=False, reason="Travaux")
    Run.objects.filter(pk=stage.run.pk).update(state=RunState.READY)
    stage.debex()
    theirs, mine = stage.event_of(stage.aubac), who(stage.at[stage.aubac], stage.aubac)
    playing.run_finex(**stage.who)
    logbook.event_close(**mine, event_id=theirs.pk, new_id=uuid4(), text="Fini")
    theirs.refresh_from_db()
    own, leader = client_of(stage.at[stage.aubac]), client_of(stage.rssi)
    assert "La refermer" in own.get(stage.page("run-answer", stage.aubac)).content.decode()
    together.log_open(**stage.by(stage.aubac), opens=False)
    address = reverse("logbook:event", args=[stage.unit.finess, theirs.pk])
    assert leader.get(address).status_code == 404
    number = theirs.last_number
    theirs.refresh_from_db()
    assert theirs.last_number == number
    with pytest.raises(ServiceRefusal, match="run_state"):
        together.log_open(**stage.by(stage.aubac), opens=True)
