"""A RSSI brings in the years before Hygie by one file."""

from datetime import date
from decimal import Decimal

import pytest

from hygie.audits.models import AdsResult, Directory
from hygie.continuity.models import Bia, Copil, CopilMeeting
from hygie.digital_budget.models import BudgetComputation
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges import services
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import at_work, proving
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.exchanges.tests.files import (
    FULL,
    ROWS_OF_FULL,
    archive,
    cell,
    confirm,
    faults,
    read,
    take_back,
    who,
    workbook,
)
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_record
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.enums import Provenance
from hygie.organisations.models import HospitalService
from hygie.organisations.rights import Role
from hygie.quality_plan.models import PlanAction
from hygie.self_assessments.models import SelfAssessment, SelfAssessmentEntry
from tests.cast import make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
FACTS = (
    Exercise, Directory, AdsResult, SelfAssessment, Copil, CopilMeeting, Bia, PlanAction,
    BudgetComputation,
)  # fmt: skip


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


@pytest.fixture(autouse=True)
def a_machine_never_late(monkeypatch):
    """Parts end by their number of rows, not by the clock."""
    monkeypatch.setattr(at_work, "PART_SECONDS", 600)


def counted():
    return {model.__name__: model.objects.count() for model in FACTS}


def test_the_dry_run_tells_each_row_and_writes_no_fact(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    assert faults(history) == []
    assert history.state == State.READ
    assert history.rows.filter(outcome=Outcome.NEW).count() == ROWS_OF_FULL
    assert history.sheets["exercises"] == {
        "rows": 2, "new": 2, "known": 0, "refusal": "", "errors": 0,
    }  # fmt: skip
    assert set(counted().values()) == {0}
    assert not Entry.objects.filter(verb__startswith="history").exists()


def test_a_file_confirmed_is_written_whole_through_the_services(unit, dsi):
    history = confirm(dsi, unit, read(dsi, unit, workbook(FULL)))
    assert list(history.rows.exclude(outcome=Outcome.WRITTEN).values_list("label", "message")) == []
    assert history.state == State.DONE
    assert history.steps_done == history.steps_total
    first = Exercise.objects.get(held_on=date(2024, 3, 12))
    assert first.provenance == Provenance.IMPORTED
    assert first.functions == ["DG", "DSI"]
    assert (first.tested_care, first.tested_missions) == (True, None)
    assert Exercise.objects.get(held_on=date(2025, 5, 10)).functions == []
    levels = AdsResult.objects.order_by("done_on").values_list("done_on", "level")
    assert list(levels) == [(date(2025, 9, 30), 2), (date(2026, 5, 4), 3)]
    assert CopilMeeting.objects.get().copil.created_on == date(2024, 11, 5)
    assert Bia.objects.get().dmia_h == 4
    assert PlanAction.objects.get(title="Renforcer les comptes").done_on == date(2024, 12, 1)
    budget = BudgetComputation.objects.get()
    assert (budget.digital_t1, budget.receipt) == (Decimal("100000.10"), "ACC-3")
    assert ExerciseEntry.objects.get().receipt == "ACC-1"
    assert SelfAssessmentEntry.objects.get().receipt == "ACC-2"
    assert Entry.objects.filter(verb="exercise.recorded").count() == 2
    line = Entry.objects.get(verb="history.imported")
    assert line.data["rows"]["exercises"] == {"written": 2}


def test_the_same_file_sent_again_writes_nothing_twice(unit, dsi):
    content = workbook(FULL)
    confirm(dsi, unit, read(dsi, unit, content))
    before, lines = counted(), Entry.objects.filter(verb="exercise.recorded").count()
    again = read(dsi, unit, content)
    assert not again.rows.filter(outcome=Outcome.NEW).exists()
    confirm(dsi, unit, again)
    assert counted() == before
    assert Entry.objects.filter(verb="exercise.recorded").count() == lines


def test_the_same_form_sent_twice_reads_once(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    file = None
    again = services.history_read(**who(dsi, unit), new_id=history.pk, file=file)
    assert again.pk == history.pk
    assert HistoryImport.objects.count() == 1


def test_a_file_corrected_adds_only_what_is_new(unit, dsi):
    confirm(dsi, unit, read(dsi, unit, workbook({"exercises": FULL["exercises"]})))
    more = [*FULL["exercises"], {"held_on": "03/02/2026", "title": "Sans DPI"}]
    history = confirm(dsi, unit, read(dsi, unit, workbook({"exercises": more})))
    assert history.rows.filter(outcome=Outcome.WRITTEN).get().label == "Sans DPI, 03/02/2026"
    assert Exercise.objects.count() == 3


def test_what_was_noted_by_hand_is_recognised(unit, dsi):
    exercise_record(**who(dsi, unit), held_on=date(2024, 3, 12))
    history = read(dsi, unit, workbook({"exercises": FULL["exercises"]}))
    assert history.sheets["exercises"]["known"] == 1


def test_what_was_corrected_since_is_not_written_again(unit, dsi):
    content = workbook({"exercises": FULL["exercises"]})
    confirm(dsi, unit, read(dsi, unit, content))
    Exercise.objects.filter(held_on=date(2025, 5, 10)).update(held_on=date(2025, 5, 11))
    assert read(dsi, unit, content).sheets["exercises"]["new"] == 0


def test_a_confirmation_sent_twice_writes_once(unit, dsi):
    history = confirm(dsi, unit, read(dsi, unit, workbook(FULL)))
    with pytest.raises(ServiceRefusal, match="history_not_ready"):
        services.history_confirm(**who(dsi, unit), history_id=history.pk)
    assert Exercise.objects.count() == 2


def test_only_who_sent_the_file_confirms_it(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    with pytest.raises(ServiceRefusal, match="history_not_yours"):
        services.history_confirm(**who(member(unit, Role.RSSI), unit), history_id=history.pk)
    assert Exercise.objects.count() == 0


def test_a_sheet_without_right_is_refused_and_says_who_can(unit, dsi):
    quality = member(unit, Role.QUALITY)
    history = read(quality, unit, workbook(FULL))
    refusal = history.sheets["budgets"]["refusal"]
    assert dsi.full_name in refusal
    assert not history.sheets["actions"]["refusal"]
    assert set(history.rows.values_list("register", flat=True)) == {"assessments", "actions"}
    # One row of the entries is that of a register closed to quality.
    assert faults(history)[0][:2] == ("Saisies plateforme", "A2")


def test_who_writes_no_register_reads_no_file(unit):
    with pytest.raises(ServiceRefusal, match="history_no_right"):
        read(member(unit, Role.DIRECTION), unit, workbook(FULL))
    assert not HistoryImport.objects.exists()


def test_a_right_lost_before_the_writing_stops_its_sheet_only(unit, dsi):
    sheets = {key: FULL[key] for key in ("exercises", "budgets")}
    history = read(dsi, unit, workbook(sheets))
    dsi.memberships.update(role=Role.RSSI)
    confirm(dsi, unit, history)
    assert Exercise.objects.count() == 2
    assert BudgetComputation.objects.count() == 0
    assert history.rows.get(register="budgets").outcome == Outcome.REFUSED
    history.refresh_from_db()
    assert history.state == State.PARTIAL


def test_one_row_refused_takes_its_whole_sheet_back(unit, dsi):
    rows = [
        {"service": "Urgences", "family": "Service critique", "state": "À lancer"},
        {"service": "Pharmacie", "family": "Service médico-technique", "state": "À lancer"},
    ]
    history = read(dsi, unit, workbook({"bias": rows, "exercises": FULL["exercises"]}))
    HistoryRow.objects.filter(register="bias", number=3).update(
        values={"service": "Pharmacie", "state": "to_start", "family": "inconnue"}
    )
    confirm(dsi, unit, history)
    assert Bia.objects.count() == 0
    assert HospitalService.objects.count() == 0
    assert Exercise.objects.count() == 2
    outcomes = history.rows.filter(register="bias").values_list("outcome", flat=True)
    assert set(outcomes) == {Outcome.REFUSED}


def test_a_long_sheet_is_written_by_whole_parts_and_stops_at_the_first_refused(
    unit, dsi, monkeypatch
):
    monkeypatch.setattr(at_work, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(at_work, "PAUSE_SECONDS", 0)
    rows = [
        {"service": f"Service {number}", "family": "Service critique", "state": "À lancer"}
        for number in range(7)
    ]
    history = read(dsi, unit, workbook({"bias": rows}))
    HistoryRow.objects.filter(number=5).update(
        values={"service": "Faux", "state": "to_start", "family": "inconnue"}
    )
    confirm(dsi, unit, history)
    assert list(history.rows.values_list("outcome", flat=True)) == [
        *[Outcome.WRITTEN] * 2, *[Outcome.REFUSED] * 5,
    ]  # fmt: skip
    assert Bia.objects.count() == 2
    confirmed = confirm(dsi, unit, read(dsi, unit, workbook({"bias": rows})))
    assert confirmed.state == State.DONE
    assert Bia.objects.count() == 7


def test_the_statuses_follow_the_file(unit, dsi):
    rows = [{**FULL["exercises"][0], "held_on": "12/03/2026", "retex_validated_on": "02/04/2026"}]
    confirm(dsi, unit, read(dsi, unit, workbook({"exercises": rows})))
    assert statuses_on([unit.pk], date(2026, 11, 21)).get(obligation="1.a").status == "met"
    assert statuses_on([unit.pk], date(2026, 3, 11)).get(obligation="1.a").status == "late"


def test_a_new_file_replaces_the_one_that_waited(unit, dsi):
    first = read(dsi, unit, workbook(FULL))
    read(dsi, unit, workbook({"exercises": FULL["exercises"]}))
    first.refresh_from_db()
    assert first.state == State.DROPPED
    assert not first.rows.exists()


def test_a_file_given_up_writes_nothing(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    services.history_drop(**who(dsi, unit), history_id=history.pk)
    with pytest.raises(ServiceRefusal, match="history_not_ready"):
        services.history_confirm(**who(dsi, unit), history_id=history.pk)
    assert set(counted().values()) == {0}


def test_a_slow_machine_writes_by_shorter_parts(unit, dsi, monkeypatch):
    monkeypatch.setattr(at_work, "PART_SECONDS", 0)
    monkeypatch.setattr(at_work, "LONGEST_SECONDS", 0)
    pauses = []
    monkeypatch.setattr(at_work, "pause", lambda: pauses.append(1))
    history = confirm(dsi, unit, read(dsi, unit, workbook(FULL)))
    assert history.state == State.DONE
    assert len(pauses) == ROWS_OF_FULL - len(FULL), "each row is a part of its own"


def test_a_writing_taken_over_by_another_process_writes_nothing_more(unit, dsi):
    history = read(dsi, unit, workbook(FULL))
    services.history_confirm(**who(dsi, unit), history_id=history.pk)
    mine = HistoryImport.objects.get(pk=history.pk)
    HistoryImport.objects.filter(pk=history.pk).update(claim="another")
    with pytest.raises(at_work.TakenOver), at_work.part(mine):
        pass
    at_work.stopped(mine.pk, mine.claim)
    history.refresh_from_db()
    assert (history.state, history.claim) == (State.RUNNING, "another")


VERIFIED = {
    "title": "Renforcer les comptes", "created_on": "15/04/2024", "state": "Vérifiée",
    "pilote_name": "M. Aubert", "closed_on": "01/12/2024", "verified_on": "15/01/2025",
    "proofs": "pv.txt",
}  # fmt: skip


def test_an_action_verified_is_so_on_its_piece(unit, dsi):
    content, proofs = workbook({"actions": [VERIFIED]}), archive({"pv.txt": b"Constat"})
    history = confirm(dsi, unit, read(dsi, unit, content, proofs))
    action = PlanAction.objects.get()
    assert (action.state, action.done_on, action.verified_on) == (
        "verified", date(2024, 12, 1), date(2025, 1, 15),
    )  # fmt: skip
    assert action.verified_by_name == dsi.full_name
    assert history.rows.get().fact_version == action.version
    take_back(dsi, unit, history, "Essai")
    assert PlanAction.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"proofs": None}, "proofs", "sur une pièce"),
        ({"proofs": "autre.txt"}, "proofs", "sur une pièce"),
        ({"verified_on": None}, "verified_on", "le jour où l’action a été vérifiée"),
        ({"verified_on": "30/11/2024"}, "verified_on", "avant d’avoir été réalisée"),
        ({"state": "Réalisée"}, "verified_on", "n’est pas vérifiée"),
    ],
)
def test_an_action_verified_without_piece_or_day_is_said(unit, dsi, change, column, said):
    content = workbook({"actions": [{**VERIFIED, **change}]})
    found = faults(read(dsi, unit, content, archive({"pv.txt": b"Constat"})))
    (fault,) = found
    assert fault[1] == cell("actions", column)
    assert said in fault[2]


def test_an_action_whose_piece_is_refused_stays_done_and_says_so(unit, dsi, monkeypatch):
    content, proofs = workbook({"actions": [VERIFIED]}), archive({"pv.txt": b"Constat"})
    history = read(dsi, unit, content, proofs)
    monkeypatch.setattr(proving, "_attach", lambda *_: ["La pièce est refusée."])
    confirm(dsi, unit, history)
    assert PlanAction.objects.get().state == "done"
    assert "reste «\u00a0Réalisée\u00a0»" in history.rows.get().message
