"""Where to go back from a page that several others lead to."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from hygie.organisations.models import Organisation


def next_page(request: HttpRequest, unit: Organisation) -> str:
    """The page that led here (`?suite=`), else the list of pieces."""
    asked = request.GET.get("suite", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("documents:list", args=[unit.finess])
