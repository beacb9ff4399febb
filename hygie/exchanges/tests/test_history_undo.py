"""One import is taken back: what it wrote goes, what people did since stays."""

from datetime import date
from uuid import uuid4

import pytest

from hygie.audits.models import AdsResult, Directory
from hygie.digital_budget.models import BudgetComputation
from hygie.documents.models import Evidence
from hygie.documents.services import evidence_add
from hygie.domain.refusal import ServiceRefusal
from hygie.exchanges import services
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import at_work, undoing
from hygie.exchanges.models import HistoryImport
from hygie.exchanges.tests.files import (
    FULL,
    ROWS_OF_FULL,
    archive,
    confirm,
    read,
    take_back,
    who,
    workbook,
)
from hygie.exchanges.tests.test_history_write import counted
from hygie.exercises.models import Exercise, ExerciseEntry
from hygie.exercises.services import exercise_change, exercise_record, improvement_note
from hygie.journal.models import Entry
from hygie.obligations.recording import fact_record
from hygie.obligations.selectors import statuses_on
from hygie.obligations.services import refresh
from hygie.organisations.models import Coverage, HospitalService, Membership
from hygie.organisations.rights import Role, Room
from tests.cast import make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


def undo(user, unit, history, reason="Mauvais fichier"):
    return take_back(user, unit, history, reason)


def written(user, unit, sheets, proofs=None):
    return confirm(user, unit, read(user, unit, workbook(sheets), proofs))


def messages(history):
    return dict(history.rows.filter(outcome=Outcome.KEPT).values_list("label", "message"))


def statuses(unit):
    rows = statuses_on([unit.pk], date(2026, 11, 21)).values_list("obligation", "status")
    return dict(rows)


def test_undoing_removes_all_that_nobody_touched(unit, dsi):
    refresh(unit_ids=[unit.pk])
    before = statuses(unit)
    history = written(dsi, unit, FULL)
    assert statuses(unit) != before
    undo(dsi, unit, history)
    history.refresh_from_db()
    assert history.state == State.UNDONE
    assert messages(history) == {}
    assert set(counted().values()) == {0}
    assert not Coverage.objects.filter(unit=unit).exists()
    assert statuses(unit) == before
    line = Entry.objects.get(verb="history.undone")
    assert (line.data["kept"], line.data["reason"]) == (0, "Mauvais fichier")
    assert Entry.objects.filter(verb="exercise.removed").count() == 2


def test_undone_twice_nothing_happens_twice(unit, dsi):
    history = written(dsi, unit, FULL)
    undo(dsi, unit, history)
    assert services.history_undo(**who(dsi, unit), history_id=history.pk).state == State.UNDONE
    assert Entry.objects.filter(verb="history.undone").count() == 1


def test_what_was_changed_since_is_kept_and_listed(unit, dsi):
    history = written(dsi, unit, {"exercises": FULL["exercises"]})
    first = Exercise.objects.get(held_on=date(2024, 3, 12))
    exercise_change(
        **who(dsi, unit),
        exercise_id=first.pk,
        expected_version=first.version,
        changes={"participants": 30},
    )
    undo(dsi, unit, history)
    assert list(Exercise.objects.values_list("participants", flat=True)) == [30]
    assert messages(history) == {
        "Rançongiciel aux urgences, 12/03/2024": "modifié depuis la reprise"
    }


def test_what_people_attached_since_keeps_its_fact(unit, dsi):
    sheets = {key: FULL[key] for key in ("exercises", "directories", "actions")}
    history = written(dsi, unit, sheets)
    first = Exercise.objects.get(held_on=date(2024, 3, 12))
    improvement_note(**who(dsi, unit), exercise_id=first.pk, new_id=uuid4(), wording="Annuaire")
    evidence_add(
        **who(dsi, unit), subject_kind="exercise", new_id=uuid4(), kind="held", title="PV",
        subject_id=Exercise.objects.get(held_on=date(2025, 5, 10)).pk, held_by="Qualité",
    )  # fmt: skip
    result = AdsResult(directory=Directory.objects.get(), done_on=date(2026, 1, 5), level=2)
    fact_record(**who(dsi, unit), fact=result, obligation_ids=("3.c",))
    undo(dsi, unit, history)
    assert messages(history) == {
        "Rançongiciel aux urgences, 12/03/2024": "des constats s’y rattachent",
        "Exercice, 10/05/2025": "une pièce y a été ajoutée depuis",
        "CHR-PROD": "des éléments s’y rattachent",
    }
    assert counted()["PlanAction"] == 0


def test_an_entry_written_on_an_exercise_noted_by_hand_goes_alone(unit, dsi):
    exercise_record(**who(dsi, unit), held_on=date(2024, 3, 12))
    history = written(dsi, unit, {"entries": FULL["entries"][:1]})
    assert ExerciseEntry.objects.count() == 1
    undo(dsi, unit, history)
    assert ExerciseEntry.objects.count() == 0
    assert Exercise.objects.count() == 1
    assert Entry.objects.filter(verb="exercise.entry_undone").count() == 1


