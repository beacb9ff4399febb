"""What the views fetch with the right, and how they answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse

from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.organisations.rights import Right, Room
from hygie.self_assessments import selectors
from hygie.self_assessments.models import SelfAssessment
from hygie.web.http import see_other

ROOM = Room.SELF_ASSESSMENTS


def borne(unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    assessment = selectors.assessment_borne_by(unit, assessment_id)
    if assessment is None:
        raise Http404("Auto-évaluation inconnue, ou portée par un autre établissement.")
    return assessment


def offered(unit: Organisation, assessment_id: UUID) -> SelfAssessment:
    assessment = selectors.assessment_for(unit, assessment_id)
    if assessment is None:
        raise Http404("Auto-évaluation inconnue ou hors de votre périmètre.")
    return assessment


def who(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def rights_of(request: HygieRequest, unit: Organisation) -> dict[str, bool]:
    """Whether the person may write here, and in the plan."""
    rooms = {"may_write": ROOM, "may_plan": Room.QUALITY_PLAN}
    return {name: request.scope.may(unit, room, Right.WRITE) for name, room in rooms.items()}


def back(request: HygieRequest, unit: Organisation, pk: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return see_other("self_assessments:detail", unit.finess, pk)


def nothing(request: HygieRequest, unit: Organisation, pk: UUID, said: str) -> HttpResponse:
    """Back to the self-assessment, where the gesture has no object."""
    messages.info(request, said)
    return see_other("self_assessments:detail", unit.finess, pk)
