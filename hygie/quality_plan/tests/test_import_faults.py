"""Files as suites really give them back: what they lost, cut or spoilt changes nothing unseen."""

from datetime import date
from typing import Any

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.quality_plan import services
from hygie.quality_plan.enums import State
from hygie.quality_plan.exchange.planning import TAKE_FILE
from hygie.quality_plan.models import PlanAction, PlanImport
from hygie.quality_plan.services.imports import known_of, seen_mark
from hygie.quality_plan.tests.plan import House, make_house, note_action, stored, verbs
from hygie.quality_plan.tests.suite import (
    choose,
    exported,
    give_back,
    looked_at,
    put,
    send,
    take,
    without,
    workbook,
)
from tests.cast import client_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]


def change(house: House, action: PlanAction, **changes: Any) -> PlanAction:
    action.refresh_from_db()
    return services.action_change(
        **house.who, action_id=action.pk, expected_version=action.version, changes=changes
    )


def in_conflict(house: House) -> tuple[PlanAction, PlanImport]:
    """An action whose sponsor changed on both sides, and the file that says so."""
    action = note_action(house, sponsor_name="DG")
    table = exported(house)
    change(house, action, sponsor_name="DGA")
    put(table, action.title, "sponsor_name", "DSI")
    return action, send(house, workbook(table))


def test_a_suite_that_numbers_the_actions_and_drops_the_ids_doubles_nothing() -> None:
    house = make_house()
    for title in ("Revoir les comptes", "Tester la reprise"):
        note_action(house, title=title, number="")
    table = without(exported(house), "id", "base", "code")
    put(table, "Revoir les comptes", "number", "S-1")
    put(table, "Tester la reprise", "number", "S-2")
    draft = choose(house, send(house, workbook(table)))
    plan = looked_at(house, draft)
    assert [one.matched_by for one in plan.rows] == ["title", "title"]
    page = client_of(house.rssi).get(f"/etablissements/{house.finess}/paq/import/{draft.pk}/")
    assert page.content.decode().count("inscrire une nouvelle") == 2
    take(house, draft)
    assert PlanAction.objects.count() == 2


def test_a_code_of_the_suite_hides_no_wording() -> None:
    house = make_house()
    note_action(house, title="Revoir les comptes", number="")
    content = workbook([["Code", "Libellé diffusable"], ["PAQ-12", "Revoir les comptes"]])
    plan = looked_at(house, choose(house, send(house, content)))
    assert plan.rows[0].matched_by == "title"


def test_a_dash_is_nobody_s_number() -> None:
    house = make_house()
    note_action(house, title="Revoir les comptes", number="-")
    content = workbook(
        [["Numéro dans le PAQ", "Libellé diffusable"], ["–", "Une autre action"], ["", "…"]]
    )
    plan = looked_at(house, choose(house, send(house, content)))
    assert [one.is_new for one in plan.rows] == [True, True]


@pytest.mark.parametrize("data", [{"relire": "1"}, {"every": "rien"}])
def test_a_conflict_settled_stays_settled_when_the_page_comes_back(data: dict[str, str]) -> None:
    house = make_house()
    action, draft = in_conflict(house)
    name = f"choix:{action.pk}:sponsor_name"
    page = f"/etablissements/{house.finess}/paq/import/{draft.pk}/"
    html = client_of(house.rssi).post(page, {name: "fichier", "every": "hygie", **data}).content
    assert f'name="{name}" value="fichier" checked' in html.decode()
    assert f'name="{name}" value="hygie" checked' not in html.decode()


def test_the_file_does_not_win_over_what_nobody_saw() -> None:
    house = make_house()
    action, draft = in_conflict(house)
    page = f"/etablissements/{house.finess}/paq/import/{draft.pk}/"
    client = client_of(house.rssi)
    shown = client.get(page).context["seen"]
    change(house, action, sponsor_name="Direction des soins")
    sent = client.post(page, {"every": "fichier", "vus": shown})
    assert sent.status_code == 422
    assert "Le plan a changé depuis" in sent.content.decode()
    assert stored(action)["sponsor_name"] == "Direction des soins"
    assert client.post(page, {"every": "fichier", "vus": sent.context["seen"]}).status_code == 303
    assert stored(action)["sponsor_name"] == "DSI"


def test_a_choice_made_on_the_page_that_was_seen_is_taken() -> None:
    house = make_house()
    action, draft = in_conflict(house)
    seen = seen_mark(draft, known_of(house.unit))
    take(house, draft, choices={(str(action.pk), "sponsor_name"): TAKE_FILE}, seen=seen)
    assert stored(action)["sponsor_name"] == "DSI"


def closed(house: House) -> PlanAction:
    action = note_action(house, state=State.ACCEPTED)
    services.action_move(
        **house.who, action_id=action.pk, expected_version=1, to_state=State.CANCELLED, reason="x"
    )
    return action


def test_the_progress_of_a_closed_action_is_refused_and_not_counted() -> None:
    house = make_house()
    action = closed(house)
    table = exported(house)
    put(table, action.title, "progress", 60)
    plan = looked_at(house, send(house, workbook(table)))
    assert "son avancement ne change plus" in plan.rows[0].errors["progress"]
    give_back(house, table)
    assert stored(action)["progress"] == 0


