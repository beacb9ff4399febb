"""Addresses of the self-assessments of a unit."""

from django.urls import path

from hygie.self_assessments import views

app_name = "self_assessments"

ROOT = "etablissements/<str:finess>/auto-evaluations/"
ONE = f"{ROOT}<uuid:assessment_id>/"

urlpatterns = [
    path(ROOT, views.assessment_list, name="list"),
    path(f"{ROOT}noter/", views.assessment_create, name="record"),
    path(ONE, views.assessment_detail, name="detail"),
    path(f"{ONE}modifier/", views.assessment_edit, name="edit"),
    path(f"{ONE}mesures/<int:theme_number>/", views.assessment_answers, name="answers"),
    path(f"{ONE}clore/", views.assessment_close, name="close"),
    path(f"{ONE}rouvrir/", views.assessment_reopen, name="reopen"),
    path(f"{ONE}saisie/", views.assessment_entry, name="entry"),
    path(f"{ONE}ecart/", views.assessment_gap, name="gap"),
    path(f"{ONE}retirer/", views.assessment_remove, name="remove"),
    path(f"{ONE}decliner/", views.assessment_decline, name="decline"),
    path(f"{ONE}reprendre/", views.assessment_take_back, name="take_back"),
]