def test_who_lost_the_right_to_write_takes_no_entry_back(unit, dsi):
    exercise_record(**who(dsi, unit), held_on=date(2024, 3, 12))
    history = written(dsi, unit, {"entries": FULL["entries"][:1]})
    Membership.objects.filter(user=dsi).update(role=Role.DAF)
    undo(dsi, unit, history)
    assert ExerciseEntry.objects.count() == 1
    assert history.rows.get().outcome == Outcome.KEPT
    assert not Entry.objects.filter(verb="exercise.entry_undone").exists()


def test_who_may_write_nothing_any_more_does_not_begin_and_may_later(unit, dsi):
    exercise_record(**who(dsi, unit), held_on=date(2024, 3, 12))
    history = written(dsi, unit, {"entries": FULL["entries"][:1]})
    held = Membership.objects.filter(user=dsi)
    held.update(role=Role.GUEST, room=Room.EXERCISES, until=date(2027, 1, 1))
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        undo(dsi, unit, history)
    assert history.rows.get().outcome == Outcome.WRITTEN
    held.update(role=Role.DSI, room="", until=None)
    undo(dsi, unit, history)
    assert ExerciseEntry.objects.count() == 0


def test_a_budget_corrected_since_is_kept_with_its_entry(unit, dsi):
    history = written(dsi, unit, {"budgets": FULL["budgets"], "entries": FULL["entries"][2:]})
    BudgetComputation.objects.update(version=9)
    undo(dsi, unit, history)
    assert BudgetComputation.objects.get().receipt == "ACC-3"
    assert len(messages(history)) == 2


def test_the_services_added_for_bias_stay_in_the_organisation(unit, dsi):
    history = undo(dsi, unit, written(dsi, unit, {"bias": FULL["bias"]}))
    assert HospitalService.objects.get().name == "Urgences"
    assert "reste dans l’organisation" in history.rows.get().message


def test_undone_then_sent_again_the_file_is_written_again_with_its_proofs(unit, dsi):
    content = workbook({"exercises": FULL["exercises"]})
    proofs = archive({"cr-2024.txt": b"Compte rendu"})
    undo(dsi, unit, confirm(dsi, unit, read(dsi, unit, content, proofs)))
    assert Evidence.objects.kept().count() == 0
    confirm(dsi, unit, read(dsi, unit, content, proofs))
    assert Exercise.objects.count() == 2
    assert Evidence.objects.kept().count() == 1


def test_an_undo_without_reason_or_by_another_changes_nothing(unit, dsi):
    history = written(dsi, unit, FULL)
    before = counted()
    with pytest.raises(ServiceRefusal, match="reason_missing"):
        undo(dsi, unit, history, reason=" ")
    with pytest.raises(ServiceRefusal, match="history_not_yours"):
        undo(member(unit, Role.DSI), unit, history)
    with pytest.raises(ServiceRefusal, match="history_not_undoable"):
        undo(dsi, unit, read(dsi, unit, workbook(FULL)))
    assert counted() == before


def test_a_long_undo_goes_by_parts_and_removes_all_the_same(unit, dsi, monkeypatch):
    monkeypatch.setattr(at_work, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(at_work, "PAUSE_SECONDS", 0)
    undo(dsi, unit, written(dsi, unit, FULL))
    assert set(counted().values()) == {0}
    line = Entry.objects.get(verb="history.undone")
    assert (line.data["removed"], line.data["kept"]) == (ROWS_OF_FULL, 0)


def test_an_undo_stopped_half_way_goes_on_with_the_reason_given_first(unit, dsi, monkeypatch):
    monkeypatch.setattr(at_work, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(at_work, "PAUSE_SECONDS", 0)
    history = written(dsi, unit, {"budgets": FULL["budgets"], "entries": FULL["entries"][2:]})
    real, asked = undoing._row_undo, []

    def breaks_at_the_second(*given):
        asked.append(1)
        if len(asked) == 2:
            raise RuntimeError
        real(*given)

    monkeypatch.setattr(undoing, "_row_undo", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        undo(dsi, unit, history)
    history.refresh_from_db()
    assert history.state == State.UNDO_STOPPED
    assert BudgetComputation.objects.get().receipt == ""
    monkeypatch.setattr(undoing, "_row_undo", real)
    undo(dsi, unit, history, reason="")
    assert BudgetComputation.objects.count() == 0, "its entry gone, the budget is still ours"
    assert Entry.objects.get(verb="history.undone").data["reason"] == "Mauvais fichier"


def test_an_undo_taken_over_by_another_process_stops_there(unit, dsi):
    history = written(dsi, unit, FULL)
    services.history_undo(**who(dsi, unit), history_id=history.pk, reason="Essai")
    before = counted()
    mine = HistoryImport.objects.get(pk=history.pk)
    HistoryImport.objects.filter(pk=history.pk).update(claim="another")
    with pytest.raises(at_work.TakenOver), at_work.part(mine):
        pass
    assert counted() == before
    history.refresh_from_db()
    assert (history.state, history.claim) == (State.UNDOING, "another")
