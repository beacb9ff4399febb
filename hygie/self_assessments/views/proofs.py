"""The screen that chooses which pieces of the establishment prove a measure."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from hygie.organisations.models import Organisation
from hygie.organisations.policies import unit_view
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right
from hygie.self_assessments import proof_selectors, services
from hygie.self_assessments.proof_forms import ProofsForm
from hygie.self_assessments.views.fetch import ROOM, borne, who
from hygie.web.edge import attempt, form_page, sent
from hygie.web.http import see_other

WORDS_MOST = 80


@unit_view(ROOM, read=Right.WRITE, write=Right.WRITE)
def measure_proofs(
    request: HygieRequest, unit: Organisation, assessment_id: UUID, rank: int
) -> HttpResponse:
    """Chooses among the pieces of the establishment, those of other measures and years too."""
    assessment = borne(unit, assessment_id)
    measures = assessment.measures
    if not 1 <= rank <= len(measures):
        raise Http404("Cette mesure n’est pas dans le référentiel.")
    measure, words = measures[rank - 1], request.GET.get("q", "").strip()[:WORDS_MOST]
    cited, others = proof_selectors.pieces_to_choose(
        request.scope, unit, assessment, measure["id"], words
    )
    form = ProofsForm(sent(request), cited=cited, others=others)
    if request.method == "POST" and form.is_valid():
        about = {"assessment_id": assessment_id, "measure_id": measure["id"], **form.cleaned_data}
        if attempt(form, services.proofs_choose, **who(request, unit), **about) is not None:
            messages.success(request, "Les preuves de la mesure sont enregistrées.")
            return see_other("self_assessments:measure", unit.finess, assessment_id, rank)
    context: dict[str, Any] = {
        "assessment": assessment,
        "measure": measure,
        "rank": rank,
        "words": words,
    }
    context |= {
        "is_empty": not cited and not others,
        "is_cut": len(others) == proof_selectors.MOST_SHOWN,
    }
    return form_page(request, form, template="self_assessments/proofs_form.html", **context)
