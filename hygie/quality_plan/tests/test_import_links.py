"""Rows that lost their id, rows that are parts of others, actions that come back."""

from typing import Any

import pytest

from hygie.accounts.models import User
from hygie.organisations.rights import Role
from hygie.quality_plan import services
from hygie.quality_plan.enums import Recurrence, State
from hygie.quality_plan.exchange.cells import value_of
from hygie.quality_plan.models import PlanAction, PlanNumber
from hygie.quality_plan.tests.plan import make_house, make_two_houses, note_action, stored
from hygie.quality_plan.tests.suite import (
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
from tests.cast import TODAY, client_of, make_user, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

HEADINGS = ["Libellé diffusable", "Numéro dans le PAQ", "Pilote", "Sous-action de", "Revient"]


def new_rows(*rows: list[Any]) -> bytes:
    return workbook([HEADINGS, *rows])


def test_parts_and_rhythm_go_out_and_come_back_untouched() -> None:
    house = make_house()
    whole = note_action(house, title="Tout", recurs_every_months=Recurrence.YEARLY)
    note_action(house, title="Partie", number="", parent=whole)
    table = exported(house)
    assert whole.code in table[2]
    assert "Tous les ans" in table[1]
    for content, name in ((workbook(table), "paq.xlsx"), (exported_csv(house), "paq.csv")):
        seen = looked_at(house, send(house, content, name))
        assert seen.counts == {"same": 2, "conflicts": 0, "kept": 0}


def test_a_new_row_is_a_part_of_an_action_or_of_another_row() -> None:
    house = make_house()
    whole = note_action(house, title="Là", number="P-1")
    draft = send(
        house,
        new_rows(
            ["Partie de là, par son code", "", "", whole.code, ""],
            ["Partie de là, par son numéro", "", "", "P-1", ""],
            ["Partie de là, par son identifiant", "", "", str(whole.pk), ""],
            ["Partie de la ligne 6", "", "", "Q-1", ""],
            ["Neuve", "Q-1", "", "", "annuelle"],
        ),
    )
    take(house, choose(house, draft))
    neuve = PlanAction.objects.get(title="Neuve")
    assert neuve.recurs_every_months == Recurrence.YEARLY
    assert PlanAction.objects.get(title="Partie de la ligne 6").parent == neuve
    assert whole.parts.count() == 3


def test_a_file_moves_an_action_under_another_and_out() -> None:
    house = make_house()
    whole = note_action(house, title="Tout", number="1")
    part = note_action(house, title="Partie", number="2")
    table = exported(house)
    put(table, "Partie", "parent", whole.code)
    put(table, "Partie", "recurs_every_months", "Tous les trimestres")
    give_back(house, table)
    kept = stored(part)
    assert (kept["parent_id"], kept["recurs_every_months"]) == (whole.pk, 3)
    table = exported(house)
    put(table, "Partie", "parent", "")
    put(table, "Partie", "recurs_every_months", "")
    give_back(house, table)
    kept = stored(part)
    assert (kept["parent_id"], kept["recurs_every_months"]) == (None, None)


def test_a_part_that_cannot_be_is_told_and_its_row_left() -> None:
    support, part = make_two_houses()
    shared = note_action(support, title="Commune", units=[support.unit, part.unit], number="")
    whole = note_action(part, title="Tout", number="1")
    note_action(part, title="Partie", number="2", parent=whole)
    draft = send(
        part,
        new_rows(
            ["De rien", "", "", "ZZ-9", ""],
            ["De la partie", "", "", "2", ""],
            ["De la commune", "", "", str(shared.pk), ""],
            ["De soi", "Q-1", "", "Q-1", ""],
            ["De la fautive", "", "", "Q-2", ""],
            ["Fautive", "Q-2", "", "", "au printemps"],
        ),
    )
    choose(part, draft)
    rows = {one.row.values["title"]: one.errors for one in looked_at(part, draft).rows}
    assert "Aucune action" in rows["De rien"]["parent"]
    assert "pas elle-même" in rows["De la partie"]["parent"]
    assert "CH support" in rows["De la commune"]["parent"]
    assert "propre sous-action" in rows["De soi"]["parent"]
    assert "ligne 7" in rows["De la fautive"]["parent"]
    assert "rythme" in rows["Fautive"]["recurs_every_months"]
    take(part, draft)
    assert PlanAction.objects.count() == 3


def test_an_action_with_parts_does_not_become_one() -> None:
    house = make_house()
    whole = note_action(house, title="Tout", number="1")
    note_action(house, title="Partie", number="2", parent=whole)
    other = note_action(house, title="Autre", number="3")
    table = exported(house)
    put(table, "Tout", "parent", other.code)
    draft = send(house, workbook(table))
    errors = [one.errors for one in looked_at(house, draft).rows if one.errors]
    assert "sous-actions" in errors[0]["parent"]
    take(house, draft)
    assert stored(whole)["parent_id"] is None


@pytest.mark.parametrize(
    ("text", "months"),
    [("Tous les mois", 1), ("trimestrielle", 3), ("6", 6), ("ANNUEL", 12), ("jamais", None),
     ("", None)],
)  # fmt: skip
def test_rhythms_as_files_write_them(text: str, months: int | None) -> None:
    assert value_of("recurs_every_months", text, TODAY) == months


def test_a_number_that_the_suite_has_just_given_goes_to_the_action_of_that_wording() -> None:
    house = make_house()
    action = note_action(house, title="Revoir l’annuaire", number="")
    table = exported(house)
    put(table, action.title, "number", "Q-77")
    draft = send(house, workbook(without(table, "id", "code", "base")))
    take(house, choose(house, draft))
    assert PlanNumber.objects.get(action=action).number == "Q-77"
    assert PlanAction.objects.count() == 1


def test_another_number_under_the_same_wording_is_another_action() -> None:
    house = make_house()
    note_action(house, title="Former", number="Q-1")
    draft = send(house, new_rows(["Former", "Q-2", "", "", ""]))
    take(house, choose(house, draft))
    assert PlanAction.objects.filter(title="Former").count() == 2


def test_what_was_matched_without_id_is_shown_and_may_be_refused() -> None:
    house = make_house()
    action = note_action(house, title="Former", number="", sponsor_name="")
    draft = send(house, workbook([["Libellé diffusable", "Commanditaire"], ["Former", "DG"]]))
    choose(house, draft)
    client = client_of(house.rssi)
    place = f"/etablissements/{house.finess}/paq/import/{draft.pk}/"
    html = client.get(place).content.decode()
    assert "Rapprochées sans identifiant" in html
    assert "son libellé" in html
    assert 'name="autre:2"' in html
    again = client.post(place, {"autre:2": "1", "relire": "1", "every": "hygie"})
    assert 'name="autre:2" value="1" checked' in again.content.decode()
    assert client.post(place, {"autre:2": "1", "every": "hygie"}).status_code == 303
    assert stored(action)["sponsor_name"] == ""
    assert PlanAction.objects.exclude(pk=action.pk).get().sponsor_name == "DG"


def test_a_row_with_its_id_cannot_be_refused() -> None:
    house = make_house()
    action = note_action(house)
    table = exported(house)
    put(table, action.title, "sponsor_name", "DG")
    take(house, send(house, workbook(table)), others={2})
    assert stored(action)["sponsor_name"] == "DG"
    assert PlanAction.objects.count() == 1


def test_the_action_of_a_pilote_who_left_goes_to_the_one_that_the_file_names() -> None:
    house = make_house()
    left = member(house.unit, Role.DSI)
    action = note_action(house, pilote=left, pilote_name="", state=State.ACCEPTED)
    following = member(house.unit, Role.DSI, user=make_user("Bob Martin"))
    table = exported(house)
    User.objects.filter(pk=left.pk).update(is_active=False)
    put(table, action.title, "pilote_name", "Bob MARTIN")
    draft = give_back(house, table)
    kept = stored(action)
    assert (kept["pilote_name"], kept["pilote_id"]) == ("Bob MARTIN", following.pk)
    services.import_undo(**house.who, import_id=draft.pk, reason="Essai")
    assert stored(action)["pilote_id"] == left.pk


def test_a_pilote_who_left_is_a_name_without_account() -> None:
    house = make_house()
    left = member(house.unit, Role.DSI, user=make_user("Anne Roy"))
    User.objects.filter(pk=left.pk).update(is_active=False)
    for name in ("Jean Un", "Jean Un"):
        member(house.unit, Role.DSI, user=make_user(name))
    draft = send(
        house, new_rows(["Former", "", "Anne Roy", "", ""], ["Relire", "", "Jean Un", "", ""])
    )
    take(house, choose(house, draft))
    found = set(PlanAction.objects.values_list("pilote_name", "pilote"))
    assert found == {("Anne Roy", None), ("Jean Un", None)}  # two people of one name are nobody
