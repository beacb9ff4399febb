"""Addresses of a made-up room, to test the pages of personal links."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from hygie.accounts.links import personal_link
from hygie.accounts.models import PersonalLink
from hygie.web.http import see_other


@personal_link("continuity", "bia")
def answer(request: HttpRequest, link: PersonalLink, subject_id: str = "") -> HttpResponse:
    """Shows, or « saves », the object of the link."""
    if request.method == "POST":
        return see_other(request.path)
    return HttpResponse(f"{link.subject_label} par {link.journal_name}")


urlpatterns = [
    path("", include("hygie.config.urls")),
    path("lien/<str:secret>/essai/", answer, name="trial"),
    path("lien/<str:secret>/essai/<str:subject_id>/", answer, name="trial-one"),
]
