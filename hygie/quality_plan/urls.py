"""Addresses of the plan of a unit."""

from django.urls import path

from hygie.quality_plan.views import (
    actions,
    findings,
    gestures,
    imports,
    overviews,
    pilote_answers,
    pilote_links,
    plan,
    sessions,
)

app_name = "quality_plan"

PLAN = "etablissements/<str:finess>/paq"
ACTION = f"{PLAN}/actions/<uuid:action_id>"
FINDING = f"{PLAN}/constats/<uuid:finding_id>"

urlpatterns = [
    path(f"{PLAN}/", plan.plan_list, name="list"),
    path(f"{PLAN}/tableau/", overviews.plan_board, name="board"),
    path(f"{PLAN}/calendrier/", overviews.plan_calendar, name="calendar"),
    path(f"{PLAN}/gantt/", overviews.plan_gantt, name="gantt"),
    path(f"{PLAN}/pilotes/", overviews.plan_by_pilote, name="by-pilote"),
    path(f"{PLAN}/origines/", overviews.plan_by_origin, name="by-origin"),
    path(f"{PLAN}/instances/", overviews.plan_by_instance, name="by-instance"),
    path(f"{PLAN}/seances/<slug:instance>/", sessions.session_page, name="session"),
    path(
        f"{PLAN}/seances/<slug:instance>/dossier.<slug:form>",
        sessions.session_file,
        name="session-file",
    ),
    path(f"{PLAN}/import/", imports.import_new, name="import"),
    path(f"{PLAN}/import/<uuid:import_id>/", imports.import_draft, name="import-draft"),
    path(
        f"{PLAN}/import/<uuid:import_id>/colonnes/", imports.import_columns, name="import-columns"
    ),
    path(f"{PLAN}/import/<uuid:import_id>/annuler/", imports.import_undo, name="import-undo"),
    path(f"{PLAN}/export/", plan.plan_export, name="export"),
    path(f"{PLAN}/reglage/", plan.setting, name="setting"),
    path(f"{PLAN}/actions/nouvelle/", actions.action_new, name="record"),
    path(f"{ACTION}/", actions.action_detail, name="action"),
    path(f"{ACTION}/modifier/", actions.action_edit, name="edit"),
    path(f"{ACTION}/retirer/", actions.action_remove, name="remove"),
    path(f"{ACTION}/decliner/", actions.action_decline, name="decline"),
    path(f"{ACTION}/etat/<slug:to_state>/", gestures.action_move, name="move"),
    path(f"{ACTION}/avancement/", gestures.action_progress, name="progress"),
    path(f"{ACTION}/echeance/", gestures.action_postpone, name="postpone"),
    path(f"{ACTION}/ma-reponse/", pilote_answers.action_mine, name="mine"),
    path(f"{ACTION}/numero/", gestures.action_number, name="number"),
    path(f"{ACTION}/lien/", pilote_links.link_give, name="link-give"),
    path(f"{ACTION}/lien/<uuid:link_id>/fin/", pilote_links.link_end, name="link-end"),
    path("lien/<str:secret>/action/", pilote_links.link_open, name="link"),
    path(f"{PLAN}/constats/", findings.finding_list, name="findings"),
    path(f"{PLAN}/constats/nouveau/", findings.finding_new, name="finding-record"),
    path(f"{FINDING}/modifier/", findings.finding_edit, name="finding-edit"),
    path(f"{FINDING}/rattacher/", findings.finding_answer, name="finding-answer"),
    path(
        f"{FINDING}/detacher/<uuid:action_id>/",
        findings.finding_unanswer,
        name="finding-unanswer",
    ),
    path(f"{FINDING}/ecarter/", findings.finding_dismiss, name="finding-dismiss"),
    path(f"{FINDING}/reprendre/", findings.finding_restore, name="finding-restore"),
    path(f"{FINDING}/retirer/", findings.finding_remove, name="finding-remove"),
]
