"""A person signs in, or is refused."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hygie.accounts import services
from hygie.accounts.models import User
from hygie.accounts.tests.people import LOGIN, PASSWORD, make_account, sign_in, signed_in, text_of
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db


def user_of(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def try_wrong(user: User, **extra: str) -> Any:
    return sign_in(user, password="pas le bon mot de passe", **extra)[1]


def test_signs_in_with_address_and_password() -> None:
    user = make_account()
    browser, answer = sign_in(user)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert user_of(browser) == str(user.pk)


def test_signs_in_whatever_the_letter_case() -> None:
    user = make_account(email="claire.vidal@exemple.fr")
    user.email = "Claire.VIDAL@Exemple.fr"
    assert sign_in(user)[1].status_code == 303


def test_the_journal_keeps_the_sign_in() -> None:
    user = make_account()
    signed_in(user)
    line = Entry.objects.about("account", user.pk).get()
    assert (line.verb, line.author_id, line.data) == (
        "account.signed_in",
        user.pk,
        {"second_factor": False},
    )


def test_the_page_wanted_comes_after() -> None:
    browser = Client()
    answer = browser.get("/compte/")
    assert answer.status_code == 302
    login_page = browser.get(answer.headers["Location"])
    assert '<input type="hidden" name="next" value="/compte/">' in login_page.content.decode()
    user = make_account()
    sent = {"login": user.email, "password": PASSWORD, "next": "/compte/"}
    assert browser.post(LOGIN, sent).headers["Location"] == "/compte/"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver.evil.example/",
    ],
)
def test_is_never_sent_to_another_site(address: str) -> None:
    sent = {"login": make_account().email, "password": PASSWORD, "next": address}
    assert Client().post(LOGIN, sent).headers["Location"] == "/"
    signed = signed_in(make_account())
    assert signed.get(LOGIN, {"next": address}).headers["Location"] == "/"
    assert signed.post("/compte/deconnexion/", {"next": address}).headers["Location"] == LOGIN


def test_a_wrong_password_says_what_to_check_and_keeps_the_address() -> None:
    user = make_account()
    browser, answer = sign_in(user, password="pas le bon mot de passe")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "ne correspondent à aucun compte ouvert" in page
    assert f'value="{user.email}"' in page
    assert "pas le bon mot de passe" not in page
    assert user_of(browser) is None
    assert not Entry.objects.exists()


def test_an_unknown_address_is_answered_like_a_wrong_password() -> None:
    known, unknown = make_account(), User(email="personne@exemple.fr")
    answers = [try_wrong(user).context["form"].non_field_errors() for user in (known, unknown)]
    assert answers[0] == answers[1]


def test_after_five_wrong_passwords_the_right_one_waits_too() -> None:
    user, other = make_account(), make_account()
    for _ in range(5):
        try_wrong(user)
    browser, answer = sign_in(user)
    assert answer.status_code == 200
    assert "Trop d’essais manqués" in text_of(answer)
    assert user_of(browser) is None
    assert sign_in(other)[1].status_code == 303


def test_another_host_name_or_port_gives_no_more_tries() -> None:
    user = make_account()
    for number in range(5):
        try_wrong(user, HTTP_HOST=f"localhost:{9000 + number}")
    assert "Trop d’essais manqués" in text_of(sign_in(user)[1])


def test_the_right_password_is_not_counted_as_a_try() -> None:
    user = make_account()
    for _ in range(8):
        assert sign_in(user)[1].status_code == 303


def test_sign_up_does_not_exist() -> None:
    sent = {"email": "moi@exemple.fr", "password1": PASSWORD, "password2": PASSWORD}
    assert Client().get("/compte/inscription/").status_code == 404
    assert Client().post("/compte/inscription/", sent).status_code == 404
    assert not User.objects.exists()


def test_a_closed_account_is_told_with_the_right_password_only() -> None:
    user = make_account(is_active=False)
    browser, answer = sign_in(user)
    assert answer.headers["Location"] == "/compte/ferme/"
    assert "Ce compte est fermé" in text_of(browser.get("/compte/ferme/"))
    assert user_of(browser) is None
    assert "aucun compte ouvert" in text_of(try_wrong(user))


def test_an_account_never_activated_cannot_sign_in() -> None:
    user, _ = services.user_open(acting_user=None, email="a@exemple.fr", full_name="A. B.")
    assert sign_in(user, password="!")[1].status_code == 200
    assert sign_in(user, password="")[1].status_code == 200


def test_signs_out() -> None:
    browser = signed_in(make_account())
    assert "Se déconnecter" in text_of(browser.get("/compte/deconnexion/"))
    assert user_of(browser)
    assert browser.post("/compte/deconnexion/").headers["Location"] == LOGIN
    assert user_of(browser) is None


def test_html_in_a_name_is_only_text() -> None:
    user = make_account(full_name="<script>alert(1)</script>", job_title="<b>RSSI</b>")
    page = signed_in(user).get("/compte/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b>RSSI" not in page


def test_demonstration_accounts_are_announced_without_any_secret() -> None:
    assert "Instance de démonstration" not in text_of(Client().get(LOGIN))
    user = services.demo_user_open(
        email="rssi@demo.exemple.fr",
        full_name="Nadia Roche",
        job_title="RSSI",
        password="mot de passe de démonstration",
    )
    page = text_of(Client().get(LOGIN))
    assert "Instance de démonstration" in page
    for hidden in (user.email, user.full_name, "mot de passe de démonstration"):
        assert hidden not in page


NAMES = [
    "accounts:me",
    "accounts:profile",
    "account_change_password",
    "account_reauthenticate",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "usersessions_list",
]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_sent_to_sign_in(name: str) -> None:
    for answer in (Client().get(reverse(name)), Client().post(reverse(name))):
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(LOGIN)


def test_no_page_of_the_room_is_kept_by_caches() -> None:
    browser = signed_in(make_account())
    for path in (LOGIN, "/compte/", "/compte/sessions/"):
        assert "no-store" in (browser if path != LOGIN else Client()).get(path)["Cache-Control"]
