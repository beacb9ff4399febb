"""Between the screens and the services: 404, refusals in French, two versions of one record."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.quality_plan import selectors
from hygie.quality_plan.models import Finding, PlanAction
from hygie.web import edge
from hygie.web.refusals import register

SAVED_MEANWHILE = (
    "Une autre personne a enregistré cette fiche pendant que vous la remplissiez. Rien n’a été "
    "écrasé et votre saisie est gardée\u00a0: relisez la fiche, puis envoyez de nouveau."
)
register({"stale_gesture": SAVED_MEANWHILE})


def action_or_404(unit: Organisation, action_id: UUID) -> PlanAction:
    """An action that counts for the unit, or that it declined."""
    action = selectors.action_of(unit, action_id)
    if action is None:
        raise Http404("Action inconnue dans le plan de cet établissement.")
    return action


def own_action_or_404(unit: Organisation, action_id: UUID) -> PlanAction:
    """An action that the unit bears: the only one whose text and life it changes."""
    action = action_or_404(unit, action_id)
    if action.bearer_id != unit.pk:
        raise Http404("Cette action est portée par un autre établissement.")
    return action


def finding_or_404(unit: Organisation, finding_id: UUID, *, own: bool = False) -> Finding:
    """A finding that counts for the unit; `own`: that it bears."""
    finding = selectors.finding_of(unit, finding_id)
    if finding is None or (own and finding.bearer_id != unit.pk):
        raise Http404("Constat inconnu dans cet établissement.")
    return finding


def by(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    """The first words of every service."""
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def attempt(
    form: Any, service: Callable[..., Any], values: Mapping[str, Any], *, version: int | None = None
) -> bool:
    """Calls the service (`hygie.web.edge.attempt`); a refusal is said on the form: False.

    `version`: of the record as stored; when another person saved meanwhile, the form counts on it,
    so that sending it again keeps what was typed: a small gesture has no two versions to compare.
    """

    def done(**given: Any) -> bool:
        try:
            service(**given)
        except ServiceRefusal as refusal:
            if refusal.code != edge.STALE or version is None:
                raise
            edge.take_shown(form, "version", version)
            raise ServiceRefusal("stale_gesture") from refusal
        return True

    return bool(edge.attempt(form, done, **values))


def attempt_or_compare(
    form: Any,
    service: Callable[..., Any],
    values: Mapping[str, Any],
    stored_form: Callable[[], Any],
) -> dict[str, Any] | None:
    """The same for a whole record: None when done, else what `form_page` compares with.

    `stored_form` gives a form of the record as stored; it is called only when the record changed.
    """
    return None if attempt(form, service, values) else {"stored": stored_form}


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    template: str = "form_page",
    **context: Any,
) -> HttpResponse:
    """`hygie.web.edge.form_page` on the template of the room.

    Context: label, cancel_url, lead, kind ("danger"), stored, finding, note.
    """
    page = f"quality_plan/{template}.html"
    context = {"finding": None, "form_title": title, **context}
    return edge.form_page(request, form, template=page, **context)
