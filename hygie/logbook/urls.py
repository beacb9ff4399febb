"""Addresses of the main courante of a unit."""

from django.urls import path

from hygie.logbook import views

app_name = "logbook"

ROOT = "etablissements/<str:finess>/main-courante/"
ONE = f"{ROOT}<uuid:event_id>/"

urlpatterns = [
    path(ROOT, views.event_list, name="list"),
    path(f"{ROOT}ouvrir/", views.event_open, name="open"),
    path(ONE, views.event_page, name="event"),
    path(f"{ONE}<int:number>/", views.entry_page, name="entry"),
    path(f"{ONE}<int:number>/rectifier/", views.entry_correct, name="correct"),
    path(f"{ONE}delais/<slug:code>/", views.clock, name="clock"),
    path(f"{ONE}niveau/", views.event_change, name="change"),
    path(f"{ONE}cellules/", views.cell, name="cell"),
    path(f"{ONE}clore/", views.event_close, name="close"),
    path(f"{ONE}imprimer/", views.log_print, name="print"),
    path(f"{ONE}pdf/", views.log_pdf, name="pdf"),
    path(f"{ONE}verifier/", views.log_verify, name="verify"),
    path(f"{ONE}flux/", views.log_stream, name="stream"),
    path(f"{ONE}suite/", views.log_follow, name="follow"),
]
