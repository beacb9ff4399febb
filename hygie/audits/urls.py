"""Screens of action 3."""

from django.urls import path

from hygie.audits import views
from hygie.audits.pages import APP, PAGES

app_name = APP
urlpatterns = [
    path("etablissements/<str:finess>/audits/", views.overview, name="overview"),
    *(address for page in PAGES for address in page.urls()),
]
