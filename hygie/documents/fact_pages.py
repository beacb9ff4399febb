"""The five screens that every plain fact shares: note, read with its proofs, correct, decline,
remove. A room describes its fact once (`FactPages`) and gets their addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from hygie.documents.selectors import evidence_for
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.obligations.recording import (
    coverage_answer_and_refresh,
    fact_change,
    fact_record,
    fact_remove,
)
from hygie.organisations.bearing import coverages_shown
from hygie.organisations.fact_forms import FactEditForm, FactForm
from hygie.organisations.models import Fact, Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web import refusals
from hygie.web.edge import FORM_PAGE, attempt, form_page
from hygie.web.forms import HygieForm, VersionedForm
from hygie.web.http import see_other

FRAME_FIELDS = ("new_id", "version", "units")
ACTS = {
    "recorded": "Noté",
    "changed": "Corrigé",
    "removed": "Retiré",
    "declined": "Décliné",
    "taken_back": "Repris",
    "days_set": "Jours changés pour un établissement",
}


class RemoveForm(VersionedForm):
    """Why a fact is removed."""

    reason = forms.CharField(
        label="Motif du retrait", help_text="Le journal le garde.", max_length=300
    )


class DeclineForm(HygieForm):
    """Why a fact borne by another does not concern the unit."""

    reason = forms.CharField(label="Pourquoi ce fait ne nous concerne pas", max_length=300)


@dataclass(frozen=True)
class FactPages:
    """One kind of plain fact: its model, its forms, the words of its screens, its addresses.

    app and name make the names of the addresses: `<app>:<name>-record`, `-detail`, `-edit`,
    `-remove`, `-decline`, `-take-back`. `folder` is the path under the unit. `back` is the name of
    the page to go back to. `obligations` are refreshed by every write. A room may extend
    `documents/fact_detail.html` (`detail_template`) with what `more` gives, and
    `web/form_page.html` (`form_template`) with what its form holds.
    """

    model: type[Fact]
    form: type[FactForm]
    edit_form: type[FactEditForm]
    app: str
    name: str
    folder: str
    back: str
    noting: str
    obligations: tuple[str, ...]
    detail_template: str = "documents/fact_detail.html"
    form_template: str = FORM_PAGE

    def urls(self) -> list[URLPattern]:
        """The addresses of the screens, each with its policy."""
        one = f"etablissements/<str:finess>/{self.folder}/<uuid:fact_id>/"
        read, write = self._policies()
        return [
            path(
                f"etablissements/<str:finess>/{self.folder}/noter/",
                write(self.record),
                name=f"{self.name}-record",
            ),
            path(one, read(self.detail), name=f"{self.name}-detail"),
            path(f"{one}corriger/", write(self.edit), name=f"{self.name}-edit"),
            path(f"{one}retirer/", write(self.remove), name=f"{self.name}-remove"),
            path(f"{one}decliner/", write(self.decline), name=f"{self.name}-decline"),
            path(f"{one}reprendre/", write(self.take_back), name=f"{self.name}-take-back"),
        ]

    def _policies(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        room = self.model.room

        def reading(view: Any) -> Any:
            return unit_view(room)(plain(view))

        def writing(view: Any) -> Any:
            return unit_view(room, read=Right.WRITE, write=Right.WRITE)(plain(view))

        return reading, writing

    def back_url(self, unit: Organisation) -> str:
        return reverse(self.back, args=[unit.finess])

    def url(self, page: str, unit: Organisation, fact: Fact) -> str:
        return reverse(f"{self.app}:{self.name}-{page}", args=[unit.finess, fact.pk])

    def offered(self, unit: Organisation, fact_id: UUID) -> Any:
        """The fact, if it counts for the unit or was declined by it; 404 otherwise."""
        fact = self.model.objects.select_related("bearer").filter(pk=fact_id).first()
        covered = fact is not None and any(
            row.unit_id == unit.pk for row in coverages_shown([fact.coverage_id])
        )
        if fact is None or not (covered or fact.bearer_id == unit.pk):
            raise Http404("Fait inconnu ou hors de votre périmètre.")
        return fact

    def borne(self, unit: Organisation, fact_id: UUID) -> Any:
        """The fact, if the unit bears it; 404 otherwise."""
        fact = self.offered(unit, fact_id)
        if fact.bearer_id != unit.pk:
            raise Http404("Ce fait est porté par un autre établissement.")
        return fact

    def record(self, request: HygieRequest, unit: Organisation) -> HttpResponse:
        """Notes a fact; `?champ=valeur` fills a field of the form."""
        sent_before = self.sent_before(request, unit)
        if sent_before is not None:
            return see_other(self.url("detail", unit, sent_before))
        given = {key: value for key, value in request.GET.items() if key not in FRAME_FIELDS}
        form = self.form(request.POST or None, bearer=unit, on=request.scope.on, initial=given)
        if request.method == "POST" and form.is_valid():
            fact = attempt(form, self._record, request=request, unit=unit, form=form)
            if fact is not None:
                messages.success(request, "C’est noté.")
                return see_other(self.url("detail", unit, fact))
        cancel = self.back_url(unit)
        return form_page(
            request,
            form,
            template=self.form_template,
            title=self.noting,
            label="Noter",
            cancel_url=cancel,
        )

    def sent_before(self, request: HygieRequest, unit: Organisation) -> Any:
        """The fact that this very form already noted: sent again, it changes nothing."""
        try:
            new_id = UUID(request.POST.get("new_id", ""))
        except ValueError:
            return None
        return self.model.objects.filter(pk=new_id, bearer=unit).first()

    def touched(self) -> tuple[str, ...]:
        """Obligations refreshed when a fact that is there changes, goes, or is declined."""
        return self.obligations

    def _record(self, *, request: HygieRequest, unit: Organisation, form: Any) -> Fact:
        fact = self.model(id=form.cleaned_data["new_id"], **written(form))
        return fact_record(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            fact=fact,
            units=form.cleaned_data.get("units"),
            obligation_ids=self.obligations,
        )

    def detail(self, request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
        """The fact, its proofs, who bears it for whom, its history."""
        fact = self.offered(unit, fact_id)
        coverages = list(coverages_shown([fact.coverage_id]))
        kind = self.model.fact_kind
        may_write = request.scope.may(unit, self.model.room, Right.WRITE)
        is_whole = fact.coverage_id == fact.pk
        context = {
            "fact": fact,
            "rows": self.rows(fact),
            "kind": kind,
            "back_url": self.back_url(unit),
            "back_label": self.model._meta.verbose_name_plural,  # noqa: SLF001
            "evidences": evidence_for(kind, [fact.pk])[str(fact.pk)],
            "coverages": [row for row in coverages if row.unit_id != fact.bearer_id],
            "own": next((row for row in coverages if row.unit_id == unit.pk), None),
            "is_bearer": fact.bearer_id == unit.pk,
            "may_write": may_write,
            "is_whole": is_whole,
            "may_answer": may_write and is_whole and fact.bearer_id != unit.pk,
            "history": history_of(fact, unit),
            "urls": {
                page: self.url(page.replace("_", "-"), unit, fact)
                for page in ("edit", "remove", "decline", "take_back")
            },
        }
        context |= self.more(request, unit, fact)
        return render(request, self.detail_template, context)

    def rows(self, fact: Fact) -> list[dict[str, Any]]:
        """(label, value) of what is noted, as the detail page lists it."""
        return rows_of(fact, self.edit_form)

    def more(self, request: HygieRequest, unit: Organisation, fact: Fact) -> dict[str, Any]:
        """What the detail page of this kind shows besides."""
        return {}

    def edit(self, request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
        """Corrects a fact; two people at once lose nothing."""

        def form_of(data: Any = None) -> FactEditForm:
            fact = self.borne(unit, fact_id)
            return self.edit_form(data, instance=fact, bearer=unit, on=request.scope.on)

        form = form_of(request.POST or None)
        title = f"Corriger\u00a0: {form.instance}"
        if request.method == "POST" and form.is_valid():
            fact = attempt(
                form,
                fact_change,
                scope=request.scope,
                acting_user=request.user,
                unit=unit,
                model=self.model,
                fact_id=fact_id,
                expected_version=form.cleaned_data["version"],
                changes=written(form),
                units=form.cleaned_data.get("units"),
                obligation_ids=self.touched(),
            )
            if fact is not None:
                messages.success(request, "C’est corrigé.")
                return see_other(self.url("detail", unit, fact))
        return form_page(
            request,
            form,
            template=self.form_template,
            stored=form_of,
            title=title,
            label="Enregistrer",
            cancel_url="../",
        )

    def remove(self, request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
        """Removes a fact noted by mistake: GET asks, POST does."""
        fact = self.borne(unit, fact_id)
        form = RemoveForm(request.POST or None, version=fact.version)
        if request.method == "POST" and form.is_valid():
            done = attempt(form, self._remove, request=request, unit=unit, fact=fact, form=form)
            if done:
                messages.success(request, "C’est retiré. Le journal en garde la trace.")
                return see_other(self.back_url(unit))
        title = f"Retirer «\u00a0{fact}\u00a0»\u00a0?"
        return form_page(
            request, form, title=title, label="Retirer", kind="danger", cancel_url="../"
        )

    def _remove(self, *, request: HygieRequest, unit: Organisation, fact: Fact, form: Any) -> bool:
        fact_remove(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            model=self.model,
            fact_id=fact.pk,
            expected_version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            obligation_ids=self.touched(),
        )
        return True

    def decline(self, request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
        """Says that a fact borne by another does not concern the unit."""
        fact = self.offered(unit, fact_id)
        form = DeclineForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            reason = form.cleaned_data["reason"]
            answer = attempt(
                form, self._answer, request=request, unit=unit, fact=fact, reason=reason
            )
            if answer is not None:
                messages.success(request, "C’est décliné\u00a0: ce fait ne compte plus pour vous.")
                return see_other(self.url("detail", unit, fact))
        title = "Ce fait ne nous concerne pas"
        return form_page(
            request, form, title=title, lead=str(fact), label="Décliner", cancel_url="../"
        )

    def take_back(self, request: HygieRequest, unit: Organisation, fact_id: UUID) -> HttpResponse:
        """Takes a declined fact back (POST)."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        fact = self.offered(unit, fact_id)
        try:
            self._answer(request=request, unit=unit, fact=fact, reason=None)
        except ServiceRefusal as refusal:
            messages.error(request, refusals.sentence(refusal))
        return see_other(self.url("detail", unit, fact))

    def _answer(
        self, *, request: HygieRequest, unit: Organisation, fact: Fact, reason: str | None
    ) -> Any:
        return coverage_answer_and_refresh(
            scope=request.scope,
            acting_user=request.user,
            unit=unit,
            fact=fact,
            declines=reason is not None,
            reason=reason or "",
            obligation_ids=self.touched(),
        )


