"""Addresses of the exercises of a unit."""

from django.urls import path

from hygie.exercises.views import (
    after,
    archives,
    attending,
    constats,
    convoking,
    editing,
    following,
    highlights,
    importing,
    library,
    participants,
    playing,
    preparing,
    printing,
    retex,
    retex_templates,
    reviewing,
    sharing,
    sheets,
    stimuli,
    surveying,
    taking_part,
    together,
)
from hygie.exercises.views import held as views

app_name = "exercises"

ROOT = "etablissements/<str:finess>/exercices/"
ONE = f"{ROOT}<uuid:exercise_id>/"
SCENARIOS = f"{ROOT}scenarios/"
SHIPPED = f"{SCENARIOS}fournis/<slug:slug>/"
SCENARIO = f"{SCENARIOS}<uuid:scenario_id>/"
WRITING = f"{SCENARIO}modifier/"
STIMULUS = f"{WRITING}stimuli/<str:stimulus_code>/"
RUNS = f"{ROOT}preparation/"
RUN = f"{RUNS}<uuid:run_id>/"
RETEX = f"{RUN}retex/<slug:which>/"
PEOPLE = f"{RUN}participants/"
SHARED = f"{ROOT}retex-partages/"
ARCHIVES = f"{ROOT}archives/"
ARCHIVE = f"{ARCHIVES}<uuid:archive_id>/"
PERSON = f"{PEOPLE}<uuid:participant_id>/"

