"""The screens of a computation: the shared kit, and its results beside what is noted."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from hygie.digital_budget import selectors
from hygie.digital_budget.forms import ComputationEditForm, ComputationForm
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import OBLIGATIONS
from hygie.documents.fact_pages import FactPages
from hygie.organisations.days import looked_on
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.web.formats import euros

APP, BACK, ROOT = "digital_budget", "digital_budget:list", "budget-numerique"


class ComputationPages(FactPages):
    """Shows the share, its formula and what to check."""

    def more(self, request: HygieRequest, unit: Organisation, fact: Fact) -> dict[str, Any]:
        entry_url = reverse(f"{APP}:entry", args=[unit.finess, fact.pk])
        return {
            "result": selectors.result_of(unit, fact.pk, looked_on(request)),
            "entry_url": entry_url,
        }

    def rows(self, fact: Fact) -> list[dict[str, Any]]:
        """What is given, and the answers even when nobody knows."""
        rows = []
        for name in (*ComputationEditForm.Meta.fields, "provenance", "note"):
            field = fact._meta.get_field(name)
            value: Any = getattr(fact, name)
            is_answer = field.get_internal_type() == "BooleanField"
            if value in (None, "") and not is_answer:
                continue
            if name == "provenance":
                value = fact.get_provenance_display()  # type: ignore[attr-defined]  # Django's
            elif is_answer:
                value = {True: "oui", False: "non", None: "on ne sait pas"}[value]
            elif isinstance(value, Decimal) and not name.startswith(("etp", "own_", "total_")):
                value = euros(value)
            elif isinstance(value, int):
                value = str(value)
            label = str(field.verbose_name)  # type: ignore[union-attr]  # a plain field
            rows.append({"label": label[:1].upper() + label[1:], "value": value})
        return rows


COMPUTATION = ComputationPages(
    BudgetComputation,
    ComputationForm,
    ComputationEditForm,
    APP,
    "computation",
    ROOT,
    BACK,
    "Noter le calcul d’un exercice budgétaire",
    OBLIGATIONS,
    "digital_budget/computation_detail.html",
)
