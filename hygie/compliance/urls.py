"""Screens of the situation of a unit."""

from django.urls import path

from hygie.compliance.views import note, questions, status, todo

app_name = "compliance"
UNIT = "etablissements/<str:finess>/"

urlpatterns = [
    path(UNIT, status.status, name="status"),
    path(UNIT + "obligations/<str:code>/", status.obligation, name="obligation"),
    path(
        UNIT + "obligations/<str:code>/on-ne-sait-pas/",
        questions.question_open,
        name="question-open",
    ),
    path(UNIT + "obligations/<str:code>/on-sait/", questions.question_close, name="question-close"),
    path(UNIT + "noter/", note.note, name="note"),
    path(UNIT + "a-faire/", todo.todo, name="todo"),
]
