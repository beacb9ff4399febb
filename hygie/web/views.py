"""The one screen of the shell: every component with sample content."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hygie.web.gallery import sample
from hygie.web.policies import declare


@declare("public")
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show the components, so that rooms copy from one place."""
    return render(request, "web/components.html", sample())
