"""Addresses of the evidence of a unit."""

from django.urls import path

from hygie.documents import bearing_pages, delegation_pages, views

app_name = "documents"

PIECES = "etablissements/<str:finess>/pieces"
ACT = "etablissements/<str:finess>/delegations/<int:delegation_id>/acte"

urlpatterns = [
    path("etablissements/<str:finess>/documents/", views.evidence_list, name="list"),
    path(
        f"{PIECES}/ajouter/<str:subject_kind>/<uuid:subject_id>/",
        views.evidence_add,
        name="evidence-add",
    ),
    path(f"{PIECES}/<uuid:evidence_id>/", views.evidence_download, name="evidence-download"),
    path(
        f"{PIECES}/<uuid:evidence_id>/retirer/", views.evidence_withdraw, name="evidence-withdraw"
    ),
    path(
        "etablissements/<str:finess>/portees/<str:subject_kind>/<uuid:subject_id>/<int:covered_id>/",
        bearing_pages.coverage_days,
        name="coverage-days",
    ),
    path(f"{ACT}/joindre/", delegation_pages.delegation_file_add, name="delegation-file-add"),
    path(f"{ACT}/", delegation_pages.delegation_file, name="delegation-file"),
]
