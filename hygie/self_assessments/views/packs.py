"""Screens of the packs: which ones there are, and a file sent, looked at, then taken."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from hygie.domain.packs import PackRefused, pack_of
from hygie.domain.packs.checks import schema_text
from hygie.domain.packs.template import template_workbook
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import pack_selectors, pack_words, services
from hygie.self_assessments.forms import ReasonForm
from hygie.self_assessments.models import MeasurePack, PackDraft
from hygie.self_assessments.pack_forms import PackFileForm, PackShareForm, PackTakeForm
from hygie.self_assessments.services.packs import plain_of
from hygie.self_assessments.views.fetch import ROOM, who
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other
from hygie.web.paths import path_of

LINES = 100
TOO_LONG = (
    "Ce référentiel ne tient pas dans un classeur\u00a0: l’un de ses textes est plus long que ce "
    "qu’une cellule contient. Il se reprend depuis son fichier d’origine."
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@unit_view(ROOM)
def pack_list(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The packs that come with Hygie and those of the establishment, each with its status."""
    context: dict[str, Any] = {
        **pack_selectors.packs_page(unit),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "self_assessments/pack_list.html", context)


@unit_view(ROOM)
def pack_detail(request: HygieRequest, unit: Organisation, pack_id: int) -> HttpResponse:
    """One pack: its measures, what moved since the former version, what was not kept."""
    pack = _pack(unit, pack_id)
    context: dict[str, Any] = {
        "pack": pack,
        "page": Paginator(pack.measures, LINES).get_page(request.GET.get("page")),
        "moved": pack_selectors.moved_since(unit, plain_of(pack), pack.pk),
        "used": pack_selectors.used_by(unit, pack),
        "shares": pack.shares.select_related("unit"),
        "losses": pack_words.losses_shown(pack.losses[:LINES]),
        "losses_left": max(0, len(pack.losses) - LINES),
        "loss_pages": None,
        "is_open": False,
        "counted": pack_words.losses_counted(pack.losses),
        "may_write": request.scope.may(unit, ROOM, Right.WRITE),
    }
    return render(request, "self_assessments/pack_detail.html", context)


