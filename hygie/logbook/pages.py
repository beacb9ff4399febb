"""The page of a log: what it shows, who writes there, what comes back after an entry."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from hygie.logbook import access, selectors, services
from hygie.logbook.drawing import head_context
from hygie.logbook.enums import Category
from hygie.logbook.forms import ClockForm, EntryForm, LogFilterForm
from hygie.logbook.models import Cell, Entry, Event
from hygie.logbook.pointing import pointers
from hygie.logbook.words import event_title
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt
from hygie.web.http import see_other

# In which function and cell this person last wrote, by event.
VOICE_KEY = "logbook_voice"
WRONG = 422


def voice(request: HygieRequest, event: Event) -> dict[str, str]:
    """Function and cell, as this browser last wrote in this log."""
    kept: dict[str, dict[str, str]] = request.session.get(VOICE_KEY, {})
    return kept.get(str(event.pk), {})


def keep_voice(request: HygieRequest, event: Event, form: EntryForm) -> None:
    """Remembers them until the session ends; of this log only, writing nothing when unchanged."""
    said = {name: form.cleaned_data[name] for name in ("function", "cell")}
    if voice(request, event) != said:
        request.session[VOICE_KEY] = {str(event.pk): said}


def log_page(
    request: HygieRequest,
    unit: Organisation,
    event: Event,
    *,
    form: EntryForm,
    cells: list[Cell],
    seq: int,
) -> HttpResponse:
    """The page, or the form alone when the page itself asked for it; 422 when it is refused."""
    status = WRONG if form.is_bound and form.errors else 200
    context: dict[str, Any] = {"event": event, "form": form}
    if request.htmx and form.is_bound:
        return _form_alone(request, {**context, "written": []}, status)
    filters = LogFilterForm(request.GET, cells=cells)
    asked = filters.asked()
    found = list(selectors.filtered(event, **asked)[: selectors.PER_PAGE + 1])
    entries = found[: selectors.PER_PAGE]
    context |= head_context(event, cells) | {
        "title": event_title(event),
        "rows": selectors.shown(entries, cells),
        "filters": filters,
        "only": only(asked),
        "is_filtered": bool(asked["cell"] or asked["category"]),
        "is_past": asked["before"] is not None,
        "earlier": entries[-1].number if len(found) > len(entries) else None,
        "is_live": False,
        "seq": seq,
        "pointers": pointers(request.scope, unit, event.pk),
        "may_write": access.may(request.scope, unit, event, Right.WRITE) and not event.is_closed,
        "is_kept": event.is_kept_by(unit),
    }
    return render(request, "logbook/event.html", context, status=status)


def only(asked: dict[str, Any]) -> str:
    """Marks that a new line must bear to come into the list shown."""
    pairs = (("cell", asked["cell"]), ("category", asked["category"]))
    return " ".join(f"{name}:{value}" for name, value in pairs if value)


def after_writing(
    request: HygieRequest, unit: Organisation, event: Event, cells: list[Cell], written: Entry
) -> HttpResponse:
    """Without JavaScript, the page again (303); with it, an empty form and the line written."""
    if not request.htmx:
        return see_other("logbook:event", unit.finess, event.pk)
    initial = {**voice(request, event), "category": Category.INFORMATION}
    rows, _ = selectors.entries_by_id([str(written.pk)])
    context = {
        "event": event,
        "form": EntryForm(cells=cells, initial=initial),
        "written": rows,
    }
    return _form_alone(request, context, 200)


def _form_alone(request: HygieRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The form for htmx; the header tells it from the page of a session that has ended."""
    answer = render(request, "logbook/_quick_form.html", context, status=status)
    answer.headers["X-Hygie-Form"] = "1"
    return answer


def clock_move(
    form: ClockForm, who: dict[str, Any], event: Event, code: str, *, done: bool
) -> object:
    """Starts the delay, or says what was done; None when refused, which the form then says."""
    return attempt(
        form,
        services.clock_done if done else services.clock_start,
        **who,
        event_id=event.pk,
        code=code,
        new_id=form.cleaned_data["new_id"],
        **{"done_at" if done else "started_at": form.cleaned_data["at"]},
        **form.values(),
    )
