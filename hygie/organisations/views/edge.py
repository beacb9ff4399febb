"""Turning refusals into French on a form, and the plain page that shows one form."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hygie.domain.refusal import ServiceRefusal
from hygie.web import refusals


def refusal_on_form(form: BaseForm, error: ServiceRefusal | ValidationError) -> None:
    """Says the refusal at the top of the form; what was typed stays."""
    if isinstance(error, ServiceRefusal):
        refusals.add_to_form(form, error)
        return
    fields = getattr(error, "error_dict", None)
    if fields is None:
        form.add_error(None, error)
        return
    for name, errors in fields.items():
        form.add_error(name if name in form.fields else None, errors)


def form_page(
    request: HttpRequest,
    form: BaseForm,
    title: str,
    label: str,
    *,
    cancel_url: str = "../",
    **context: Any,
) -> HttpResponse:
    """One form on a page; 422 when it was sent and refused."""
    status = 422 if form.is_bound and form.errors else 200
    values = {
        "form": form,
        "form_title": title,
        "label": label,
        "cancel_url": cancel_url,
        **context,
    }
    return render(request, "organisations/form_page.html", values, status=status)
