"""Screens of action 7."""

from django.urls import path

from hygie.digital_budget import views
from hygie.digital_budget.pages import APP, COMPUTATION, ROOT

app_name = APP
UNIT = f"etablissements/<str:finess>/{ROOT}"
urlpatterns = [
    path(f"{UNIT}/", views.computation_list, name="list"),
    path(f"{UNIT}/<uuid:fact_id>/saisie/", views.entry, name="entry"),
    path(f"{UNIT}/noter/", views.record, name="record"),
    *COMPUTATION.urls(),
]
