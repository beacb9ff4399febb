"""The one screen of the shell, every component with sample content; and its icon."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hygie.web.gallery import sample
from hygie.web.policies import declare

ICON = Path(__file__).resolve().parent / "static" / "web" / "favicon.ico"


@cache
def icon_bytes() -> bytes:
    """The icon, read once."""
    return ICON.read_bytes()


@declare("public")
@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for by habit, beside the icon that the pages name."""
    return HttpResponse(icon_bytes(), content_type="image/x-icon")


@declare("public")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show the components, so that rooms copy from one place."""
    return render(request, "web/components.html", sample())
