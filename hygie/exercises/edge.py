"""What the views share: refusals said on the form, the page of one form, the conflict of two."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.conflicts import conflict_rows, take_shown
from hygie.organisations.requests import HygieRequest
from hygie.web import refusals

Answer = TypeVar("Answer")
STALE, STALE_REMOVAL = "stale", "stale_removal"


def sent(request: HygieRequest) -> QueryDict | None:
    """What was sent, even nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def attempt(form: BaseForm, service: Callable[..., Answer], **values: Any) -> Answer | None:
    """What the service answers; None when it refuses, the refusal being then said on the form."""
    try:
        return service(**values)
    except ServiceRefusal as refusal:
        form.refusal = refusal  # type: ignore[attr-defined]  # read by `form_page`
        refusals.add_to_form(form, refusal)
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)
    return None


def form_page(
    request: HygieRequest,
    form: BaseForm,
    template: str,
    *,
    stored: Callable[[], BaseForm] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form on its page, with 422 when it was sent and refused.

    `stored` gives the form of what is stored now: when another person saved meanwhile, both
    versions are shown, and what was typed is kept.
    """
    refusal = getattr(form, "refusal", None)
    if refusal is not None and refusal.code in (STALE, STALE_REMOVAL) and stored is not None:
        now = stored()
        take_shown(form, "version", now["version"].value())
        if refusal.code == STALE:
            context["conflict"] = {
                "rows": conflict_rows(form, now),
                "person": refusal.data["by"],
                "saved_at": refusal.data["at"],
            }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"exercises/{template}.html", {"form": form, **context}, status=status)
