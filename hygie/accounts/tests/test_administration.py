"""Who administers the instance opens accounts, and helps those who lost their way in."""

import re
from typing import Any

import pytest
from django.test import Client

from hygie.accounts import services
from hygie.accounts.models import User
from hygie.accounts.tests.people import (
    enrol,
    make_account,
    sign_in,
    signed_in,
    text_of,
)
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db
LIST = "/administration/comptes/"


def admin_browser() -> Client:
    """A browser of the first account of the instance, second factor set up."""
    from django.utils import timezone

    secret = services.first_admin_invitation()
    user = services.first_account_open(
        secret=secret,
        email="admin@exemple.fr",
        full_name="Anne Blanc",
        job_title="",
        password="huit barques dans la brume",
        now=timezone.now(),
    )
    browser, _ = sign_in(user, password="huit barques dans la brume")
    enrol(browser)
    return browser


def lines(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def link_in(answer: Any) -> str:
    found = re.search(r"http://testserver(/compte/invitation/[\w-]+/)", text_of(answer))
    assert found is not None
    return found[1]


ONE = ["", "lien/", "fermer/", "rouvrir/", "adresse/", "second-facteur/"]
PAGES = ["", "ouvrir/", *(f"{{pk}}/{page}" for page in ONE)]


@pytest.mark.parametrize("page", PAGES)
def test_the_others_do_not_find_these_pages(page: str) -> None:
    user = make_account()
    path = LIST + page.format(pk=user.pk)
    browser = signed_in(user)
    sent = {"reason": "x", "email": "autre@exemple.fr", "full_name": "X"}
    assert browser.get(path).status_code == browser.post(path, sent).status_code == 404
    assert Client().get(path).headers["Location"].startswith("/compte/connexion/")
    after = User.objects.get()
    assert (after.email, after.is_active) == (user.email, True)


@pytest.mark.parametrize("page", PAGES)
def test_who_administers_opens_each_of_them(page: str) -> None:
    browser = admin_browser()
    assert browser.get(LIST + page.format(pk=make_account().pk)).status_code == 200
    if "{pk}" in page:
        assert browser.get(LIST + page.format(pk=0)).status_code == 404


def test_finds_an_account_by_name_or_address() -> None:
    browser = admin_browser()
    make_account(full_name="Paul Meyer", email="pm@exemple.fr")
    make_account(full_name="Nadia Roche")
    for text in ("meyer", "PM@"):
        page = text_of(browser.get(LIST, {"q": text}))
        assert "Paul Meyer" in page
        assert "Nadia Roche" not in page
    assert "Aucun compte ne porte" in text_of(browser.get(LIST, {"q": "<script>"}))


def test_accents_neither_hide_a_name_nor_send_it_last() -> None:
    browser = admin_browser()
    make_account(email="z@exemple.fr", full_name="Zoé Martin")
    make_account(email="e@exemple.fr", full_name="Élodie Durand")
    page = text_of(browser.get(LIST))
    assert page.index("Élodie Durand") < page.index("Zoé Martin")
    assert "Élodie Durand" in text_of(browser.get(LIST, {"q": "elodie dur"}))


@pytest.mark.parametrize("accounts", [1, 60])
def test_the_list_asks_the_same_number_of_queries(
    accounts: int, django_assert_max_num_queries: Any
) -> None:
    browser = admin_browser()
    for _ in range(accounts):
        make_account()
    with django_assert_max_num_queries(8):
        browser.get(LIST)


def test_opens_an_account_and_shows_its_link_once() -> None:
    browser = admin_browser()
    sent = {"email": "paul@exemple.fr", "full_name": "Paul Meyer", "job_title": "RSSI"}
    path = link_in(browser.post(f"{LIST}ouvrir/", sent))
    assert "Bonjour Paul Meyer" in text_of(Client().get(path))
    user = User.objects.get(email="paul@exemple.fr")
    assert path.split("/")[3] not in text_of(browser.get(f"{LIST}{user.pk}/"))
    again = browser.post(f"{LIST}ouvrir/", sent)
    assert again.status_code == 422
    assert "Un compte existe déjà pour paul@exemple.fr" in text_of(again)
    assert lines("account.opened") == 1


def test_gives_a_link_to_choose_another_password() -> None:
    browser, user = admin_browser(), make_account()
    path = link_in(browser.post(f"{LIST}{user.pk}/lien/"))
    assert "choisissez votre mot de passe" in text_of(Client().get(path))
    assert "pas encore utilisé" in text_of(browser.get(f"{LIST}{user.pk}/"))


def test_a_closed_account_gets_no_link() -> None:
    browser, user = admin_browser(), make_account(is_active=False)
    answer = browser.post(f"{LIST}{user.pk}/lien/")
    assert answer.status_code == 422
    assert "Rouvrez-le d’abord" in text_of(answer)
    assert lines("account.invited") == 0


def test_resets_a_lost_second_factor() -> None:
    browser, user = admin_browser(), make_account(must_use_second_factor=True)
    lost = signed_in(user)
    enrol(lost)
    path = f"{LIST}{user.pk}/second-facteur/"
    assert browser.post(path, {"reason": " "}).status_code == 422
    assert lost.get("/compte/").status_code == 200
    assert browser.post(path, {"reason": "Téléphone volé"}).status_code == 303
    assert lost.get("/compte/").status_code == 302
    again = browser.post(path, {"reason": "Téléphone volé"})
    assert "n’a pas de second facteur" in text_of(again)
    assert lines("account.second_factor_reset") == 1


def test_closes_and_reopens_an_account() -> None:
    browser, user = admin_browser(), make_account()
    theirs = signed_in(user)
    path = f"{LIST}{user.pk}/fermer/"
    assert browser.post(path, {"reason": ""}).status_code == 422
    for _ in range(2):
        assert browser.post(path, {"reason": "Départ"}).status_code == 303
    assert theirs.get("/compte/").status_code == 302
    assert "compte fermé" in text_of(browser.get(f"{LIST}{user.pk}/"))
    for _ in range(2):
        again = browser.post(f"{LIST}{user.pk}/rouvrir/", {"reason": "Retour"})
        assert again.status_code == 303
    assert sign_in(user)[1].headers["Location"] == "/"
    assert lines("account.closed") == lines("account.reopened") == 1


def test_does_not_close_its_own_account() -> None:
    browser = admin_browser()
    user = User.objects.get(email="admin@exemple.fr")
    answer = browser.post(f"{LIST}{user.pk}/fermer/", {"reason": "Fin"})
    assert answer.status_code == 422
    assert "On ne ferme pas son propre compte" in text_of(answer)
    assert browser.get("/compte/").status_code == 200


def test_changes_the_address_that_signs_in() -> None:
    browser, user = admin_browser(), make_account(email="ancienne@exemple.fr")
    signed_in(user)
    path = f"{LIST}{user.pk}/adresse/"
    for _ in range(2):
        assert browser.post(path, {"email": "Nouvelle@exemple.fr"}).status_code == 303
    assert sign_in(user)[1].status_code == 200
    assert sign_in(User(email="nouvelle@exemple.fr"))[1].status_code == 303
    assert Entry.objects.get(verb="account.email_changed").data == {
        "before": "ancienne@exemple.fr",
        "after": "nouvelle@exemple.fr",
    }


def test_does_not_give_the_address_of_another_account() -> None:
    browser, user = admin_browser(), make_account()
    answer = browser.post(f"{LIST}{user.pk}/adresse/", {"email": "ADMIN@exemple.fr"})
    assert answer.status_code == 422
    assert User.objects.get(pk=user.pk).email == user.email
    assert lines("account.email_changed") == 0