def plain(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method as a function, so that a policy can be written on it."""

    def called(*args: Any, **kwargs: Any) -> HttpResponse:
        return view(*args, **kwargs)

    called.__name__ = called.__qualname__ = getattr(view, "__name__", "view")
    called.__doc__ = view.__doc__
    return called


def written(form: Any) -> dict[str, Any]:
    """The values of a form that belong to the record."""
    return {name: value for name, value in form.cleaned_data.items() if name not in FRAME_FIELDS}


def rows_of(fact: Fact, form: type[FactEditForm]) -> list[dict[str, Any]]:
    """(label, value) of each field of the form that the record holds, as people read them."""
    rows = []
    for name in (*form.Meta.fields, "provenance", "note"):  # type: ignore[attr-defined]
        field = fact._meta.get_field(name)  # noqa: SLF001
        value = getattr(fact, name)
        display = getattr(fact, f"get_{name}_display", None)
        rows.append(
            {"label": label_of(form, name, field), "value": display() if display else value}
        )
    return rows


def label_of(form: type[FactEditForm], name: str, field: Any) -> str:
    """The label of the form if it has its own, else that of the model."""
    declared = form.base_fields.get(name)
    label = declared.label if declared is not None and declared.label else field.verbose_name
    return str(label)[:1].upper() + str(label)[1:]


def history_of(fact: Fact, reader: Organisation) -> list[dict[str, Any]]:
    """The journal of one fact, latest first, for the timeline component.

    Its bearer reads all of it; another unit, the acts of the bearer and its own: who declined
    elsewhere, and why, is between that unit and the bearer.
    """
    entries: models.QuerySet[Entry] = Entry.objects.about(fact.fact_kind, fact.pk)
    if fact.bearer_id != reader.pk:
        entries = entries.filter(organisation_id__in=[fact.bearer_id, reader.pk])
    return [
        {
            "on": entry.at,
            "text": ACTS.get(entry.verb.rsplit(".", 1)[-1], "Enregistré"),
            "person": entry.author_name,
            "note": entry.data.get("reason", ""),
        }
        for entry in entries[:30]
    ]
