"""The first entry: which establishment, then its 25 lines."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hygie.compliance.first_run.forms import SetUpForm
from hygie.compliance.first_run.page import Page
from hygie.compliance.first_run.services import (
    LinesRefused,
    Saved,
    first_run_save,
    first_unit_set_up,
)
from hygie.compliance.first_run.setting_up import candidates, has_imported
from hygie.organisations.models import Organisation
from hygie.organisations.policies import admin_view, unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Role, Room
from hygie.organisations.selectors import is_unused
from hygie.web.edge import attempt
from hygie.web.formats import day_short, plural
from hygie.web.http import see_other


@unit_view(Room.STATUS, write=Right.READ)
def first_run(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The lines of the rooms that the person may write: each saved with the others, or none."""
    page = Page(request.scope, unit, request.POST if request.method == "POST" else None)
    if request.method == "POST" and page.lines and page.is_valid():
        try:
            saved = first_run_save(
                scope=request.scope,
                acting_user=request.user,
                unit=unit,
                page_id=page.page_id,
                answers=page.answers,
            )
        except LinesRefused as refused:
            page.refuse(refused)
        else:
            messages.success(request, said(saved))
            if page.approximate:
                messages.info(request, said_of_months(page.approximate))
            return see_other("compliance:status", unit.finess)
    status = 422 if request.method == "POST" else 200
    return render(request, "compliance/first_run.html", {"page": page}, status=status)


def said(saved: Saved) -> str:
    """How many lines were noted, for the page of the situation."""
    noted, unknown = saved
    text = f"{noted or 'Aucune'} ligne{plural(noted)} notée{plural(noted)}"
    if unknown:
        text += f", {unknown} à préciser"
    return f"{text}. La situation ci-dessous en tient compte."


def said_of_months(approximate: list[tuple[str, date]]) -> str:
    """Which days were taken for a month given alone."""
    days = ", ".join(f"{code} au {day_short(day)}" for code, day in approximate)
    return f"Jour inconnu, noté de mémoire au dernier jour du mois\u00a0: {days}."


def set_up_form(data: Any, known: Organisation | None, text: str) -> SetUpForm:
    """The form for an imported establishment, or for one written by hand from what was typed."""
    initial = {"finess": known.finess if known else text if text.isdigit() else ""}
    return SetUpForm(data, known=known.name if known else "", initial=initial)


@admin_view
def set_up(request: HygieRequest) -> HttpResponseBase:
    """« Quel est votre établissement ? »: chosen among the imported ones, or written by hand."""
    if not is_unused():
        return redirect("organisations:admin")
    text = request.GET.get("q", "").strip()[:100]
    known = next(iter(candidates(request.GET.get("etablissement", ""))), None)
    form = set_up_form(request.POST or None, known, text)
    if request.method == "POST" and form.is_valid():
        unit = attempt(
            form,
            first_unit_set_up,
            scope=request.scope,
            acting_user=request.user,
            finess=form.cleaned_data["finess"],
            values=form.unit_values,
            roles=[Role(role) for role in form.cleaned_data["roles"]],
        )
        if unit is not None:
            return see_other("compliance:first-run", unit.finess)
    found = [] if known else candidates(text)
    context: dict[str, Any] = {"form": form, "known": known, "text": text, "candidates": found}
    context["has_imported"] = has_imported()
    status = 422 if form.errors else 200
    return render(request, "compliance/first_run_set_up.html", context, status=status)
