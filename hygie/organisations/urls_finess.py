"""Addresses of the FINESS imports, included by `urls.py` in the same namespace."""

from django.urls import path

from hygie.organisations.views import finess

IMPORTS = "administration/finess/"

urlpatterns = [
    path(IMPORTS, finess.finess_import, name="finess-import"),
    path(IMPORTS + "<uuid:run_id>/", finess.finess_import_detail, name="finess-import-detail"),
    path(
        IMPORTS + "<uuid:run_id>/reprendre/",
        finess.finess_import_resume,
        name="finess-import-resume",
    ),
]
