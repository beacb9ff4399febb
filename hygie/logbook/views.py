"""Screens of the main courante: fetch with right, service or selector, render."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hygie.accounts.models import User
from hygie.documents.selectors import evidence_for
from hygie.logbook import access, live, pages, selectors, services
from hygie.logbook.clocks import delays
from hygie.logbook.forms import (
    CellForm,
    ChangeForm,
    ClockForm,
    CloseForm,
    EntryForm,
    OpenForm,
    correction_initial,
)
from hygie.logbook.models import Entry, Event
from hygie.logbook.paper import log_paper, pdf_of
from hygie.logbook.services.entries import READERS
from hygie.logbook.verifying import verify
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Scope
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other

WRITE = Right.WRITE


def _who(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def _entry(event: Event, number: int) -> Entry:
    rows = selectors.entries_of(event).select_related("corrects", "event", "bearer")
    return get_object_or_404(rows, number=number)


@unit_view(Room.LOGBOOK)
def event_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Every main courante of the unit, those under way first."""
    events = list(Event.objects.of(unit))
    context = {
        "living": [one for one in events if not one.is_closed],
        "closed": [one for one in events if one.is_closed],
        "may_write": request.scope.may(unit, Room.LOGBOOK, WRITE),
    }
    return render(request, "logbook/event_list.html", context)


