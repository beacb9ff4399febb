"""Pages of the evidence: the list of a unit, add, download, withdraw."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hygie.documents import selectors, services
from hygie.documents.enums import Form
from hygie.documents.forms import EvidenceForm, RoomFilterForm, WithdrawalForm
from hygie.documents.going_back import next_page
from hygie.documents.policies import known_unit_view
from hygie.documents.sending import attachment
from hygie.documents.subjects import readers_besides
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

PER_PAGE = 50
CHOOSE_AGAIN = "Choisissez de nouveau le fichier\u00a0: le navigateur ne le garde pas."


@known_unit_view()
def evidence_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Every piece of the unit that the person may read, newest first, by room."""
    rooms = selectors.rooms_readable(request.scope, unit)
    pieces = selectors.evidence_readable(unit, rooms)
    form = RoomFilterForm(request.GET, rooms=[(room.value, room.label) for room in rooms])
    chosen = form.cleaned_data["domaine"] if form.is_valid() else ""
    page = Paginator(pieces.filter(room=chosen) if chosen else pieces, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page": page, "chosen": chosen}
    return render(request, "documents/evidence_list.html", context)


@known_unit_view(posts=True)
def evidence_add(
    request: HygieRequest, unit: Organisation, subject_kind: str, subject_id: UUID
) -> HttpResponse:
    """Adds a piece to one fact of the unit."""
    asked = (subject_kind, subject_id, Right.WRITE)
    subject = selectors.subject_or_refuse(request.scope, unit, *asked)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        piece = attempt(
            form,
            services.evidence_add,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            subject_kind=subject_kind,
            subject_id=subject_id,
            **form.cleaned_data,
        )
        if piece is not None:
            return see_other(next_page(request, unit))
    return form_page(
        request,
        form,
        template="documents/evidence_form.html",
        subject=subject,
        readers=readers_besides(subject, unit),
        cancel_url=next_page(request, unit),
        file_note=CHOOSE_AGAIN if request.FILES else "",
    )


@known_unit_view(posts=True)
def evidence_withdraw(request: HygieRequest, unit: Organisation, evidence_id: UUID) -> HttpResponse:
    """Takes a piece out of the lists, with a reason."""
    evidence = selectors.evidence_or_refuse(request.scope, unit, evidence_id, Right.WRITE)
    if evidence.bearer_id != unit.pk:
        raise Http404("Cette pièce a été donnée par un autre établissement.")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.evidence_withdraw,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            evidence_id=evidence_id,
            reason=form.cleaned_data["reason"],
        )
        if done is not None:
            return see_other(next_page(request, unit))
    return form_page(
        request,
        form,
        template="documents/evidence_withdraw.html",
        evidence=evidence,
        cancel_url=next_page(request, unit),
    )


@known_unit_view()
def evidence_download(
    request: HygieRequest, unit: Organisation, evidence_id: UUID
) -> HttpResponseBase:
    """Sends the file of a piece, to be saved and never shown by the browser itself."""
    evidence = selectors.evidence_or_refuse(request.scope, unit, evidence_id, Right.READ)
    if evidence.form != Form.FILE:
        raise Http404("Cette pièce n’est pas un fichier.")
    return attachment(
        evidence.sha256, name=evidence.original_name, content_type=evidence.content_type
    )
