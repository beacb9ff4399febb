"""The screens of a computation: the shared kit, and its results beside what is noted."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from hygie.digital_budget import selectors
from hygie.digital_budget.forms import ComputationEditForm, ComputationForm
from hygie.digital_budget.models import BudgetComputation
from hygie.digital_budget.services import OBLIGATIONS
from hygie.documents.fact_pages import FactPages
from hygie.organisations.days import looked_on
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.web.formats import euros, grouped

APP, BACK, ROOT = "digital_budget", "digital_budget:list", "budget-numerique"
ANSWERED = (
    "has_shared_spending",
    "shared_by_combined_activity",
    "follows_note_2019_207",
    "has_non_sanitary_structures",
    "counts_whole_expense",
)


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
        names = (*ComputationEditForm.Meta.fields, "provenance", "note")
        fields = forms.fields_for_model(BudgetComputation, names)
        for name in names:
            value: Any = getattr(fact, name)
            is_answer = name in ANSWERED
            if value in (None, "") and not is_answer:
                continue
            if name == "provenance":
                value = fact.get_provenance_display()
            elif is_answer:
                value = {True: "oui", False: "non", None: "on ne sait pas"}[value]
            elif isinstance(value, Decimal):
                is_amount = not name.startswith(("etp", "own_", "total_"))
                value = euros(value) if is_amount else grouped(value.normalize())
            elif isinstance(value, int):
                value = str(value)
            rows.append({"label": str(fields[name].label), "value": value})
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
    "digital_budget/computation_form.html",
)
