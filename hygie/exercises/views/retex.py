"""The RETEX of an exercise played: made, written, completed, validated, taken as a file."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hygie.documents.sending import attachment
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises import retex_selectors as selectors
from hygie.exercises.constats import new_constats
from hygie.exercises.forms.retex import RetexFreezeForm, RetexWriteForm, SetAsideForm
from hygie.exercises.models import Retex
from hygie.exercises.retex_content import content_of
from hygie.exercises.retex_files import CONTENT_TYPES, docx_of, pdf_of
from hygie.exercises.retex_selectors import COMMON
from hygie.exercises.services import retex as services
from hygie.exercises.services.constats import constats_set_aside
from hygie.exercises.views import fetch_retex as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import attempt, form_page, sent
from hygie.web.formats import plural
from hygie.web.http import see_other

BY_HAND = "Le RETEX commun s’écrit à la main."


@unit_view(fetch.ROOM, write=Right.WRITE)
def run_retex(request: HygieRequest, unit: Organisation, run_id: UUID, which: str) -> HttpResponse:
    """The RETEX; POST makes it from what happened."""
    run = fetch.over(unit, run_id, which)
    if request.method == "POST":
        asked = {**fetch.of_run(request, unit, run_id), "common": which == COMMON}
        try:
            services.retex_make(**asked)
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        return see_other("exercises:run-retex", unit.finess, run_id, which)
    retex = selectors.retex_of(run, unit, common=which == COMMON)
    context: dict[str, Any] = {**fetch.page_context(request, unit, run, which), "retex": retex}
    if retex is None:
        context |= selectors.begins_with(run, unit)
        return render(request, "exercises/retex/begin.html", context)
    return render(request, "exercises/retex/page.html", context | selectors.retex_page(retex))


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_retex_write(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str
) -> HttpResponse:
    """The synthesis and the comments."""
    retex = fetch.being_written(unit, run_id, which)
    form = RetexWriteForm(sent(request), retex=retex)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form,
            services.retex_write,
            **fetch.of_retex(request, unit, retex),
            expected_version=form.cleaned_data["version"],
            synthesis=form.cleaned_data["synthesis"],
            comments=form.comments(),
        )
        if kept is not None:
            messages.success(request, "C’est enregistré.")
            return see_other("exercises:run-retex", unit.finess, run_id, which)
    stored = partial(_stored_text, unit, run_id, which)
    page = fetch.form_context(unit, retex, which, "Écrire le RETEX", "Enregistrer")
    return form_page(request, form, stored=stored, **page)


def _stored_text(unit: Organisation, run_id: UUID, which: str) -> RetexWriteForm:
    return RetexWriteForm(retex=fetch.being_written(unit, run_id, which))


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_retex_take(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str
) -> HttpResponse:
    """What is new in what happened, to be added or left."""
    retex = fetch.being_written(unit, run_id, which)
    if retex.is_common:
        raise Http404(BY_HAND)
    if request.method == "POST":
        asked = fetch.of_run(request, unit, run_id)
        try:
            count = services.retex_take_up(**asked, sources=request.POST.getlist("sources"))
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        else:
            messages.success(request, f"{count}\u00a0constat{plural(count)} ajouté{plural(count)}.")
        return see_other("exercises:run-retex", unit.finess, run_id, which)
    page = fetch.form_context(unit, retex, which, "Reprendre du déroulé", "Ajouter au RETEX")
    context = {**page, "proposed": new_constats(retex)}
    return render(request, "exercises/retex/take.html", context)


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
@require_POST
def run_retex_set_aside(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str
) -> HttpResponse:
    """Sets aside what is left to decide of a kind, with one reason."""
    if fetch.being_written(unit, run_id, which).is_common:
        raise Http404(BY_HAND)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Dites pourquoi, en une ligne\u00a0: rien n’a été écarté.")
        return see_other("exercises:run-retex", unit.finess, run_id, which)
    try:
        count = constats_set_aside(**fetch.of_run(request, unit, run_id), **form.cleaned_data)
        messages.success(request, f"{count}\u00a0constat{plural(count)} écarté{plural(count)}.")
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
    return see_other("exercises:run-retex", unit.finess, run_id, which)


@unit_view(fetch.ROOM, read=Right.WRITE, write=Right.WRITE)
def run_retex_freeze(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str
) -> HttpResponse:
    """Validates the RETEX: from then on it never changes."""
    retex = fetch.being_written(unit, run_id, which)
    form = RetexFreezeForm(
        sent(request), version=retex.version, initial={"validated_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            services.retex_freeze,
            **fetch.of_retex(request, unit, retex),
            expected_version=form.cleaned_data["version"],
            validated_on=form.cleaned_data["validated_on"],
            validated_by=form.cleaned_data["validated_by"],
        )
        if done is not None:
            messages.success(request, "Le RETEX est validé\u00a0: il ne change plus.")
            return see_other("exercises:run-retex", unit.finess, run_id, which)
    stored = partial(_stored_freeze, unit, run_id, which)
    page = fetch.form_context(unit, retex, which, "Valider le RETEX", "Valider le RETEX")
    lacks = selectors.retex_page(retex)["lacks"]
    return form_page(
        request, form, template="exercises/retex/freeze.html", stored=stored, lacks=lacks, **page
    )


def _stored_freeze(unit: Organisation, run_id: UUID, which: str) -> RetexFreezeForm:
    return RetexFreezeForm(version=fetch.being_written(unit, run_id, which).version)


@unit_view(fetch.ROOM)
def run_retex_file(
    request: HygieRequest, unit: Organisation, run_id: UUID, which: str, form: str
) -> HttpResponseBase:
    """The file kept when it was validated; before, a « projet » made now."""
    retex = fetch.made(unit, run_id, which)
    if form not in CONTENT_TYPES:
        raise Http404("Ce format n’existe pas.")
    day = (retex.validated_on or request.scope.on).isoformat()
    name = f"retex-{which}-{unit.finess}-{day}{'' if retex.is_validated else '-projet'}.{form}"
    if retex.is_validated:
        sha256 = retex.pdf_sha256 if form == "pdf" else retex.docx_sha256
        return attachment(sha256, name=name, content_type=CONTENT_TYPES[form])
    try:
        content = _draft_file(retex, form, request)
    except ServiceRefusal as refusal:
        messages.error(request, refusals.sentence(refusal))
        return see_other("exercises:run-retex", unit.finess, run_id, which)
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _draft_file(retex: Retex, form: str, request: HygieRequest) -> bytes:
    content = content_of(retex)
    if form == "docx":
        return docx_of(retex, content)
    return pdf_of(retex, content, on=request.scope.on)
