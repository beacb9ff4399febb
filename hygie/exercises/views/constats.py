"""Deciding of the constats of a RETEX, one after the other."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse

from hygie.exercises import retex_selectors as selectors
from hygie.exercises.forms.retex import ConstatForm, ConstatNewForm
from hygie.exercises.models import Constat, Retex
from hygie.exercises.retex_selectors import COMMON
from hygie.exercises.services.constats import constat_add, constat_decide
from hygie.exercises.views import fetch_retex as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other

ANCHOR = "constats"
DONE = {
    Constat.Decision.ACCEPTED: "C’est retenu.",
    Constat.Decision.REFUSED: "C’est écarté.",
    Constat.Decision.OPEN: "C’est laissé à décider.",
}


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_constat(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str, constat_id: UUID
) -> HttpResponse:
    """Keeps one constat, with its action of the PAQ, or sets it aside; then the next one."""
    retex = fetch.being_written(unit, run_id, which)
    constat = fetch.constat(retex, constat_id)
    may_plan = fetch.may_plan(request, unit)
    form = _form(constat, may_plan, sent(request))
    if request.method == "POST" and form.is_valid():
        decided = attempt(
            form,
            constat_decide,
            **fetch.of_retex(request, unit, retex),
            constat_id=constat_id,
            expected_version=form.cleaned_data["version"],
            **form.values(),
        )
        if decided is not None:
            messages.success(request, DONE[Constat.Decision(decided.decision)])
            return see_other(_next(unit, retex, which, decided))
    stored = partial(_stored, unit, run_id, which, constat_id, may_plan)
    title = f"{constat.get_kind_display().capitalize()} à décider"
    page = fetch.form_context(unit, retex, which, title, "Enregistrer", ANCHOR)
    left = retex.constats.filter(decision=Constat.Decision.OPEN).count()
    page |= {"constat": constat, "left": left, "may_plan": may_plan}
    return form_page(request, form, template="exercises/retex/constat.html", stored=stored, **page)


def _form(constat: Constat, may_plan: bool, data: Any = None) -> ConstatForm:
    has_action = selectors.has_action(constat)
    return ConstatForm(data, constat=constat, may_plan=may_plan, has_action=has_action)


def _stored(
    unit: Organisation,
    run_id: UUID,
    which: str,
    constat_id: UUID,
    may_plan: bool,
) -> ConstatForm:
    retex = fetch.being_written(unit, run_id, which)
    return _form(fetch.constat(retex, constat_id), may_plan)


def _next(unit: Organisation, retex: Retex, which: str, decided: Constat) -> str:
    """The next constat to decide, unless this one was left; else the RETEX."""
    following = selectors.next_open(retex)
    if following is None or decided.decision == Constat.Decision.OPEN:
        return fetch.page_url(unit, retex, ANCHOR)
    return fetch.constat_url(unit, retex, which, following)


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_constat_new(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str
) -> HttpResponse:
    """A constat in a person's own words."""
    retex = fetch.being_written(unit, run_id, which)
    may_plan = fetch.may_plan(request, unit)
    form = ConstatNewForm(sent(request), common=which == COMMON, may_plan=may_plan)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            constat_add,
            **fetch.of_retex(request, unit, retex),
            new_id=form.cleaned_data["new_id"],
            **form.values(),
        )
        if made is not None:
            messages.success(request, "Le constat est ajouté.")
            return see_other(fetch.page_url(unit, retex, ANCHOR))
    page = fetch.form_context(unit, retex, which, "Ajouter un constat", "Ajouter", ANCHOR)
    return form_page(request, form, **page)
