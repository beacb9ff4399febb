"""The plan goes to the quality suite and comes back: nothing is lost on either side."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Instance, Origin, State
from hygie.quality_plan.exchange.planning import TAKE_FILE
from hygie.quality_plan.models import ActionPostponement, PlanAction, PlanImport, PlanNumber
from hygie.quality_plan.tests.plan import (
    House,
    make_house,
    make_two_houses,
    note_action,
    status_of,
    stored,
    verbs,
)
from hygie.quality_plan.tests.suite import (
    HEADING,
    choose,
    exported,
    exported_csv,
    give_back,
    looked_at,
    put,
    send,
    take,
    without,
    workbook,
)
from tests.cast import member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def full_action(house: House, **values: Any) -> PlanAction:
    """An action with something in every column."""
    given = {
        "title": "Revoir l’annuaire", "pilote_name": "Anne", "sponsor_name": "DG",
        "escalation_name": "DGA", "origin": Origin.ADS, "other_origins": [Origin.INCIDENT],
        "instances": [Instance.COPIL, Instance.CME], "criteria": ["recyf-14", "recyf-15"],
        "criteria_text": "2.3-04", "cost_eur": "1250.50", "indicator": "Postes revus",
        "indicator_initial": "12", "indicator_target": "40", "indicator_measured": "20",
        "indicator_measured_on": date(2026, 11, 1), "verification_on": date(2027, 9, 1),
        "state": State.ACCEPTED, "restricted_detail": "krbtgt",
    }  # fmt: skip
    return note_action(house, **{**given, **values})


def test_an_export_given_back_untouched_changes_nothing() -> None:
    house = make_house()
    actions = [full_action(house), note_action(house, title="=1+1", number="")]
    before = [stored(one) for one in actions]
    count = Entry.objects.count()
    for with_details in (False, True):
        draft = send(house, workbook(exported(house, with_details=with_details)))
        assert looked_at(house, draft).counts == {"same": 2, "conflicts": 0, "kept": 0}
    take(house, draft)
    assert [stored(one) for one in actions] == before
    assert Entry.objects.count() == count + 1  # the file itself


def test_a_csv_given_back_untouched_changes_nothing() -> None:
    house = make_house()
    full_action(house)
    note_action(house, title="=1+1", number="-7")
    draft = send(house, exported_csv(house), "paq.csv")
    assert looked_at(house, draft).counts == {"same": 2, "conflicts": 0, "kept": 0}


def test_what_the_suite_changed_is_taken_and_the_journal_says_it() -> None:
    house = make_house()
    action = full_action(house)
    table = exported(house)
    for key, value in {
        "number": "Q-9", "pilote_name": "Bob", "progress": 40, "cost_eur": "1 300,75",
        "instances": "CSE", "indicator_measured": "25", "state": "En cours",
    }.items():  # fmt: skip
        put(table, action.title, key, value)
    draft = give_back(house, table)
    kept = stored(action)
    assert (kept["pilote_name"], kept["progress"], kept["state"]) == ("Bob", 40, "in_progress")
    assert (str(kept["cost_eur"]), kept["instances"]) == ("1300.75", ["cse"])
    assert kept["restricted_detail"] == "krbtgt"
    assert PlanNumber.objects.get(action=action).number == "Q-9"
    assert verbs(action) == ["plan_action.recorded", "plan_action.imported"]
    moved = Entry.objects.get(verb="plan_action.imported").data["moved"]
    assert moved["pilote_name"] == ["Anne", "Bob"]
    assert draft.report["counts"]["change"] == 1


def test_a_file_taken_twice_is_taken_once() -> None:
    house = make_house()
    table = exported(house)
    table.append(["" if heading != HEADING["title"] else "Neuve" for heading in table[0]])
    draft = send(house, workbook(table))
    take(house, draft)
    take(house, draft)
    assert PlanAction.objects.count() == 1
    assert Entry.objects.filter(verb="plan.imported").count() == 1


def test_what_hygie_changed_meanwhile_is_kept() -> None:
    house = make_house()
    action = full_action(house)
    table = exported(house)
    action.refresh_from_db()
    services.action_progress(
        **house.who, action_id=action.pk, expected_version=action.version, progress=70
    )
    put(table, action.title, "sponsor_name", "Directeur")
    draft = send(house, workbook(table))
    plan = looked_at(house, draft)
    assert list(plan.rows[0].changes) == ["sponsor_name"]
    assert set(plan.rows[0].kept) == {"progress", "state"}
    take(house, draft)
    assert (stored(action)["progress"], stored(action)["sponsor_name"]) == (70, "Directeur")


def changed_on_both_sides() -> tuple[House, PlanAction, list[list[Any]]]:
    house = make_house()
    action = full_action(house)
    table = exported(house)
    services.action_change(
        **house.who, action_id=action.pk, expected_version=1, changes={"sponsor_name": "Hygie"}
    )
    put(table, action.title, "sponsor_name", "Suite")
    return house, action, table


def test_a_conflict_keeps_hygie_and_the_report_keeps_the_file() -> None:
    house, action, table = changed_on_both_sides()
    draft = send(house, workbook(table))
    assert looked_at(house, draft).rows[0].conflicts == {"sponsor_name": "Suite"}
    report = take(house, draft).report
    assert stored(action)["sponsor_name"] == "Hygie"
    assert report["left"] == [
        {"code": action.code, "key": "sponsor_name", "hygie": "Hygie", "file": "Suite"}
    ]


@pytest.mark.parametrize("by_line", [True, False])
def test_a_conflict_is_settled_for_the_file(by_line: bool) -> None:
    house, action, table = changed_on_both_sides()
    choice = {"choices": {(str(action.pk), "sponsor_name"): TAKE_FILE}}
    give_back(house, table, **(choice if by_line else {"every": TAKE_FILE}))
    assert stored(action)["sponsor_name"] == "Suite"


def test_two_exports_given_back_in_the_wrong_order_lose_nothing() -> None:
    house = make_house()
    action = full_action(house)
    first = exported(house)
    put(first, action.title, "indicator", "Changé dans le premier")
    services.action_change(
        **house.who, action_id=action.pk, expected_version=1, changes={"escalation_name": "Neuf"}
    )
    second = exported(house)
    put(second, action.title, "sponsor_name", "Changé dans le second")
    give_back(house, second)
    give_back(house, first)
    kept = stored(action)
    assert kept["sponsor_name"] == "Changé dans le second"
    assert kept["indicator"] == "Changé dans le premier"
    assert kept["escalation_name"] == "Neuf"


def test_one_cell_changed_in_two_exports_is_a_conflict_and_both_values_are_kept() -> None:
    house = make_house()
    action = full_action(house)
    first, second = exported(house), exported(house)
    put(first, action.title, "sponsor_name", "Du premier")
    put(second, action.title, "sponsor_name", "Du second")
    give_back(house, second)
    draft = send(house, workbook(first))
    assert looked_at(house, draft).rows[0].conflicts == {"sponsor_name": "Du premier"}
    (left,) = take(house, draft).report["left"]
    assert (left["hygie"], left["file"]) == ("Du second", "Du premier")
    assert stored(action)["sponsor_name"] == "Du second"


def test_a_suite_that_dropped_the_ids_is_followed_by_its_own_numbers() -> None:
    house = make_house()
    action = full_action(house, number="2026-7")
    table = exported(house)
    put(table, action.title, "pilote_name", "Bob")
    put(table, action.title, "sponsor_name", "")
    draft = choose(house, send(house, workbook(without(table, "id", "code", "base"))))
    row = looked_at(house, draft).rows[0]
    assert row.action == action
    assert row.conflicts == {"pilote_name": "Bob"}  # who changed it cannot be told any more
    take(house, draft)
    assert (stored(action)["pilote_name"], stored(action)["sponsor_name"]) == ("Anne", "DG")
    assert PlanAction.objects.count() == 1


def test_without_number_either_the_title_tells_the_action() -> None:
    house = make_house()
    action = full_action(house, number="")
    draft = send(house, workbook(without(exported(house), "id", "code", "base", "number")))
    assert looked_at(house, draft).rows[0].action == action


def test_two_actions_of_one_title_are_not_guessed() -> None:
    house = make_house()
    for _ in range(2):
        full_action(house, number="")
    draft = send(house, workbook(without(exported(house), "id", "code", "base", "number")))
    plan = looked_at(house, draft)
    assert plan.counts["error"] == 2
    take(house, choose(house, draft))
    assert PlanAction.objects.count() == 2


def test_an_action_named_twice_is_told() -> None:
    house = make_house()
    full_action(house)
    table = exported(house)
    table.append(list(table[1]))
    row = looked_at(house, send(house, workbook(table))).rows[1]
    assert "La ligne 2 parle déjà" in row.errors["id"]


def test_actions_absent_from_the_file_stay() -> None:
    house = make_house()
    full_action(house)
    other = note_action(house, title="Absente")
    table = [row for row in exported(house) if "Absente" not in row]
    draft = give_back(house, table)
    assert draft.report["counts"]["absent"] == 1
    assert PlanAction.objects.filter(pk=other.pk).exists()


def test_an_action_removed_meanwhile_is_told_and_not_made_again() -> None:
    house = make_house()
    action = full_action(house)
    table = exported(house)
    services.action_remove(
        **house.who, action_id=action.pk, expected_version=1, reason="Par erreur"
    )
    draft = send(house, workbook(table))
    assert "plus, au plan" in looked_at(house, draft).rows[0].errors["id"]
    take(house, draft)
    assert not PlanAction.objects.exists()


def test_a_due_day_moves_with_its_reason_only() -> None:
    house = make_house()
    action = full_action(house)
    table = exported(house)
    put(table, action.title, "current_due_on", date(2028, 1, 31))
    draft = send(house, workbook(table))
    assert "sans motif" in looked_at(house, draft).rows[0].errors["current_due_on"]
    assert looked_at(house, draft, reason="Marché infructueux").rows[0].kind == "change"
    put(table, action.title, "reason", "Recrutement différé")
    give_back(house, table)
    kept = stored(action)
    assert (kept["due_on"], kept["current_due_on"]) == (date(2027, 11, 21), date(2028, 1, 31))
    assert ActionPostponement.objects.get(action=action).reason == "Recrutement différé"


def test_a_state_follows_the_table_of_moves() -> None:
    house = make_house()
    done = full_action(house, title="Finie")
    back = full_action(house, title="Abandonnée sans motif")
    proof = full_action(house, title="Vérifiée sans preuve")
    table = exported(house)
    put(table, done.title, "state", "Réalisée")
    put(table, done.title, "done_on", date(2026, 11, 21))
    put(table, back.title, "state", "Abandonnée")
    put(table, proof.title, "state", "Vérifiée")
    rows = {one.action.title: one for one in looked_at(house, send(house, workbook(table))).rows}
    assert "motif" in rows[back.title].errors["reason"]
    assert "preuve" in rows[proof.title].errors["state"]
    give_back(house, table)
    kept = stored(done)
    assert (kept["state"], kept["progress"], kept["done_on"]) == ("done", 100, date(2026, 11, 21))
    assert (stored(back)["state"], stored(proof)["state"]) == ("accepted", "accepted")


def test_an_action_that_comes_back_does_so_from_a_file_too() -> None:
    house = make_house()
    action = full_action(house, recurs_every_months=12)
    table = exported(house)
    put(table, action.title, "state", "Réalisée")
    give_back(house, table)
    assert PlanAction.objects.filter(previous=action).count() == 1


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("current_due_on", "31/02/2027", "calendrier"),
        ("progress", "140", "100"),
        ("progress", "beaucoup", "nombre"),
        ("cost_eur", "-3", "positif"),
        ("state", "Bof", "état connu"),
        ("instances", "Bureau", "Choix inconnu"),
        ("title", "a" * 201, "au plus 200"),
        ("id", "123", "identifiant"),
    ],
)
def test_a_wrong_cell_is_told_and_its_row_left(key: str, text: str, said: str) -> None:
    house = make_house()
    action = full_action(house)
    other = full_action(house, title="Juste")
    before = stored(action)
    table = exported(house)
    put(table, "Juste", "sponsor_name", "Neuf")
    put(table, action.title, key, text)
    draft = send(house, workbook(table))
    assert said in looked_at(house, draft).rows[0].errors[key]
    take(house, draft)
    assert stored(action) == before
    assert stored(other)["sponsor_name"] == "Neuf"


def test_new_rows_enter_the_plan_as_imported() -> None:
    house = make_house()
    headings = ["Libellé diffusable", "Numéro dans le PAQ", "Pilote", "Échéance", "État", "Origine"]
    table = [
        headings,
        ["Former", "Q-1", "Anne", date(2027, 3, 1), "En cours", "Audit ADS (Active Directory)"],
        ["Ancienne", "Q-2", "Bob", date(2025, 3, 1), "Clôturée", "Notre suite"],
        ["", "Q-3", "", "", "", ""],
        ["Sans pilote", "Q-4", "", "", "Acceptée", ""],
    ]
    draft = send(house, workbook(table))
    choose(house, draft)
    draft.refresh_from_db()
    errors = [one.errors for one in looked_at(house, draft).rows]
    assert [list(one) for one in errors] == [[], [], ["title"], ["pilote_name"]]
    take(house, draft)
    former, old = PlanAction.objects.order_by("-created_on")
    assert (former.origin, former.state, former.provenance) == ("ads", "in_progress", "imported")
    assert (old.state, old.origin, old.created_on) == ("done", "other", date(2025, 3, 1))
    assert {one.code for one in (former, old)} == {"CYB-2026-001", "CYB-2025-001"}
    assert status_of(house.unit) == "met"
    assert verbs(former) == ["plan_action.recorded"]


def test_the_file_of_a_part_changes_its_own_number_only() -> None:
    support, part = make_two_houses()
    shared = note_action(support, title="Commune", units=[support.unit, part.unit])
    table = exported(part)
    put(table, "Commune", "number", "P-1")
    give_back(part, table)
    assert PlanNumber.objects.get(action=shared, unit=part.unit).number == "P-1"
    table = exported(part)
    put(table, "Commune", "pilote_name", "Bob")
    row = looked_at(part, send(part, workbook(table))).rows[0]
    assert "CH support" in row.errors["pilote_name"]


def test_who_only_reads_takes_nothing() -> None:
    house = make_house()
    table = exported(house)
    draft = send(house, workbook(table))
    reader = House(house.unit, member(house.unit, Role.DAF))
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        send(reader, workbook(table))
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        take(reader, draft)
    stranger = make_house()
    with pytest.raises(ServiceRefusal, match="gone"):
        take(stranger, draft)
    assert PlanImport.objects.count() == 1


def test_a_file_sent_twice_is_kept_once(tmp_path: Any) -> None:
    house = make_house()
    path = tmp_path / "paq"
    path.write_bytes(workbook(exported(house)))
    values = {**house.who, "new_id": uuid4(), "path": path, "name": "paq.xlsx"}
    assert services.import_draft(**values) == services.import_draft(**values)
    assert PlanImport.objects.count() == 1
