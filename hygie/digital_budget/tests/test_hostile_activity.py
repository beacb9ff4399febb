"""Activities that no establishment has: refused at their field, the page stays."""

import pytest

from hygie.digital_budget.models import BudgetComputation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["-1", "0"])
def test_activities_below_or_at_nothing_are_refused(number: str) -> None:
    unit = make_unit()
    url = f"/etablissements/{unit.finess}/budget-numerique/noter/"
    client = client_of(member(unit, Role.DAF))
    names = [field.name for field in BudgetComputation._meta.concrete_fields]
    answer = client.post(url, dict.fromkeys(names, number))
    assert answer.status_code == 422
    assert not BudgetComputation.objects.exists()