def test_an_action_closed_by_the_file_says_the_progress_that_it_will_have() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    table = exported(house)
    put(table, action.title, "state", "Réalisée")
    put(table, action.title, "progress", 60)
    assert looked_at(house, send(house, workbook(table))).rows[0].changes["progress"] == 100
    give_back(house, table)
    assert (stored(action)["state"], stored(action)["progress"]) == (State.DONE, 100)


def test_progress_that_begins_an_action_says_its_state_in_the_journal() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED)
    table = exported(house)
    put(table, action.title, "progress", 10)
    give_back(house, table)
    entry = Entry.objects.about("plan_action", action.pk).get(verb="plan_action.imported")
    assert entry.data["moved"]["state"] == ["accepted", "in_progress"]


def test_a_new_part_of_a_closed_action_is_refused() -> None:
    house = make_house()
    action = closed(house)
    rows = [["Libellé diffusable", "Sous-action de"], ["Une part", action.code]]
    plan = looked_at(house, choose(house, send(house, workbook(rows))))
    assert "close" in plan.rows[0].errors["parent"]


def test_cells_merged_beside_the_table_are_left_aside() -> None:
    def merged(sheet: Any, book: Any) -> None:
        sheet.merge_range(1, 12, 2, 13, "")

    house = make_house()
    content = workbook([["Libellé", "Pilote"], ["Un", "Anne"], ["Deux", "Bob"]], merged)
    plan = looked_at(house, choose(house, send(house, content)))
    assert [one.changes["title"] for one in plan.rows] == ["Un", "Deux"]


def test_a_quote_never_closed_is_told() -> None:
    house = make_house()
    content = 'Libellé;Pilote\nUn;Anne\nDeux;"' + "Bob\n" * 60_000
    with pytest.raises(ServiceRefusal, match="plan_file_quotes"):
        send(house, content.encode(), "paq.csv")
    assert not PlanImport.objects.exists()


def test_the_separator_is_that_of_the_table_and_not_of_its_title() -> None:
    house = make_house()
    content = "PAQ, version du 1er mars, service qualité, 2026\nLibellé;Pilote\nUn;Anne\n"
    plan = looked_at(house, choose(house, send(house, content.encode(), "paq.csv")))
    assert plan.rows[0].changes["pilote_name"] == "Anne"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_the_unicode_text_of_excel_is_read(encoding: str) -> None:
    house = make_house()
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    content = f"{mark}Libellé\tPilote\r\nRévision\tZoé\r\n".encode(encoding)
    plan = looked_at(house, choose(house, send(house, content, "paq.txt")))
    assert plan.rows[0].changes["title"] == "Révision"


def test_one_short_row_does_not_turn_a_share_into_one_percent() -> None:
    house = make_house()
    content = "Libellé;Avancement\nUn;1\nDeux;0,4\nTrois\n".encode()
    plan = looked_at(house, choose(house, send(house, content, "paq.csv")))
    assert [one.row.values["progress"] for one in plan.rows] == [100, 40, None]


@pytest.mark.parametrize("text", ["01/03/1999", "31/12/9999"])
def test_a_day_out_of_the_years_of_the_forms_is_told(text: str) -> None:
    house = make_house()
    content = workbook([["Libellé", "Échéance"], ["Un", text]])
    plan = looked_at(house, choose(house, send(house, content)))
    assert "hors des années tenues" in plan.rows[0].errors["current_due_on"]


def test_an_action_due_at_the_end_of_the_calendar_comes_back() -> None:
    house = make_house()
    action = note_action(house, state=State.ACCEPTED, recurs_every_months=12, due_on=date.max)
    services.action_move(**house.who, action_id=action.pk, expected_version=1, to_state=State.DONE)
    following = PlanAction.objects.get(previous=action)
    assert following.due_on == following.created_on.replace(year=following.created_on.year + 1)


def test_a_new_row_already_verified_says_that_it_is_taken_as_done() -> None:
    house = make_house()
    rows = [["Libellé diffusable", "État", "Pilote"], ["Un", "Vérifiée", "Anne"]]
    draft = choose(house, send(house, workbook(rows)))
    page = client_of(house.rssi).get(f"/etablissements/{house.finess}/paq/import/{draft.pk}/")
    assert "Vérifiée&nbsp;» dans le fichier" in page.content.decode()
    take(house, draft)
    assert PlanAction.objects.get().state == State.DONE
    assert verbs(PlanAction.objects.get()) == ["plan_action.recorded"]


def test_a_report_cut_says_so() -> None:
    house = make_house()
    rows = [["Libellé diffusable", "Échéance"], *(["Un", "jamais"] for _ in range(502))]
    draft = choose(house, send(house, workbook(rows)))
    take(house, draft)
    page = client_of(house.rssi).get(f"/etablissements/{house.finess}/paq/import/{draft.pk}/")
    html = page.content.decode()
    assert "et 2 autres, non gardées dans ce compte rendu" in html.replace("\xa0", " ")
    assert "ces lignes n’ont pas été prises" in html
