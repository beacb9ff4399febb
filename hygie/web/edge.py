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
STALE, STALE_REMOVAL = "stale", "stale_removal"
# Hidden fields that say which state of the record a form was filled from.
SHOWN_STATE = ("version", "seen")
FORM_PAGE = "web/form_page.html"


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, even nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


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
    ("danger"), crumbs and cancel_label. `stored` gives the form of what is stored now: after a
    refusal "stale", both versions are shown, and sending again keeps what was typed. After
    "stale_removal", what was typed is kept, without comparing.
    """
    refusal = getattr(form, "refusal", None)
    context.setdefault("conflict", None)
    if refusal is not None and refusal.code in (STALE, STALE_REMOVAL) and stored is not None:
        now = stored()
        for name in SHOWN_STATE:
            if name in now.fields:
                take_shown(form, name, now[name].value())
        if refusal.code == STALE:
            context["conflict"] = {
                "rows": conflict_rows(form, now),
                "person": refusal.data["by"],
                "saved_at": refusal.data["at"],
            }
    for name in ("lead", "kind", "crumbs", "cancel_label"):
        context.setdefault(name, "")
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def conflict_rows(typed: forms.BaseForm, stored: forms.BaseForm) -> list[dict[str, Any]]:
    """Rows of `web/components/conflict.html`: the visible fields that differ, all when none does.

    `typed` is the bound form, `stored` that of what is stored now; a field that it lacks is read
    from its record.
    """
    rows = []
    for field in typed.visible_fields():
        mine, theirs = _shown(field), _stored(stored, field.name)
        rows.append(
            {"label": field.label, "mine": mine, "theirs": theirs, "differs": mine != theirs}
        )
    return [row for row in rows if row["differs"]] or rows


def take_shown(form: forms.BaseForm, name: str, value: object) -> None:
    """Makes the next sending of a bound form count on what is stored, just shown."""
    data = cast(QueryDict, form.data).copy()
    data[form.add_prefix(name)] = str(value)
    form.data = data


def _stored(form: forms.BaseForm, name: str) -> str:
    if name in form.fields:
        return _shown(form[name])
    return _text(getattr(getattr(form, "instance", None), name, ""))


def _shown(field: BoundField) -> str:
    """The value as a person reads it; several choices in the order of the list."""
    value = field.value()
    choices = {str(code): str(label) for code, label in getattr(field.field, "choices", ())}
    if isinstance(value, list | tuple | set):
        chosen = {str(one) for one in value}
        return ", ".join(label for code, label in choices.items() if code in chosen)
    return choices.get("" if value is None else str(value)) or _text(value)


def _text(value: Any) -> str:
    return "" if value is None else day_short(value) or str(value).strip()
