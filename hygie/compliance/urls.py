"""Screens of the situation of a unit."""

from django.urls import path

from hygie.compliance.views import (
    direction,
    entry,
    first_run,
    note,
    publication,
    questions,
    statement,
    status,
    todo,
)

app_name = "compliance"
UNIT = "etablissements/<str:finess>/"
SHEET = UNIT + "fiches/<int:action>/<uuid:subject_id>/"
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
    path(UNIT + "premiere-saisie/", first_run.first_run, name="first-run"),
    path("premiere-installation/", first_run.set_up, name="set-up"),
    path(UNIT + "publication/", publication.publication, name="publication"),
    path(UNIT + "publication/publier/", publication.publish, name="publish"),
    path(UNIT + "direction/", direction.direction, name="direction"),
    path(UNIT + "direction/pdf/", direction.direction_pdf, name="direction-pdf"),
    path(UNIT + "fiches/", entry.entry_sheets, name="entry-sheets"),
    path(UNIT + "fiches/libelles/", entry.mapping_set, name="entry-mapping"),
    path(UNIT + "fiches/libelles/fichier/", entry.mapping_file, name="entry-mapping-file"),
    path(SHEET, entry.entry_sheet, name="entry-sheet"),
    path(SHEET + "clore/", entry.entry_close, name="entry-close"),
    path(SHEET + "pdf/", entry.entry_pdf, name="entry-pdf"),
    path(SHEET + "xlsx/", entry.entry_xlsx, name="entry-xlsx"),
    path(UNIT + "etats/", statement.statement_list, name="statements"),
    path(UNIT + "etats/preparer/", statement.statement_prepare, name="statement-prepare"),
    path(STATEMENT, statement.statement_detail, name="statement"),
    path(STATEMENT + "confirmer/", statement.statement_confirm, name="statement-confirm"),
    path(STATEMENT + "signe/", statement.statement_signed, name="statement-signed"),
    path(STATEMENT + "signe/pdf/", statement.statement_signed_file, name="statement-signed-file"),
    path(STATEMENT + "abandonner/", statement.statement_abandon, name="statement-abandon"),
    path(STATEMENT + "pdf/", statement.statement_pdf, name="statement-pdf"),
    path(UNIT + "a-faire/", todo.todo, name="todo"),
    path(UNIT + "a-faire/fiches/", todo.waiting, name="waiting-sheets"),
]