urlpatterns = [
    path(ROOT, views.exercise_list, name="list"),
    path(f"{ROOT}noter/", views.exercise_create, name="record"),
    path(ONE, views.exercise_detail, name="detail"),
    path(f"{ONE}modifier/", views.exercise_edit, name="edit"),
    path(f"{ONE}retex/", views.exercise_retex, name="retex"),
    path(f"{ONE}saisie/", views.exercise_entry, name="entry"),
    path(f"{ONE}amelioration/", views.exercise_improvement, name="improvement"),
    path(f"{ONE}retirer/", views.exercise_remove, name="remove"),
    path(f"{ONE}decliner/", views.exercise_decline, name="decline"),
    path(f"{ONE}reprendre/", views.exercise_take_back, name="take_back"),
    path(SCENARIOS, library.scenario_list, name="scenarios"),
    path(f"{SCENARIOS}nouveau/", editing.scenario_new, name="scenario-new"),
    path(f"{SCENARIOS}reprendre/", importing.scenario_import_page, name="scenario-import"),
    path(f"{SCENARIOS}reprendre-tableur/", sheets.scenario_sheet, name="scenario-sheet"),
    path(f"{SCENARIOS}schema.json", importing.scenario_schema, name="scenario-schema"),
    path(SHIPPED, library.scenario_shipped, name="scenario-shipped"),
    path(f"{SHIPPED}scenario.yaml", library.scenario_shipped_file, name="scenario-shipped-file"),
    path(f"{SHIPPED}dupliquer/", library.scenario_shipped_copy, name="scenario-shipped-copy"),
    path(SCENARIO, library.scenario_detail, name="scenario"),
    path(f"{SCENARIO}scenario.yaml", library.scenario_file, name="scenario-file"),
    path(f"{SCENARIO}dupliquer/", library.scenario_copy, name="scenario-copy"),
    path(f"{SCENARIO}archiver/", library.scenario_shelve, name="scenario-shelve"),
    path(WRITING, editing.scenario_edit, name="scenario-edit"),
    path(f"{WRITING}abandonner/", editing.scenario_drop, name="scenario-drop"),
    path(f"{WRITING}stimuli/nouveau/", stimuli.stimulus_new, name="stimulus-new"),
    path(STIMULUS, stimuli.stimulus_edit, name="stimulus"),
    path(f"{STIMULUS}deplacer/", stimuli.stimulus_shift, name="stimulus-move"),
    path(f"{STIMULUS}retirer/", stimuli.stimulus_drop, name="stimulus-remove"),
    path(f"{WRITING}<slug:part>/", editing.scenario_part, name="scenario-part"),
    path(f"{SHIPPED}preparer/", preparing.run_new_shipped, name="run-new-shipped"),
    path(f"{SCENARIO}preparer/", preparing.run_new, name="run-new"),
    path(RUNS, preparing.run_list, name="runs"),
    path(RUN, preparing.run_detail, name="run"),
    path(f"{RUN}mots/", preparing.run_words, name="run-words"),
    path(f"{RUN}date/", preparing.run_day, name="run-day"),
    path(f"{RUN}cellules/", preparing.run_cells, name="run-cells"),
    path(f"{RUN}fonctions/", preparing.run_functions, name="run-functions"),
    path(f"{RUN}etablissements/", together.run_units, name="run-units"),
    path(f"{RUN}invitation/", together.run_answer, name="run-answer"),
    path(f"{RUN}ouvrir-main-courante/", together.run_log_open, name="run-log-open"),
    path(f"{RUN}destinataires/", together.run_addressed, name="run-addressed"),
    path(f"{RUN}destinataires/<str:stimulus_code>/", together.run_address, name="run-address"),
    path(f"{RUN}verifications/<str:key>/", preparing.run_waive, name="run-waive"),
    path(f"{RUN}verifications/<str:key>/reprendre/", preparing.run_unwaive, name="run-unwaive"),
    path(f"{RUN}pret/", preparing.run_declare, name="run-ready"),
    path(f"{RUN}annuler/", preparing.run_cancel, name="run-cancel"),
    path(f"{RUN}annuler/prevenir/", convoking.run_cancel_tell, name="run-cancel-tell"),
    path(f"{RUN}convocations/", convoking.run_convoke, name="run-convoke"),
    path(f"{RUN}comcheck/", convoking.run_comcheck, name="run-comcheck"),
    path(f"{RUN}courriels/", convoking.run_mails, name="run-mails"),
    path(f"{RUN}courriels/essai/", convoking.run_mail_try, name="run-mail-try"),
    path(f"{RUN}exercice.ics", convoking.run_calendar, name="run-calendar-file"),
    path(f"{RUN}dossier.zip", printing.run_pack, name="run-pack-file"),
    path(f"{RUN}dossier/<slug:paper>.pdf", printing.run_paper, name="run-pdf"),
    path(f"{PEOPLE}nouveau/", participants.participant_new, name="participant-new"),
    path(f"{PEOPLE}liste/", participants.participants_paste, name="participants-paste"),
    path(PERSON, participants.participant_edit, name="participant"),
    path(f"{PERSON}retirer/", participants.participant_drop, name="participant-remove"),
    path(f"{PERSON}lien/", participants.participant_give, name="participant-give"),
    path(f"{RUN}conduite/", playing.run_console, name="run-console"),
    path(f"{RUN}conduite/suite/", playing.run_console_part, name="run-console-part"),
    path(f"{RUN}conduite/flux/", following.console_stream, name="run-console-stream"),
    path(f"{RUN}conduite/nouvelles/", following.console_news, name="run-console-news"),
    path(f"{RUN}projection/", playing.run_wall, name="run-wall"),
    path(f"{RUN}projection/flux/", following.wall_stream, name="run-wall-stream"),
    path(f"{RUN}projection/nouvelles/", following.wall_news, name="run-wall-news"),
    path(
        f"{RUN}stimuli/<uuid:stimulus_id>/<slug:press>/",
        playing.stimulus_press,
        name="stimulus-press",
    ),
    path(f"{RUN}bilan/", reviewing.run_review, name="run-review"),
    path(f"{RUN}faits/", highlights.run_highlights, name="run-highlights"),
    path(f"{RUN}questionnaire/", surveying.run_survey, name="run-survey"),
    path(RETEX, retex.run_retex, name="run-retex"),
    path(f"{RETEX}ecrire/", retex.run_retex_write, name="run-retex-write"),
    path(f"{RETEX}reprendre/", retex.run_retex_take, name="run-retex-take"),
    path(f"{RETEX}ecarter/", retex.run_retex_set_aside, name="run-retex-set-aside"),
    path(f"{RETEX}valider/", retex.run_retex_freeze, name="run-retex-freeze"),
    path(f"{RETEX}retex.<slug:form>", retex.run_retex_file, name="run-retex-file"),
    path(f"{RETEX}constats/nouveau/", constats.run_constat_new, name="run-constat-new"),
    path(f"{RETEX}constats/<uuid:constat_id>/", constats.run_constat, name="run-constat"),
    path(f"{ROOT}modele-retex/", retex_templates.retex_model, name="retex-model"),
    path(
        f"{ROOT}modele-retex/modele.docx", retex_templates.retex_model_file, name="retex-model-file"
    ),
    path(f"{RUN}presences/", attending.run_presences, name="run-presences"),
    path(f"{RUN}apres-coup/", after.run_after, name="run-after"),
    path(f"{RUN}apres-coup/stimuli/", after.run_after_stimuli, name="run-after-stimuli"),
    path(f"{RUN}grilles/", after.run_grid, name="run-grid"),
    path(f"{RUN}recopier-main-courante/", after.run_log_copy, name="run-log-copy"),
    path(f"{RUN}archive/", archives.run_archive, name="run-archive"),
    path(f"{RUN}partager-le-retex/", sharing.run_retex_share, name="run-retex-share"),
    path(SHARED, sharing.shared_list, name="shared-list"),
    path(f"{SHARED}<uuid:shared_id>/", sharing.shared_page, name="shared"),
    path(f"{SHARED}<uuid:shared_id>/retex.pdf", sharing.shared_paper, name="shared-pdf"),
    path(f"{SHARED}<uuid:shared_id>/retirer/", sharing.shared_drop, name="shared-remove"),
    path(ARCHIVES, archives.archive_list, name="archives"),
    path(ARCHIVE, archives.archive_page, name="archive"),
    path(f"{ARCHIVE}prendre/", archives.archive_keep, name="archive-take"),
    path(f"{ARCHIVE}retirer/", archives.archive_drop, name="archive-remove"),
    path(f"{ARCHIVE}pieces/<int:rank>/", archives.archive_piece, name="archive-piece"),
    path(f"{RUN}registre/", attending.run_held, name="run-held"),
    path(f"{RUN}horloge/<slug:gesture>/", playing.run_gesture, name="run-gesture"),
    path(
        "lien/<str:secret>/exercice/observation/", taking_part.observe, name="participant-observe"
    ),
    path(
        "lien/<str:secret>/exercice/flux/", following.participant_stream, name="participant-stream"
    ),
    path(
        "lien/<str:secret>/exercice/nouvelles/", following.participant_news, name="participant-news"
    ),
    path(
        "lien/<str:secret>/exercice/faits/",
        highlights.participant_highlights,
        name="participant-highlights",
    ),
    path("avis/<slug:code>/", surveying.survey_page, name="survey"),
    path("lien/<str:secret>/exercice/", convoking.participant_open, name="participant-link"),
]
