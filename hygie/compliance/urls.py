"""Screens of the situation of a unit."""

from django.urls import path

from hygie.compliance.views import note, publication, questions, statement, status, todo

app_name = "compliance"
UNIT = "etablissements/<str:finess>/"
STATEMENT = UNIT + "etats/<uuid:statement_id>/"

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
    path(UNIT + "publication/", publication.publication, name="publication"),
    path(UNIT + "publication/publier/", publication.publish, name="publish"),
    path(UNIT + "etats/", statement.statement_list, name="statements"),
    path(UNIT + "etats/preparer/", statement.statement_prepare, name="statement-prepare"),
    path(STATEMENT, statement.statement_detail, name="statement"),
    path(STATEMENT + "confirmer/", statement.statement_confirm, name="statement-confirm"),
    path(STATEMENT + "signe/", statement.statement_signed, name="statement-signed"),
    path(STATEMENT + "signe/pdf/", statement.statement_signed_file, name="statement-signed-file"),
    path(STATEMENT + "abandonner/", statement.statement_abandon, name="statement-abandon"),
    path(STATEMENT + "pdf/", statement.statement_pdf, name="statement-pdf"),
    path(UNIT + "a-faire/", todo.todo, name="todo"),
]
