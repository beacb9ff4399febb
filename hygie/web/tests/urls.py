"""The shell's own addresses, so that these tests need no upper room."""

from django.urls import include, path

urlpatterns = [path("", include("hygie.web.urls"))]
handler404 = "hygie.web.errors.not_found"
