"""Addresses of the self-assessments of a unit."""

from django.urls import path

from hygie.self_assessments.views import grid, records

app_name = "self_assessments"

ROOT = "etablissements/<str:finess>/auto-evaluations/"
ONE = f"{ROOT}<uuid:assessment_id>/"

urlpatterns = [
    path(ROOT, records.assessment_list, name="list"),
    path(f"{ROOT}noter/", records.assessment_create, name="record"),
    path(ONE, records.assessment_detail, name="detail"),
    path(f"{ONE}modifier/", records.assessment_edit, name="edit"),
    path(f"{ONE}mesures/<int:theme_number>/", grid.assessment_answers, name="answers"),
    path(f"{ONE}clore/", grid.assessment_close, name="close"),
    path(f"{ONE}rouvrir/", grid.assessment_reopen, name="reopen"),
    path(f"{ONE}saisie/", records.assessment_entry, name="entry"),
    path(f"{ONE}ecart/", records.assessment_gap, name="gap"),
    path(f"{ONE}retirer/", records.assessment_remove, name="remove"),
    path(f"{ONE}decliner/", records.assessment_decline, name="decline"),
    path(f"{ONE}reprendre/", records.assessment_take_back, name="take_back"),
]
