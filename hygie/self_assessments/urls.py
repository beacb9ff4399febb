"""Addresses of the self-assessments of a unit."""

from django.urls import path

from hygie.self_assessments.views import (
    closing,
    gaps,
    grid,
    packs,
    proofs,
    records,
    results,
    theme_links,
)

app_name = "self_assessments"

ROOT = "etablissements/<str:finess>/auto-evaluations/"
ONE = f"{ROOT}<uuid:assessment_id>/"
PACKS = f"{ROOT}referentiels/"
PACK = f"{PACKS}<int:pack_id>/"

urlpatterns = [
    path(ROOT, records.assessment_list, name="list"),
    path(f"{ROOT}noter/", records.assessment_create, name="record"),
    path(PACKS, packs.pack_list, name="packs"),
    path(f"{PACKS}importer/", packs.pack_import, name="pack-import"),
    path(f"{PACKS}modele.xlsx", packs.pack_template, name="pack-template"),
    path(f"{PACKS}schema.json", packs.pack_schema, name="pack-schema"),
    path(f"{PACKS}apercu/<uuid:draft_id>/", packs.pack_draft, name="pack-draft"),
    path(f"{PACKS}fournis/<slug:code>/", packs.pack_shipped, name="pack-shipped"),
    path(PACK, packs.pack_detail, name="pack"),
    path(f"{PACK}referentiel.xlsx", packs.pack_workbook, name="pack-workbook"),
    path(f"{PACK}partager/", packs.pack_sharing, name="pack-share"),
    path(f"{PACK}retirer/", packs.pack_removal, name="pack-remove"),
    path(ONE, records.assessment_detail, name="detail"),
    path(f"{ONE}modifier/", records.assessment_edit, name="edit"),
    path(f"{ONE}mesures/<int:theme_number>/", grid.assessment_answers, name="answers"),
    path(f"{ONE}mesures/<int:theme_number>/lien/", theme_links.theme_link, name="theme-link"),
    path(
        f"{ONE}mesures/<int:theme_number>/lien/<uuid:link_id>/fin/",
        theme_links.theme_link_end,
        name="theme-link-end",
    ),
    path("lien/<str:secret>/mesures/", theme_links.theme_contribute, name="contribute"),
    path(f"{ONE}mesure/<int:rank>/", grid.assessment_measure, name="measure"),
    path(f"{ONE}mesure/<int:rank>/preuves/", proofs.measure_proofs, name="proofs"),
    path(f"{ONE}groupes/", closing.assessment_groups, name="groups"),
    path(f"{ONE}reprendre-reponses/", closing.assessment_carry, name="carry"),
    path(f"{ONE}version/", closing.assessment_version, name="version"),
    path(f"{ONE}resultats/", results.assessment_results, name="results"),
    path(f"{ONE}comparer/", results.assessment_compare, name="compare"),
    path(f"{ONE}resultats.xlsx", results.assessment_workbook, name="results-workbook"),
    path(f"{ONE}clore/", closing.assessment_close, name="close"),
    path(f"{ONE}rouvrir/", closing.assessment_reopen, name="reopen"),
    path(f"{ONE}saisie/", records.assessment_entry, name="entry"),
    path(f"{ONE}ecart/", records.assessment_gap, name="gap"),
    path(f"{ONE}ecarts/", gaps.assessment_gaps, name="gaps"),
    path(f"{ONE}retirer/", records.assessment_remove, name="remove"),
    path(f"{ONE}decliner/", records.assessment_decline, name="decline"),
    path(f"{ONE}reprendre/", records.assessment_take_back, name="take_back"),
]
