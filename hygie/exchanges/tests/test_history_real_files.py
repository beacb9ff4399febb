"""Files that a real spreadsheet program saved: read whole, or their faults said by cell."""

from decimal import Decimal
from pathlib import Path

import pytest

from hygie.audits.models import AdsResult
from hygie.digital_budget.models import BudgetComputation
from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history import words
from hygie.exchanges.tests.files import ROWS_OF_FULL, cell, confirm, faults, read
from hygie.exercises.models import Exercise
from hygie.organisations.rights import Role
from tests.cast import make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]
DATA = Path(__file__).parent / "data"


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def dsi(unit):
    return member(unit, Role.DSI)


@pytest.mark.parametrize("name", ["libreoffice.xlsx", "libreoffice-par-ods.xlsx"])
def test_a_file_saved_by_libreoffice_is_written_whole(unit, dsi, name):
    history = read(dsi, unit, (DATA / name).read_bytes())
    assert faults(history) == []
    warned = {(sheet, text) for sheet, _, text in faults(history, warning=True)}
    assert ("Exercices", words.HIDDEN_COLUMN) in warned
    assert ("BIA", words.HIDDEN_ROWS) in warned
    confirm(dsi, unit, history)
    assert history.rows.filter(outcome=Outcome.WRITTEN).count() == ROWS_OF_FULL
    history.refresh_from_db()
    assert history.state == State.DONE
    assert Exercise.objects.get(title="Rançongiciel aux urgences").participants == 24
    assert set(AdsResult.objects.values_list("level", flat=True)) == {2, 3}
    budget = BudgetComputation.objects.get()
    assert budget.charges_total == Decimal("12345678.90")
    assert (budget.digital_t1, budget.digital_t4) == (Decimal("100000.10"), Decimal("1234.50"))


def test_merged_cells_and_formulas_saved_by_libreoffice_are_said(unit, dsi):
    history = read(dsi, unit, (DATA / "libreoffice-fautes.xlsx").read_bytes())
    assert faults(history) == [
        ("Exercices", "B2:C2", words.MERGED),
        ("Budgets", cell("budgets", "charges_total"), words.FORMULA),
        ("Budgets", cell("budgets", "digital_t1"), words.FORMULA),
    ]
    assert not history.rows.exists()
