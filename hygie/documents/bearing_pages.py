"""Between which days a fact counts for a unit that it is borne for: its bearer says it."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from hygie.documents.going_back import next_page
from hygie.documents.policies import known_unit_view
from hygie.documents.selectors import subject_or_refuse
from hygie.documents.subjects import Subject
from hygie.obligations.recording import coverage_set_days_and_refresh
from hygie.organisations.bearing import coverage_seen
from hygie.organisations.models import Coverage, Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.web.edge import attempt, form_page
from hygie.web.forms import FrenchDateField, HygieForm
from hygie.web.http import see_other


class CoverageForm(HygieForm):
    """The days; both empty, the fact counts as long as it holds itself."""

    since = FrenchDateField(
        label="Compte à partir du",
        required=False,
        help_text="Vide\u00a0: depuis que le fait existe.",
    )
    until = FrenchDateField(
        label="Ne compte plus à partir du",
        required=False,
        help_text="Premier jour où il ne compte plus. Vide\u00a0: tant que le fait dure.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


@known_unit_view(posts=True)
def coverage_days(
    request: HygieRequest,
    unit: Organisation,
    subject_kind: str,
    subject_id: UUID,
    covered_id: int,
) -> HttpResponse:
    """From when and until when the fact counts for this unit."""
    fact = subject_or_refuse(request.scope, unit, subject_kind, subject_id, Right.WRITE)
    coverage = coverage_or_404(fact, unit, covered_id)
    form_of = partial(_form, coverage.pk)
    form = form_of(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"fact": fact, "covered_id": covered_id, **form.cleaned_data}
        who = {"scope": request.scope, "acting_user": request.user, "unit": unit}
        if attempt(form, coverage_set_days_and_refresh, **who, **said) is not None:
            messages.success(request, "C’est noté, et ses statuts sont à jour.")
            return see_other(next_page(request, unit))
    return form_page(
        request,
        form,
        stored=form_of,
        title=f"Depuis quand, jusqu’à quand pour {coverage.unit}",
        lead=f"{fact}, porté par {fact.bearer}.",
        label="Enregistrer",
        cancel_url=next_page(request, unit),
    )


def _form(coverage_id: int, data: Any = None) -> CoverageForm:
    now = Coverage.objects.get(pk=coverage_id)
    shown = {"since": now.since, "until": now.until, "seen": coverage_seen(now)}
    return CoverageForm(data, initial=shown)


def coverage_or_404(fact: Subject, bearer: Organisation, covered_id: int) -> Coverage:
    """The coverage of this unit, of a whole fact that `bearer` bears."""
    if fact.bearer.pk != bearer.pk or fact.coverage_id != fact.pk:
        raise Http404("Ce fait est porté par un autre établissement, ou suit un autre fait.")
    rows = Coverage.objects.select_related("unit")
    return get_object_or_404(rows, fact_id=fact.pk, unit__pk=covered_id)
