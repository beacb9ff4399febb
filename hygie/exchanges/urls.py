"""Addresses of the room."""

from django.urls import path

from hygie.exchanges import views

app_name = "exchanges"
HISTORY = "etablissements/<str:finess>/reprise/"

urlpatterns = [
    path(HISTORY, views.history, name="history"),
    path(HISTORY + "modele.xlsx", views.template, name="history-workbook"),
    path(HISTORY + "fiches.pdf", views.paper, name="papers-pdf"),
    path(HISTORY + "fiches/<str:register>.pdf", views.paper, name="paper-pdf"),
    path(HISTORY + "<uuid:history_id>/", views.history_import, name="history-import"),
    path(HISTORY + "<uuid:history_id>/confirmer/", views.history_confirm, name="history-confirm"),
    path(HISTORY + "<uuid:history_id>/abandonner/", views.history_drop, name="history-drop"),
    path(HISTORY + "<uuid:history_id>/annuler/", views.history_undo, name="history-undo"),
]
