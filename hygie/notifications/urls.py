"""Screens of the reminders."""

from django.urls import path

from hygie.notifications import views

app_name = "notifications"
OWN = "compte/rappels/"
OUTBOX = "administration/courriels/"

urlpatterns = [
    path(OWN, views.reminders, name="reminders"),
    path(OWN + "reglages/", views.settings, name="settings"),
    path(OWN + "agenda/", views.calendar_open, name="calendar-open"),
    path(OWN + "agenda/fermer/", views.calendar_close, name="calendar-close"),
    path("rappels/arreter/<str:stop_token>/", views.stop, name="stop"),
    path("agenda/<str:secret>/hygie.ics", views.calendar, name="calendar"),
    path(OUTBOX, views.outbox, name="outbox"),
    path(OUTBOX + "essai/", views.outbox_trial, name="outbox-trial"),
    path(OUTBOX + "<uuid:message_id>/renvoyer/", views.outbox_resend, name="outbox-resend"),
    path(OUTBOX + "<uuid:message_id>/verifie/", views.outbox_settle, name="outbox-settle"),
]
