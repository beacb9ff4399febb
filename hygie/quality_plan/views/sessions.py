"""The dossier de séance of a committee: looked at, then taken as PDF or DOCX."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.days import looked_on
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden
from hygie.quality_plan import selectors, services
from hygie.quality_plan.enums import Instance
from hygie.quality_plan.forms import SessionForm
from hygie.quality_plan.session_files import session_docx, session_pdf
from hygie.quality_plan.sessions import Session, session_of
from hygie.quality_plan.views.edge import by

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILES: dict[str, Any] = {"pdf": (session_pdf, "application/pdf"), "docx": (session_docx, DOCX)}


def instance_or_404(code: str) -> Instance:
    """A committee of the list."""
    if code not in Instance.values:
        raise Http404("Cette instance n’existe pas.")
    return Instance(code)


def days_of(request: HygieRequest) -> tuple[SessionForm, date, date | None]:
    """The form of the two days, the day of the session and that of the one before."""
    given = {name: request.GET[name] for name in ("on", "since") if name in request.GET}
    today = looked_on(request)
    form = SessionForm(given or None, initial={"on": today})
    if form.is_bound and form.is_valid():
        return form, form.cleaned_data["on"] or today, form.cleaned_data["since"]
    return form, today, None


@unit_view(Room.QUALITY_PLAN)
def session_page(request: HygieRequest, unit: Organisation, instance: str) -> HttpResponse:
    """The dossier on screen, with the day of the session and of the one before."""
    return page_answer(request, unit, instance_or_404(instance))


def page_answer(request: HygieRequest, unit: Organisation, instance: Instance) -> HttpResponse:
    """The page; 422 when a day asked for does not exist."""
    form, on, since = days_of(request)
    session = session_of(unit, instance, on=on, since=since)
    context = {
        "form": form,
        "session": session,
        "query": request.GET.urlencode(),
        "may_read_detail": selectors.may_read_detail(request.scope, unit),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "quality_plan/session.html", context, status=status)


@unit_view(Room.QUALITY_PLAN, read=Right.READ, write=Right.READ)
def session_file(
    request: HygieRequest, unit: Organisation, instance: str, form: str
) -> HttpResponse:
    """The file: GET with what may be spread, POST with restricted details, journalled."""
    if form not in FILES:
        raise Http404("Ce format n’existe pas.")
    chosen = instance_or_404(instance)
    days, on, since = days_of(request)
    if days.errors:
        return page_answer(request, unit, chosen)
    with_details = request.method == "POST"
    if with_details:
        count = selectors.actions_of(unit, selectors.PlanFilter(instance=instance), on).count()
        try:
            services.restricted_export_note(**by(request, unit), actions=count)
        except ServiceRefusal:
            raise Forbidden(unit, Room.QUALITY_PLAN, Right.WRITE) from None
    session = session_of(unit, chosen, on=on, since=since, with_details=with_details)
    return file_answer(session, unit, form)


def file_answer(session: Session, unit: Organisation, form: str) -> HttpResponse:
    """The file, to be saved."""
    make, content_type = FILES[form]
    suffix = "-diffusion-restreinte" if session.with_details else ""
    day = session.on.isoformat()
    name = f"seance-{session.instance.value}-{unit.finess}-{day}{suffix}.{form}"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(make(session), content_type=content_type, headers=disposition)
