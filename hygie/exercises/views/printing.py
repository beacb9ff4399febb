"""The print pack of an exercise, one PDF a paper."""

from uuid import UUID

from django.http import Http404, HttpResponse

from hygie.exercises.run_papers import BY_SLUG, pack_zip, paper_pdf
from hygie.exercises.views import fetch_runs as fetch
from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right


@unit_view(fetch.ROOM, read=Right.WRITE)
def run_paper(request: HygieRequest, unit: Organisation, run_id: UUID, paper: str) -> HttpResponse:
    """One paper of the pack, for who leads the exercise."""
    prepared = fetch.prepared(unit, run_id)
    found = BY_SLUG.get(paper)
    if found is None:
        raise Http404("Ce document n’est pas du dossier.")
    content = paper_pdf(prepared, found, on=request.scope.on, is_demo=prepared.run.bearer.is_demo)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="exercice-{found.slug}.pdf"'
    return answer


@unit_view(fetch.ROOM, read=Right.WRITE)
def run_pack(request: HygieRequest, unit: Organisation, run_id: UUID) -> HttpResponse:
    """The whole pack, to carry on a key."""
    prepared = fetch.prepared(unit, run_id)
    content = pack_zip(prepared, on=request.scope.on, is_demo=prepared.run.bearer.is_demo)
    answer = HttpResponse(content, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="exercice-dossier.zip"'
    return answer
