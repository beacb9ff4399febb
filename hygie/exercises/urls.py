"""Addresses of the exercises of a unit."""

from django.urls import path

from hygie.exercises import views

app_name = "exercises"

ROOT = "etablissements/<str:finess>/exercices/"
ONE = f"{ROOT}<uuid:exercise_id>/"

urlpatterns = [
    path(ROOT, views.exercise_list, name="list"),
    path(f"{ROOT}noter/", views.exercise_create, name="record"),
    path(ONE, views.exercise_detail, name="detail"),
    path(f"{ONE}modifier/", views.exercise_edit, name="edit"),
    path(f"{ONE}retex/", views.exercise_retex, name="retex"),
    path(f"{ONE}saisie/", views.exercise_entry, name="entry"),
    path(f"{ONE}amelioration/", views.exercise_improvement, name="improvement"),
    path(f"{ONE}retirer/", views.exercise_remove, name="remove"),
    path(f"{ONE}decliner/", views.exercise_decline, name="decline"),
    path(f"{ONE}reprendre/", views.exercise_take_back, name="take_back"),
]
