"""The first administrator says which establishment the instance is for."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hygie.accounts import services as accounts
from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.organisations.cli import finess_group
from hygie.organisations.enums import Kind
from hygie.organisations.finess.generator import write_file
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_nation, make_unit, member, today

__all__ = ["today"]
ADDRESS = "/premiere-installation/"
TYPED = {
    "finess": "31 078 140 6",
    "name": "Clinique des Trois Sources",
    "sector": "private_forprofit",
    "department": "31",
    "roles": ["direction", "dsi"],
}


@pytest.fixture
def admin(db: Any, today: Any) -> User:
    return member(make_nation(), Role.ADMIN)


def text(answer: Any) -> str:
    return answer.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")


def test_the_first_account_lands_on_the_set_up(db: Any) -> None:
    secret = accounts.first_admin_invitation()
    user = accounts.first_account_open(
        secret=secret,
        email="a@exemple.fr",
        full_name="Anne Morel",
        job_title="",
        password="quatre chevaux verts dansent",
        now=timezone.now(),
    )
    user.is_demo = True  # no second factor in this test
    user.save()
    answer = client_of(user).get("/")
    assert answer.headers["Location"] == ADDRESS


def test_by_hand_then_the_25_lines(admin: User) -> None:
    browser = client_of(admin)
    assert browser.get(ADDRESS).status_code == 200
    answer = browser.post(ADDRESS, TYPED)
    assert answer.status_code == 303, answer.context["form"].errors
    unit = Organisation.objects.units().get()
    assert answer.headers["Location"] == reverse("compliance:first-run", args=[unit.finess])
    assert (unit.finess, unit.name) == ("310781406", "Clinique des Trois Sources")
    assert unit.region is not None
    assert set(Membership.objects.filter(organisation=unit).values_list("role", flat=True)) == {
        "direction",
        "dsi",
    }
    verbs = Entry.objects.filter(organisation_id=unit.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["membership.granted", "membership.granted", "organisation.created"]
    assert len(browser.get(answer.headers["Location"]).context["page"].lines) == 25
    assert browser.get(ADDRESS).headers["Location"] == reverse("organisations:admin")


def test_sent_twice_makes_one(admin: User) -> None:
    browser = client_of(admin)
    browser.post(ADDRESS, TYPED)
    browser.post(ADDRESS, TYPED)
    assert Organisation.objects.units().count() == 1
    assert Membership.objects.exclude(role="admin").count() == 2


def test_an_imported_establishment_is_searched_and_chosen(admin: User) -> None:
    imported = make_unit(name="CH de l’Étang vert", finess="310781406", is_unit=False)
    browser = client_of(admin)
    page = text(browser.get(ADDRESS, {"q": "etang"}))
    assert f"?etablissement={imported.finess}" in page
    assert f"?etablissement={imported.finess}" in text(browser.get(ADDRESS, {"q": "310781406"}))
    chosen = f"{ADDRESS}?etablissement={imported.finess}"
    assert 'name="sector"' not in text(browser.get(chosen))
    answer = browser.post(chosen, {"finess": imported.finess, "roles": ["rssi"]})
    assert answer.status_code == 303
    imported.refresh_from_db()
    assert imported.is_unit
    assert Entry.objects.filter(verb="organisation.made_unit").count() == 1


def test_after_a_finess_import_the_set_up_goes_on(admin: User, tmp_path: Path) -> None:
    write_file(tmp_path / "finess.json", legal_entities=4, sites=8, sanitary_share=1)
    done = CliRunner().invoke(finess_group, ["import", str(tmp_path / "finess.json")])
    assert done.exit_code == 0, done.output
    imported = Organisation.objects.units().filter(kind=Kind.EJ).earliest("id")
    browser = client_of(admin)
    assert browser.get("/").headers["Location"] == ADDRESS
    assert f"?etablissement={imported.finess}" in text(browser.get(ADDRESS, {"q": imported.name}))
    chosen = f"{ADDRESS}?etablissement={imported.finess}"
    answer = browser.post(chosen, {"finess": imported.finess, "roles": ["rssi"]})
    assert answer.headers["Location"] == reverse("compliance:first-run", args=[imported.finess])
    assert Membership.objects.filter(organisation=imported, role="rssi").count() == 1
    assert browser.get(ADDRESS).headers["Location"] == reverse("organisations:admin")


def test_nothing_answers_the_search(admin: User) -> None:
    make_unit(is_unit=False)
    page = text(client_of(admin).get(ADDRESS, {"q": "<b>introuvable</b>"}))
    assert "Aucun établissement importé ne répond" in page
    assert "<b>introuvable</b>" not in page
    assert 'name="sector"' in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"finess": "12"}, "neuf caractères"),
        ({"finess": "310781407"}, "pas celle attendue"),
        ({"finess": "٣١٠٧٨١٤٠٦"}, "neuf caractères"),
        ({"department": "zz"}, "code d’un département"),
        ({"name": ""}, "nécessaire"),
        ({"roles": []}, "nécessaire"),
        ({"roles": ["admin"]}, "Sélectionnez un choix valide"),
        ({"sector": "autre"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_makes_nothing(admin: User, changed: dict[str, Any], said: str) -> None:
    answer = client_of(admin).post(ADDRESS, {**TYPED, **changed})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Organisation.objects.units().exists()
    assert not Entry.objects.exists()


def test_a_number_confirmed_is_accepted(admin: User) -> None:
    typed = {**TYPED, "finess": "310781407", "key_confirmed": "on"}
    assert client_of(admin).post(ADDRESS, typed).status_code == 303


def test_it_is_for_the_administrator_alone(db: Any, today: Any) -> None:
    unit = make_unit()
    assert client_of(member(unit, Role.DIRECTION)).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).status_code == 302
