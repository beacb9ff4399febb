"""Screens of action 6."""

from django.urls import path

from hygie.identification import views
from hygie.identification.pages import APP, PAGES

app_name = APP
urlpatterns = [
    path("etablissements/<str:finess>/identification/", views.overview, name="overview"),
    *(address for page in PAGES for address in page.urls()),
]
