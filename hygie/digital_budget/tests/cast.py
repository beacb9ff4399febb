"""What the tests of the room share: the public hospital of example E1."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from hygie.accounts.models import User
from hygie.digital_budget import services
from hygie.digital_budget.models import BudgetComputation
from hygie.journal.models import Entry
from hygie.obligations.selectors import statuses_on
from hygie.organisations.models import Organisation
from tests.cast import TODAY, scope_of

HTML = "<script>alert(1)</script>"
COMPUTED = date(2026, 4, 10)
MILLION = Decimal(1_000_000)
E1: dict[str, Any] = {
    "charges_t1": 128 * MILLION,
    "charges_t2": 34 * MILLION,
    "charges_t3": 21 * MILLION,
    "charges_t4": 12 * MILLION,
    "digital_t1": Decimal("1240000"),
    "digital_t2": Decimal("180000"),
    "digital_t3": Decimal("1580000"),
    "digital_t4": Decimal("500000"),
}
# What a person sends from the form for E1.
SENT: dict[str, Any] = {
    "fiscal_year": "2025",
    "provenance": "memory",
    "charges_t1": "128 000 000,00",
    "charges_t2": "34 000 000 €",
    "charges_t3": "21000000",
    "charges_t4": "12 000 000",
    "digital_t1": "1 240 000,00",
    "digital_t2": "180 000",
    "digital_t3": "1 580 000",
    "digital_t4": "500 000",
    "etp_ssi_own": "1,5",
    "computed_on": "10/04/2026",
}


def who(user: User, unit: Organisation) -> dict[str, Any]:
    return {"scope": scope_of(user), "acting_user": user, "unit": unit}


def url(unit: Organisation, end: str = "") -> str:
    return f"/etablissements/{unit.finess}/budget-numerique/{end}"


def sent(**values: Any) -> dict[str, Any]:
    return {"new_id": str(uuid4()), **SENT, **values}


def record(user: User, unit: Organisation, **values: Any) -> BudgetComputation:
    """The computation of 2025, unless told otherwise."""
    return services.computation_record(**who(user, unit), **{"fiscal_year": 2025, **values})


def status(unit: Organisation, code: str, day: date = TODAY) -> str:
    """The stored status of one obligation."""
    return str(statuses_on([unit.pk], day).get(obligation=code).status)


def verbs(fact: Any) -> list[str]:
    """The journal of a computation, oldest first."""
    entries = Entry.objects.about(fact.fact_kind, fact.pk)
    return [entry.verb for entry in reversed(entries)]
