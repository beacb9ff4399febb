"""Screens of the organisations."""

from django.urls import include, path

from hygie.organisations.views import admin, home, people, unit

app_name = "organisations"
UNIT = "etablissements/<str:finess>/"
ADMIN = "administration/"
ONE = ADMIN + "organisations/<int:organisation_id>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("etablissements/", home.unit_list, name="units"),
    path("compte/droits/", home.my_rights, name="my_rights"),
    path(UNIT + "organisation/", unit.unit_detail, name="unit"),
    path(UNIT + "organisation/modifier/", unit.unit_edit, name="unit-edit"),
    path(UNIT + "organisation/services/ajouter/", unit.service_add, name="service-add"),
    path(UNIT + "organisation/services/<uuid:service_id>/", unit.service_edit, name="service-edit"),
    path(
        UNIT + "organisation/services/<uuid:service_id>/fermer/",
        unit.service_close,
        name="service-close",
    ),
    path(UNIT + "personnes/", people.people, name="people"),
    path(UNIT + "personnes/ajouter/", people.membership_add, name="membership-add"),
    path(UNIT + "personnes/<int:membership_id>/fin/", people.membership_end, name="membership-end"),
    path(UNIT + "delegations/ajouter/", people.delegation_add, name="delegation-add"),
    path(
        UNIT + "delegations/<int:delegation_id>/fin/",
        people.delegation_end,
        name="delegation-end",
    ),
    path("", include("hygie.organisations.urls_finess")),
    path(ADMIN, admin.admin, name="admin"),
    path(ADMIN + "etablissements/ajouter/", admin.unit_add, name="admin-unit-add"),
    path(ADMIN + "groupements/ajouter/", admin.group_add, name="admin-group-add"),
    path(ONE, admin.organisation_detail, name="admin-organisation"),
    path(ONE + "unite-jugee/", admin.organisation_judge, name="admin-judge"),
    path(ONE + "rattacher/", admin.link_add, name="admin-link-add"),
    path(ONE + "rattachements/<int:link_id>/fin/", admin.link_end, name="admin-link-end"),
    path(ONE + "personnes/ajouter/", admin.person_add, name="admin-person-add"),
    path(ONE + "personnes/<int:membership_id>/fin/", admin.person_end, name="admin-person-end"),
]
