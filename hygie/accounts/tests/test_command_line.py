"""Accounts from the command line of the server."""

import re

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from hygie.accounts.cli import compte_group
from hygie.accounts.models import User
from hygie.accounts.tests.people import enrol, make_account, signed_in, text_of
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db


def run(*words: str) -> Result:
    return CliRunner().invoke(compte_group, list(words))


def test_opens_an_account_and_prints_its_link() -> None:
    result = run("creer", "paul@exemple.fr", "Paul Meyer", "--adresse", "https://hygie.exemple.fr/")
    assert result.exit_code == 0
    link = re.search(r"https://hygie\.exemple\.fr(/compte/invitation/\S+/)", result.output)
    assert link is not None
    assert "Bonjour Paul Meyer" in text_of(Client().get(link[1]))
    line = Entry.objects.get(verb="account.opened")
    assert (line.author_id, line.author_name) == (None, "Hygie")


@pytest.mark.parametrize("email", ["paul@exemple.fr", "pas une adresse"])
def test_refuses_in_french_and_opens_nothing(email: str) -> None:
    make_account(email="paul@exemple.fr")
    result = run("creer", email, "Paul Meyer")
    assert result.exit_code == 1
    assert re.search("existe déjà|adresse", result.output)
    assert User.objects.count() == 1


def test_invites_again() -> None:
    make_account(email="paul@exemple.fr")
    result = run("inviter", "paul@exemple.fr")
    assert result.exit_code == 0
    assert "/compte/invitation/" in result.output


def test_takes_a_lost_second_factor_away() -> None:
    user = make_account(email="paul@exemple.fr", must_use_second_factor=True)
    browser = signed_in(user)
    enrol(browser)
    result = run("reinitialiser-second-facteur", user.email, "--raison", "Téléphone volé")
    assert result.exit_code == 0
    assert browser.get("/compte/").status_code == 302
    assert run("reinitialiser-second-facteur", user.email, "--raison", "x").exit_code == 1


@pytest.mark.parametrize("words", [("inviter",), ("reinitialiser-second-facteur", "--raison=x")])
def test_an_unknown_address_is_said(words: tuple[str, ...]) -> None:
    result = run(words[0], "personne@exemple.fr", *words[1:])
    assert result.exit_code == 1
    assert "Aucun compte pour personne@exemple.fr" in result.output
