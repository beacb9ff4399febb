"""Between the screens and the services: 404, refusals in French, two versions of one record."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.models import Organisation
from hygie.organisations.requests import HygieRequest
from hygie.quality_plan import selectors
from hygie.quality_plan.models import Finding, PlanAction
from hygie.web import refusals
from hygie.web.edge import conflict_rows, take_shown

SAVED_MEANWHILE = (
    "Une autre personne a enregistré cette fiche pendant que vous la remplissiez. Rien n’a été "
    "écrasé et votre saisie est gardée\u00a0: relisez la fiche, puis envoyez de nouveau."
)


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


def say(form: BaseForm, error: ServiceRefusal | ValidationError) -> None:
    """Says a refusal at its field if the form has it, else on top; what was typed stays."""
    if isinstance(error, ServiceRefusal):
        refusals.add_to_form(form, error)
        return
    for name, errors in error.message_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def by(request: HygieRequest, unit: Organisation) -> dict[str, Any]:
    """The first words of every service."""
    return {"scope": request.scope, "acting_user": request.user, "unit": unit}


def attempt(
    form: Any, service: Callable[..., Any], values: Mapping[str, Any], *, version: int | None = None
) -> bool:
    """Calls the service; a refusal is said on the form and answers False.

    `version`: of the record as stored; when another person saved meanwhile, the form counts on it,
    so that sending it again keeps what was typed.
    """
    try:
        service(**values)
    except (ServiceRefusal, ValidationError) as error:
        if not is_stale(error) or version is None:
            say(form, error)
            return False
        form.add_error(None, SAVED_MEANWHILE)
        take_shown(form, "version", version)
        return False
    return True


def attempt_or_compare(
    form: Any,
    service: Callable[..., Any],
    values: Mapping[str, Any],
    stored_form: Callable[[], Any],
) -> dict[str, Any] | None:
    """The same for a whole record: None when done, else what the page shows of the two versions.

    `stored_form` gives a form of the record as stored; it is called only when the record changed.
    """
    try:
        service(**values)
    except (ServiceRefusal, ValidationError) as error:
        say(form, error)
        if not is_stale(error):
            return {"conflict": None}
        stored = stored_form()
        take_shown(form, "version", stored.instance.version)
        return {
            "conflict": {
                "rows": conflict_rows(form, stored),
                "person": stored.instance.updated_by_name,
                "saved_at": stored.instance.updated_at,
            }
        }
    return None


def is_stale(error: Exception) -> bool:
    """Whether another person saved the record meanwhile."""
    return isinstance(error, ServiceRefusal) and error.code == "stale"


def form_page(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    label: str,
    cancel_url: str,
    template: str = "form_page",
    **context: Any,
) -> HttpResponse:
    """One form on a page (422 when it was sent and refused).

    Context: lead, kind ("danger"), conflict (from `say_stale`), finding, note.
    """
    status = 422 if form.is_bound and form.errors else 200
    values = {
        "form": form,
        "form_title": title,
        "label": label,
        "cancel_url": cancel_url,
        "lead": "",
        "kind": "",
        "conflict": None,
        "finding": None,
        **context,
    }
    return render(request, f"quality_plan/{template}.html", values, status=status)