@unit_view(ROOM)
def pack_shipped(request: HygieRequest, unit: Organisation, code: str) -> HttpResponse:
    """One pack that comes with Hygie, as its file says."""
    pack = pack_selectors.shipped_pack(code)
    if pack is None:
        raise Http404("Ce référentiel n’est pas fourni avec Hygie.")
    context = {
        "pack": pack,
        "page": Paginator(pack.measures, LINES).get_page(request.GET.get("page")),
        "moved": None,
        "used": pack_selectors.used_by(unit, pack),
        "shares": (),
        "counted": [],
        "may_write": False,
    }
    return render(request, "self_assessments/pack_detail.html", context)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def pack_import(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """A file sent: it is read and shown, or each of its faults is."""
    form = PackFileForm(*([request.POST, request.FILES] if request.method == "POST" else []))
    problems: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            draft = attempt(
                form,
                services.pack_draft_read,
                **who(request, unit),
                new_id=form.cleaned_data["new_id"],
                file_name=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
            )
        except PackRefused as refusal:
            problems = pack_words.problems_shown(refusal.problems)
            form.add_error("file", "Ce fichier n’a pas été pris. Rien n’a été changé.")
        else:
            if draft is not None:
                return see_other("self_assessments:pack-draft", unit.finess, draft.pk)
    template = "self_assessments/pack_import.html"
    return form_page(request, form, template=template, problems=problems)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def pack_draft(request: HygieRequest, unit: Organisation, draft_id: UUID) -> HttpResponse:
    """What a file holds, before anything is taken; then it is."""
    draft = PackDraft.objects.filter(pk=draft_id, unit=unit).first()
    if draft is None:
        raise Http404("Cet aperçu n’existe plus\u00a0: envoyez de nouveau le fichier.")
    form = _take_form(draft, request)
    if request.method == "POST" and form.is_valid():
        taken = attempt(
            form,
            services.pack_draft_accept,
            **who(request, unit),
            draft_id=draft_id,
            is_official=form.is_official,
        )
        if taken is not None:
            messages.success(request, _taken_words(draft, taken))
            return see_other("self_assessments:packs", unit.finess)
    context = _draft_context(request, unit, draft)
    return form_page(request, form, template="self_assessments/pack_draft.html", **context)


def _draft_context(request: HygieRequest, unit: Organisation, draft: PackDraft) -> dict[str, Any]:
    """What the file holds, what moved, what is left out."""
    pages = Paginator(draft.losses, LINES).get_page(request.GET.get("page"))
    return {
        "draft": draft,
        "packs": [_shown(unit, plain) for plain in draft.packs],
        "links": sum(len(one["rows"]) for one in draft.mappings),
        "losses": pack_words.losses_shown(pages.object_list),
        "losses_left": 0,
        "loss_pages": pages,
        "is_open": "page" in request.GET,
        "counted": pack_words.losses_counted(draft.losses),
    }


def _take_form(draft: PackDraft, request: HygieRequest) -> PackTakeForm:
    alone = draft.packs[0] if len(draft.packs) == 1 else None
    return PackTakeForm(
        request.POST if request.method == "POST" else None,
        may_be_official=alone is not None and not alone["demonstration"],
        says_official=alone is not None and alone["is_official"],
    )


def _shown(unit: Organisation, plain: dict[str, Any]) -> dict[str, Any]:
    """A pack of a draft: its head, its themes, its first measures, what moved."""
    pack = pack_of(plain)
    return {
        "pack": pack,
        "count": len(pack.measures),
        "themes": Counter(one["theme"] for one in pack.measures).most_common(40),
        "moved": pack_selectors.moved_since(unit, plain, None),
    }


def _taken_words(draft: PackDraft, taken: list[MeasurePack]) -> str:
    if not taken:
        return "Les correspondances sont chargées\u00a0: elles se lisent sur chaque mesure."
    names = ", ".join(f"{pack.title} (version {pack.version})" for pack in taken)
    return f"Chargé\u00a0: {names}."


@unit_view(ROOM, read=Right.WRITE)
def pack_template(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The empty XLSX template."""
    return _file(template_workbook(), "modele-referentiel.xlsx")


@unit_view(ROOM)
def pack_schema(request: HygieRequest, unit: Organisation) -> HttpResponse:
    """The JSON Schema of the format."""
    return HttpResponse(schema_text(), content_type="application/schema+json")


@unit_view(ROOM)
def pack_workbook(request: HygieRequest, unit: Organisation, pack_id: int) -> HttpResponse:
    """A pack as a workbook made from the template, to be changed and loaded again."""
    pack = _pack(unit, pack_id)
    try:
        content = template_workbook(pack_of(plain_of(pack)))
    except PackRefused:
        messages.warning(request, TOO_LONG)
        return see_other("self_assessments:pack", unit.finess, pack.pk)
    return _file(content, f"referentiel-{pack.pk}.xlsx")


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def pack_removal(request: HygieRequest, unit: Organisation, pack_id: int) -> HttpResponse:
    """Removes a pack loaded by mistake, that nothing answers: GET asks, POST does."""
    pack = _pack(unit, pack_id)
    if pack.holder_id != unit.pk:
        raise Http404("Seul l’établissement qui l’a chargé peut retirer un référentiel.")
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data, version=pack.pk)
    if request.method == "POST" and form.is_valid():
        removed = attempt(
            form,
            services.pack_remove,
            **who(request, unit),
            pack_id=pack_id,
            reason=form.cleaned_data["reason"],
        )
        if removed is not None:
            messages.success(request, "Le référentiel est retiré. Le journal en garde la trace.")
            return see_other("self_assessments:packs", unit.finess)
    return form_page(request, form, template="self_assessments/pack_remove.html", pack=pack)


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def pack_sharing(request: HygieRequest, unit: Organisation, pack_id: int) -> HttpResponse:
    """Chooses the establishments of the GHT or group that may use a pack."""
    pack = _pack(unit, pack_id)
    if pack.holder_id != unit.pk:
        raise Http404("Seul l’établissement qui l’a chargé peut partager un référentiel.")
    form = PackShareForm(sent(request), unit=unit, pack=pack)
    if request.method == "POST" and form.is_valid():
        about = {"pack_id": pack_id, "units": form.cleaned_data["units"]}
        if attempt(form, services.pack_share, **who(request, unit), **about) is not None:
            messages.success(request, "Le partage est enregistré.")
            return see_other("self_assessments:pack", unit.finess, pack_id)
    context: dict[str, Any] = {
        "title": "Partager le référentiel",
        "lead": f"{pack.title}, version {pack.version}. Le texte reste celui que vous avez chargé.",
        "label": "Enregistrer le partage",
        "cancel_url": path_of("self_assessments:pack", unit.finess, pack_id),
    }
    return form_page(request, form, **context)


def _pack(unit: Organisation, pack_id: int) -> MeasurePack:
    pack = pack_selectors.pack_for(unit, pack_id)
    if pack is None:
        raise Http404("Référentiel inconnu, ou d’un autre établissement.")
    return pack


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
