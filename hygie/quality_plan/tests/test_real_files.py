"""Files that LibreOffice really saved, in French: see `data/README.md`."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from hygie.quality_plan.enums import State
from hygie.quality_plan.models import ActionPostponement, PlanAction
from hygie.quality_plan.tests.plan import House, make_house, note_action, stored
from hygie.quality_plan.tests.suite import choose, looked_at, send, take
from tests.cast import client_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(today.__name__)]

DATA = Path(__file__).resolve().parent / "data"
WHOLE, PART, ALONE = (UUID(int=rank) for rank in (1, 2, 3))


def file_of(name: str) -> bytes:
    return (DATA / name).read_bytes()


def house_of_the_export() -> House:
    """The three actions that `export_edited.xlsx` was exported from."""
    house = make_house()
    whole = note_action(
        house, new_id=WHOLE, title="Revoir l’annuaire", number="2026-7", pilote_name="Zoé Müller",
        state=State.ACCEPTED, due_on=date(2027, 3, 31), cost_eur="1250.50", recurs_every_months=12,
    )  # fmt: skip
    note_action(
        house, new_id=PART, title="Annuaire papier", number="", parent=whole,
        due_on=date(2027, 2, 28),
    )  # fmt: skip
    note_action(house, new_id=ALONE, title="Former", number="2026-8", due_on=date(2027, 6, 30))
    return house


def test_an_export_edited_in_libreoffice_says_what_was_changed_and_no_more() -> None:
    house = house_of_the_export()
    draft = send(house, file_of("export_edited.xlsx"))
    assert draft.is_mapped
    plan = looked_at(house, draft)
    assert not [one.errors for one in plan.rows if one.errors]
    changes = {one.action.pk: set(one.changes) for one in plan.rows if one.action}
    assert changes == {
        WHOLE: {"cost_eur", "progress", "state"},
        PART: {"pilote_name"},
        ALONE: {"current_due_on"},
    }
    assert (plan.counts["new"], plan.counts["conflicts"], plan.counts["kept"]) == (1, 0, 0)
    take(house, draft)
    whole = stored(PlanAction.objects.get(pk=WHOLE))
    assert (whole["cost_eur"], whole["progress"]) == (Decimal("1300.75"), 40)
    assert (whole["state"], whole["recurs_every_months"]) == ("in_progress", 12)
    assert ActionPostponement.objects.get().reason == "Marché infructueux"
    added = PlanAction.objects.get(title="Tester la sauvegarde")
    assert (added.parent_id, added.due_on) == (ALONE, date(2027, 5, 31))
    again = looked_at(house, send(house, file_of("export_edited.xlsx")))
    assert again.counts["change"] == again.counts["conflicts"] == again.counts["new"] == 0


def test_the_template_filled_in_libreoffice_enters_the_plan() -> None:
    house = make_house()
    draft = send(house, file_of("template_filled.xlsx"))
    assert draft.is_mapped
    take(house, draft)
    whole = PlanAction.objects.get(title="Cartographier")
    part = PlanAction.objects.get(title="Cartographier les flux")
    assert (whole.due_on, whole.pilote_name) == (date(2027, 4, 30), "Ève")
    assert whole.recurs_every_months == 12
    assert (part.parent, part.cost_eur) == (whole, Decimal("2000.00"))


@pytest.mark.parametrize("name", ["own_paq.xlsx", "own_paq.csv"])
def test_an_own_paq_saved_by_libreoffice(name: str) -> None:
    house = make_house()
    draft = send(house, file_of(name), name)
    assert not draft.is_mapped
    assert draft.columns == {
        0: "number", 1: "title", 2: "pilote_name", 3: "current_due_on", 5: "progress",
        6: "cost_eur",
    }  # fmt: skip
    choose(house, draft, column="4", words="cyber")
    take(house, draft)
    first, second = PlanAction.objects.order_by("current_due_on")
    assert (first.title, first.pilote_name) == ("Former les équipes", "Zoé")
    assert (first.current_due_on, first.progress) == (date(2027, 3, 1), 40)
    assert (first.cost_eur, second.cost_eur) == (Decimal("1250.50"), Decimal("1000.25"))
    assert second.current_due_on == date(2027, 4, 15)


def test_the_first_values_are_shown_as_a_french_spreadsheet_does() -> None:
    house = make_house()
    draft = send(house, file_of("own_paq.xlsx"))
    place = f"/etablissements/{house.finess}/paq/import/{draft.pk}/colonnes/"
    html = client_of(house.rssi).get(place).content.decode()
    assert "01/03/2027 · 15/04/2027" in html
    assert "0,4 · 1" in html
    assert "1 250,50 € · 1000,25" in html


def test_what_libreoffice_computed_merged_and_hid_is_told() -> None:
    house = make_house()
    draft = send(house, file_of("own_paq.xlsx"))
    told = " ".join(draft.notes)
    assert "masquées" in told
    assert "calculées" in told
    assert "C4:C5" in told
    rows = looked_at(house, draft).rows
    assert [one.row.values["pilote_name"] for one in rows] == ["Zoé", "Zoé", "Bob"]
