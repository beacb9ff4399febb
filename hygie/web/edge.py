"""Between screens and services, once for every room: refusals said on the form, the page of one
form, and the two versions when another person saved meanwhile."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.web import refusals
from hygie.web.formats import day_short

Answer = TypeVar("Answer")
STALE = "stale"
FORM_PAGE = "web/form_page.html"


def attempt(
    form: forms.BaseForm, service: Callable[..., Answer], /, **values: Any
) -> Answer | None:
    """What the service answers; None when it refuses, the refusal being then said on the form.

    The service must answer something else than None.
    """
    try:
        return service(**values)
    except ServiceRefusal as refusal:
        form.refusal = refusal  # type: ignore[attr-defined]  # read by `form_page`
        refusals.add_to_form(form, refusal)
    except ValidationError as error:
        by_field = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        for name, errors in by_field.items():
            form.add_error(name if name in form.fields else None, errors)
    return None


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    template: str = FORM_PAGE,
    stored: Callable[[], forms.BaseForm] | None = None,
    **context: Any,
) -> HttpResponse:
    """The form on its page, with 422 when it was sent and refused.

    The default template takes: title, label (of the button), cancel_url, and may take lead, kind
    ("danger") and crumbs. `stored` gives the form of what is stored now: after a refusal "stale",
    both versions are shown, and sending again keeps what was typed.
    """
    refusal = getattr(form, "refusal", None)
    context.setdefault("conflict", None)
    if refusal is not None and refusal.code == STALE and stored is not None:
        now = stored()
        take_version(form, now["version"].value())
        context["conflict"] = {
            "rows": conflict_rows(form, now),
            "person": refusal.data["by"],
            "saved_at": refusal.data["at"],
        }
    for name in ("lead", "kind", "crumbs"):
        context.setdefault(name, "")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def conflict_rows(typed: forms.BaseForm, stored: forms.BaseForm) -> list[dict[str, Any]]:
    """Rows of `web/components/conflict.html`: one per visible field of `typed`, the bound form."""
    rows = []
    for field in typed.visible_fields():
        mine, theirs = _shown(field), _shown(stored[field.name])
        rows.append(
            {"label": field.label, "mine": mine, "theirs": theirs, "differs": mine != theirs}
        )
    return rows


def take_version(form: forms.BaseForm, version: int) -> None:
    """Makes the next sending of a bound form count on the version just shown."""
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix("version")] = str(version)
    form.data = data


def _shown(field: BoundField) -> str:
    value = field.value()
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(filter(None, (_text(one, choices) for one in values)))


def _text(value: Any, choices: dict[str, str]) -> str:
    if value is None:
        return ""
    return choices.get(str(value)) or day_short(value) or str(value).strip()
