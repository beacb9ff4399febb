"""The screens of the shell: every component with sample content, its icon, and the certificate of a
machine that serves its own network."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
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


@declare("public")
@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """How a phone trusts the machine that serves it (`hygie serve --reseau`)."""
    context = {"fingerprint": settings.NETWORK_FINGERPRINT, "address": settings.PUBLIC_URL}
    return render(request, "web/certificate.html", context)


@declare("public")
@require_safe
def certificate_file(request: HttpRequest) -> HttpResponse:
    """The authority, as phones take it; 404 when the certificate is held by somebody else."""
    if not settings.NETWORK_AUTHORITY:
        raise Http404
    answer = HttpResponse(settings.NETWORK_AUTHORITY, content_type="application/x-x509-ca-cert")
    answer["Content-Disposition"] = 'attachment; filename="hygie.crt"'
    return answer
