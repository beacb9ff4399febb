"""The yearly statement: preview, preparation, confirmation by a second person, reading."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render

from hygie.compliance import selectors, statements
from hygie.compliance.forms import PrepareForm, SignedPdfForm
from hygie.compliance.gestures import ROOM_OF_ACTION
from hygie.compliance.models import Statement
from hygie.compliance.services import statement as services
from hygie.compliance.verifying import verify
from hygie.documents.sending import attachment
from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.organisations.scope import Forbidden
from hygie.web import refusals
from hygie.web.edge import attempt, form_page
from hygie.web.http import see_other

ROOM = Room.STATEMENTS


def _statement(unit: Organisation, statement_id: UUID) -> Statement:
    return get_object_or_404(Statement, pk=statement_id, unit=unit, abandoned_at=None)


def _maybe_abandoned(unit: Organisation, statement_id: UUID) -> Statement:
    """For a gesture: who comes too late is told so by the service, not by an empty 404."""
    return get_object_or_404(Statement, pk=statement_id, unit=unit)


@unit_view(ROOM)
def statement_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Statements confirmed and waiting, and whether the chain is sound."""
    context = {
        "confirmed": Statement.objects.confirmed().filter(unit=unit).order_by("-number"),
        "waiting": Statement.objects.waiting().filter(unit=unit),
        "wrong": [sentence for one in verify(unit) for sentence in one.wrong],
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
        "year": request.scope.on.year,
    }
    return render(request, "compliance/statement_list.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def statement_prepare(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """Preview of the year (nothing is written), then the preparation."""
    form = PrepareForm(request.POST or None, unit=unit, on=request.scope.on, given=request.GET)
    if request.method == "POST" and form.is_valid():
        statement = attempt(
            form,
            services.statement_prepare,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            **form.cleaned_data,
        )
        if statement is not None:
            return see_other("compliance:statement", unit.finess, statement.pk)
    return form_page(
        request,
        form,
        template="compliance/statement_prepare.html",
        lines=selectors.unit_lines(request.scope, unit, request.scope.on),
        title="Préparer l’état annuel",
        label="Figer et soumettre à signature",
        cancel_url="../",
    )


@unit_view(ROOM)
def statement_detail(request: HygieRequest, unit: Organisation, statement_id: UUID) -> HttpResponse:
    """One statement as it was frozen, and the ways to confirm it."""
    statement = _statement(unit, statement_id)
    may_sign = request.scope.may(unit, ROOM, Right.SIGN)
    is_other = statement.prepared_by_id != request.user.pk
    context = {
        "statement": statement,
        "content": services.read_content(statement),
        "lines": statements.lines(statement, statements.readable_actions(request.scope, unit)),
        "may_sign": may_sign and statement.number is None and is_other,
        "may_sign_alone": may_sign
        and statement.number is None
        and not is_other
        and services.is_lone_signer(request.user, unit, request.scope.on),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
        "signers": statements.signers(unit, request.scope.on),
    }
    return render(request, "compliance/statement_detail.html", context)


@unit_view(ROOM, read=Right.SIGN, write=Right.SIGN)
def statement_confirm(
    request: HygieRequest, unit: Organisation, statement_id: UUID
) -> HttpResponse:
    """Confirms by a second account, or alone when the form says so (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        services.statement_confirm(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            statement_id=_maybe_abandoned(unit, statement_id).pk,
            alone=request.POST.get("alone") == "1",
        )
        messages.success(request, "L’état annuel est confirmé et figé.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        if refusal.code == "statement_abandoned":
            return see_other("compliance:statements", unit.finess)
    return see_other("compliance:statement", unit.finess, statement_id)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def statement_signed(request: HygieRequest, unit: Organisation, statement_id: UUID) -> HttpResponse:
    """Confirms by the PDF signed on paper, scanned and joined."""
    find = _maybe_abandoned if request.method == "POST" else _statement
    statement = find(unit, statement_id)
    form = SignedPdfForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        confirmed = attempt(
            form,
            services.statement_confirm_signed,
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            statement_id=statement.pk,
            upload=form.cleaned_data["upload"],
        )
        if confirmed is not None:
            messages.success(request, "Le PDF signé est joint, l’état annuel est figé.")
            return see_other("compliance:statement", unit.finess, statement_id)
    return form_page(
        request,
        form,
        title="Joindre le PDF signé",
        lead="Imprimez l’état, faites-le signer par la direction, numérisez-le.",
        label="Joindre et figer",
        cancel_url="../",
    )


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def statement_abandon(
    request: HygieRequest, unit: Organisation, statement_id: UUID
) -> HttpResponse:
    """Sets a statement in preparation aside (POST)."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    statement = _maybe_abandoned(unit, statement_id)
    try:
        services.statement_abandon(
            scope=request.scope, acting_user=request.user, unit=unit, statement_id=statement.pk
        )
        messages.success(request, "La préparation est abandonnée.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("compliance:statements", unit.finess)


@unit_view(ROOM)
def statement_pdf(request: HygieRequest, unit: Organisation, statement_id: UUID) -> HttpResponse:
    """The frozen content as a PDF to sign or to keep."""
    statement = _statement(unit, statement_id)
    readable = statements.readable_actions(request.scope, unit)
    answer = HttpResponse(statements.pdf(statement, readable), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{statements.file_name(statement)}"'
    return answer


@unit_view(ROOM)
def statement_signed_file(
    request: HygieRequest, unit: Organisation, statement_id: UUID
) -> FileResponse:
    """The signed PDF that was joined: whole, so for who may read the reasons of every action."""
    statement = get_object_or_404(Statement.objects.confirmed(), pk=statement_id, unit=unit)
    if not statement.signed_pdf_sha256:
        raise Http404("Cet état annuel n’a pas de PDF signé.")
    readable = statements.readable_actions(request.scope, unit)
    closed = next((room for act, room in ROOM_OF_ACTION.items() if act not in readable), None)
    if closed is not None:
        raise Forbidden(unit, closed, Right.READ)
    name = f"signe-{statements.file_name(statement)}"
    return attachment(statement.signed_pdf_sha256, name=name, content_type=services.PDF)