@unit_view(Room.LOGBOOK, read=WRITE, write=WRITE)
def event_open(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Opens a main courante."""
    form = OpenForm(sent(request), unit=unit, on=request.scope.on)
    if request.method == "POST" and form.is_valid():
        event = attempt(form, services.event_open, **_who(request, unit), **form.values())
        if event is not None:
            return see_other("logbook:event", unit.finess, event.pk)
    return form_page(
        request,
        form,
        title="Ouvrir une main courante",
        lead="Trente secondes suffisent\u00a0: la première ligne s’écrit aussitôt.",
        label="Ouvrir",
        cancel_url="../",
    )


@access.event_view(write=WRITE)
def event_page(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """The log, live, and the form that writes in it (POST)."""
    seq = live.last_seq(event.topic)
    cells = list(selectors.cells_of(event))
    form = EntryForm(sent(request), cells=cells, initial=pages.voice(request, event))
    if request.method == "POST" and form.is_valid():
        written = attempt(
            form,
            services.entry_write,
            **_who(request, unit),
            event_id=event.pk,
            new_id=form.cleaned_data["new_id"],
            line=form.line(),
        )
        if written is not None:
            pages.keep_voice(request, event, form)
            return pages.after_writing(request, unit, event, cells, written)
    return pages.log_page(request, unit, event, form=form, cells=cells, seq=seq)


@access.event_view()
def entry_page(
    request: HygieRequest, unit: Organisation, event: Event, number: int
) -> HttpResponse:
    """One entry, whole: its pieces, what it corrects, what corrects it, its hash."""
    entry = _entry(event, number)
    context = {
        "event": event,
        "title": f"Ligne n°\u00a0{number}",
        "entry": entry,
        "row": selectors.shown([entry], list(selectors.cells_of(event)))[0],
        "evidences": evidence_for(Entry.fact_kind, [entry.pk])[str(entry.pk)],
        "may_write": access.may(request.scope, unit, event, WRITE) and not event.is_closed,
        "may_prove": request.scope.may(unit, event.room, WRITE),
    }
    return render(request, "logbook/entry.html", context)


@access.event_view(read=WRITE, write=WRITE)
def entry_correct(
    request: HygieRequest, unit: Organisation, event: Event, number: int
) -> HttpResponse:
    """A new entry that corrects an earlier one."""
    entry, cells = _entry(event, number), selectors.cells_of(event)
    form = EntryForm(sent(request), cells=cells, initial=correction_initial(entry))
    if request.method == "POST" and form.is_valid():
        written = attempt(
            form,
            services.entry_correct,
            **_who(request, unit),
            event_id=event.pk,
            number=number,
            new_id=form.cleaned_data["new_id"],
            line=form.line(),
        )
        if written is not None:
            messages.success(request, f"La ligne n°\u00a0{number} est rectifiée.")
            return see_other("logbook:event", unit.finess, event.pk)
    lead = "La ligne d’origine reste lisible\u00a0; une nouvelle ligne dit ce qui est juste."
    return _form_page(request, event, form, f"Rectifier la ligne n°\u00a0{number}", lead=lead)


@access.event_view(read=WRITE, write=WRITE)
def clock(request: HygieRequest, unit: Organisation, event: Event, code: str) -> HttpResponse:
    """A legal delay: the hour when it was known, then what was done."""
    delay = delays().get(code)
    if delay is None:
        raise Http404("Délai inconnu.")
    started = event.clocks.select_related("done_entry").filter(code=code).first()
    done = started is not None and request.GET.get("heure") != "connaissance"
    form = ClockForm(sent(request), done=done)
    if request.method == "POST" and form.is_valid():
        moved = pages.clock_move(form, _who(request, unit), event, code, done=done)
        if moved is not None:
            return see_other("logbook:event", unit.finess, event.pk)
    return _form_page(
        request, event, form, delay.label, "logbook/clock.html", delay=delay, clock=started
    )


@access.event_view(read=WRITE, write=WRITE)
def event_change(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """Level and state."""
    form = ChangeForm(sent(request), event=event)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.event_change,
            **_who(request, unit),
            event_id=event.pk,
            **form.cleaned_data,
        )
        if done is not None:
            return see_other("logbook:event", unit.finess, event.pk)
    return _form_page(request, event, form, "Changer le niveau ou l’état")


@access.event_view(read=WRITE, write=WRITE)
def cell(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """A cell: its room, its phone."""
    form = CellForm(sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.cell_record,
            **_who(request, unit),
            event_id=event.pk,
            **form.cleaned_data,
        )
        if done is not None:
            return see_other("logbook:event", unit.finess, event.pk)
    return _form_page(request, event, form, "Une cellule de crise")


@access.event_view(read=WRITE, write=WRITE)
def event_close(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """The closing entry."""
    form = CloseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        closed = attempt(
            form,
            services.event_close,
            **_who(request, unit),
            event_id=event.pk,
            **form.cleaned_data,
        )
        if closed is not None:
            messages.success(
                request, "La main courante est close. Imprimez-la\u00a0: elle fait foi."
            )
            return see_other("logbook:event", unit.finess, event.pk)
    lead = "Plus rien ne s’écrira après cette ligne\u00a0; tout reste lisible et imprimable."
    return _form_page(request, event, form, "Clore la main courante", lead=lead)


def _form_page(
    request: HygieRequest,
    event: Event,
    form: Any,
    title: str,
    template: str = "logbook/form.html",
    *,
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    context = {"event": event, "title": title, "lead": lead, "label": "Écrire", **more}
    return form_page(request, form, template=template, **context)


@access.event_view()
def log_print(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """The whole log on paper, with its last hash."""
    return render(request, "logbook/print.html", log_paper(event))


@access.event_view()
def log_pdf(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """The same as a PDF."""
    answer = HttpResponse(pdf_of(unit, event), content_type="application/pdf")
    name = f"main-courante-{unit.finess}-{event.last_number}.pdf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@access.event_view()
def log_verify(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """Whether the log is whole and as it was written."""
    context = {"event": event, "verified": verify(event), "at": timezone.now()}
    return render(request, "logbook/verify.html", context)


@access.event_view()
def log_stream(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponseBase:
    """What is new, as it comes."""

    def right(user: User) -> bool:
        scope = Scope(user)
        is_of_unit = Event.objects.of(unit).filter(pk=event.pk).exists()  # it may be closed to it
        return (
            is_of_unit
            and bool(scope.rights_in(unit))
            and access.may(scope, unit, event, Right.READ)
        )

    return live.stream(request, _listening(event), live.signed_in_allowed(request, right))


@access.event_view()
def log_follow(request: HygieRequest, unit: Organisation, event: Event) -> HttpResponse:
    """What is new after a number, where streams do not pass."""
    return live.follow(request, _listening(event))


def _listening(event: Event) -> live.Listening:
    return live.Listening(event.topic, frozenset({READERS}))
