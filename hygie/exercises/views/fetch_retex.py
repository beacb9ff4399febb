"""What the views of a RETEX fetch with the right, and the shape of their pages."""

from typing import Any
from uuid import UUID

from django.http import Http404

from hygie.exercises import retex_selectors as selectors
from hygie.exercises.models import Constat, Retex, Run
from hygie.exercises.retex_selectors import COMMON, OWN, WHICH
from hygie.exercises.views.fetch_runs import UNKNOWN, crumbs, of_run
from hygie.exercises.views.fetch_scenarios import ROOM, may_write
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.web.paths import path_of

__all__ = ["ROOM", "of_run"]


def over(unit: Organisation, run_id: UUID, which: str) -> Run:
    """An exercise that the unit leads or plays in; the common RETEX is for who leads several."""
    run = selectors.run_shared(unit, run_id)
    if run is None or which not in WHICH:
        raise Http404(UNKNOWN)
    if which == COMMON and (run.bearer_id != unit.pk or run.establishments < 2):
        raise Http404("Cet exercice n’a pas de RETEX commun.")
    found: Run = run
    return found


def made(unit: Organisation, run_id: UUID, which: str) -> Retex:
    """A RETEX that exists."""
    run = over(unit, run_id, which)
    retex = selectors.retex_of(run, unit, common=which == COMMON)
    if retex is None:
        raise Http404("Ce RETEX n’est pas encore préparé.")
    return retex


def being_written(unit: Organisation, run_id: UUID, which: str) -> Retex:
    """A RETEX not yet validated."""
    retex = made(unit, run_id, which)
    if retex.is_validated:
        raise Http404("Ce RETEX est validé\u00a0: il ne change plus.")
    return retex


def constat(retex: Retex, constat_id: UUID) -> Constat:
    found = selectors.constat_read(retex, constat_id)
    if found is None:
        raise Http404("Ce constat n’est pas de ce RETEX.")
    return found


def of_retex(request: HygieRequest, unit: Organisation, retex: Retex) -> dict[str, Any]:
    """What every service about a RETEX takes."""
    return {**of_run(request, unit, retex.run_id), "common": retex.is_common}


def may_plan(request: HygieRequest, unit: Organisation) -> bool:
    return request.scope.may(unit, Room.QUALITY_PLAN, Right.WRITE)


def page_url(unit: Organisation, retex: Retex, anchor: str = "") -> str:
    """The page of the RETEX, at one of its parts."""
    which = COMMON if retex.is_common else OWN
    path = path_of("exercises:run-retex", unit.finess, retex.run_id, which)
    return f"{path}#{anchor}" if anchor else path


def name_of(which: str) -> str:
    return "RETEX commun" if which == COMMON else "RETEX"


def page_context(request: HygieRequest, unit: Organisation, run: Run, which: str) -> dict[str, Any]:
    """What the page of a RETEX takes."""
    shared = getattr(run, "establishments", 1) > 1
    return {
        "run": run,
        "which": which,
        "other": {OWN: COMMON, COMMON: OWN}[which] if shared and run.bearer_id == unit.pk else "",
        "is_shared": shared,
        "may_write": may_write(request, unit),
        "leads": run.bearer_id == unit.pk,
        "crumbs": crumbs(unit, run, name_of(which)),
    }


def form_context(
    unit: Organisation, retex: Retex, which: str, title: str, label: str, anchor: str = ""
) -> dict[str, Any]:
    """What the page of a form about the RETEX takes."""
    path = crumbs(unit, retex.run, name_of(which), title)
    path[-2]["url"] = page_url(unit, retex)
    return {
        "title": title,
        "lead": f"{retex.run.title}.",
        "label": label,
        "cancel_url": page_url(unit, retex, anchor),
        "crumbs": path,
        "run": retex.run,
        "which": which,
    }


def constat_url(unit: Organisation, retex: Retex, which: str, one: Constat) -> str:
    return path_of("exercises:run-constat", unit.finess, retex.run_id, which, one.pk)
