"""Forces and fragilités in one line: by the animation, and by an observer's link."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.exercises import retex_selectors as selectors
from hygie.exercises.forms.retex import HighlightChangeForm, HighlightForm
from hygie.exercises.models import Highlight, Participant, Run
from hygie.exercises.run_enums import AFTER, LIVE, PartRole
from hygie.exercises.run_selectors import units_playing
from hygie.exercises.services import run_people as people
from hygie.exercises.services.highlights import highlight_note, highlight_observe
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, sent
from hygie.web.http import see_other


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_highlights(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """What was noted, and one line to note; `?ligne=` opens one to be corrected."""
    run = fetch.led(unit, run_id)
    form, several = _form(run, request), bool(units_playing(run))
    if request.method == "POST" and form.is_valid():
        asked = {**fetch.of_run(request, unit, run_id), **form.values()}
        if attempt(form, highlight_note, **asked) is not None:
            messages.success(request, "C’est noté.")
            return see_other("exercises:run-highlights", unit.finess, run_id)
    return _page(
        request,
        "highlights",
        form,
        run=run,
        rows=selectors.highlights_of(run),
        is_frozen=not several and selectors.is_frozen(run, unit),
        several=several,
        here=request.path,
        crumbs=fetch.crumbs(unit, run, "Forces et fragilités"),
    )


@personal_link(fetch.ROOM, people.KIND)
def participant_highlights(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The same with a thumb, for an observer: her own lines."""
    one = people.participant_of(link)
    if one is None or one.role != PartRole.OBSERVATEUR or one.run.state not in LIVE | AFTER:
        raise Http404("Cette page est celle d’un observateur, une fois l’exercice commencé.")
    form = _form(one.run, request, one)
    is_good = request.method == "POST" and form.is_valid()
    asked = {"observer": one, "author": link, **(form.values() if is_good else {})}
    if is_good and attempt(form, highlight_observe, **asked) is not None:
        return see_other(request.path)
    secret = request.resolver_match.kwargs["secret"] if request.resolver_match else ""
    return _page(
        request,
        "highlights_observer",
        form,
        run=one.run,
        person=one,
        rows=selectors.highlights_of(one.run, one),
        is_frozen=selectors.is_frozen(one.run, one.unit),
        here=request.path,
        grid_url=reverse("exercises:participant-link", args=[secret]),
    )


def _form(run: Run, request: HttpRequest, observer: Participant | None = None) -> HighlightForm:
    """An empty line, or that of `?ligne=`."""
    said = request.GET.get("ligne", "")
    try:
        line_id = UUID(said) if said else None
    except ValueError:
        raise Http404("Cette ligne n’existe pas.") from None
    known = selectors.highlight_read(run, line_id, observer) if line_id else None
    if line_id is not None and known is None:
        raise Http404("Cette ligne n’existe plus, ou est d’un autre.")
    first: dict[str, Any] = {"highlight_id": uuid4(), "version": 0}
    if known is None:
        units = units_playing(run) if observer is None else []
        return HighlightForm(sent(request), initial=first, units=units)
    first = {
        "highlight_id": known.pk, "version": known.version, "kind": known.kind, "text": known.text,
    }  # fmt: skip
    return HighlightChangeForm(sent(request), initial=first)


def _page(request: HttpRequest, name: str, form: HighlightForm, **context: Any) -> HttpResponse:
    context |= {
        "form": form,
        "is_change": isinstance(form, HighlightChangeForm),
        "strength": Highlight.Kind.STRENGTH,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"exercises/retex/{name}.html", context, status=status)
