"""Screens of action 4."""

from django.urls import path

from hygie.continuity import views
from hygie.continuity.pages import APP, PAGES

app_name = APP
ROOT = "etablissements/<str:finess>/continuite/"
urlpatterns = [
    path(ROOT, views.overview, name="overview"),
    path(f"{ROOT}bia/", views.bias, name="bias"),
    path(f"{ROOT}bia/<uuid:bia_id>/lien/", views.bia_link, name="bia-link"),
    path(f"{ROOT}listes/arreter/", views.list_record, name="list-record"),
    path(f"{ROOT}listes/<uuid:list_id>/", views.list_detail, name="list-detail"),
    path(f"{ROOT}listes/<uuid:list_id>/retirer/", views.list_remove, name="list-remove"),
    path(f"{ROOT}evenements/<uuid:event_id>/", views.event_tests, name="event-tests"),
    path("lien/<str:secret>/bia/", views.contribute, name="contribute"),
    *(address for page in PAGES for address in page.urls()),
]
