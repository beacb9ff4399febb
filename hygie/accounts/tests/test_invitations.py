"""An account is opened for a person, who chooses a password with a one-time link."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from hygie.accounts import hooks, services
from hygie.accounts.models import Invitation, User
from hygie.accounts.tests.people import PASSWORD, enrol, make_account, sign_in, signed_in, text_of
from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
NEW_PASSWORD = "huit barques dans la brume"


@pytest.fixture(autouse=True)
def clock() -> Generator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def open_account(**fields: Any) -> tuple[User, str]:
    values: dict[str, Any] = {
        "acting_user": make_account(full_name="Nadia Roche"),
        "email": "paul.meyer@exemple.fr",
        "full_name": "Paul Meyer",
        **fields,
    }
    return services.user_open(**values)


def choose(secret: str, first: str = NEW_PASSWORD, second: str | None = None) -> tuple[Client, Any]:
    browser = Client()
    sent = {"password1": first, "password2": first if second is None else second}
    return browser, browser.post(services.invitation_path(secret), sent)


def test_the_person_chooses_a_password_and_is_signed_in() -> None:
    user, secret = open_account()
    assert "Bonjour Paul Meyer" in text_of(Client().get(services.invitation_path(secret)))
    browser, answer = choose(secret)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/compte/").status_code == 200
    assert sign_in(user, password=NEW_PASSWORD)[1].status_code == 303
    verbs = [line.verb for line in Entry.objects.about("account", user.pk).order_by("id")]
    assert verbs[:3] == ["account.opened", "account.invited", "account.password_chosen"]


def test_a_writer_goes_on_with_the_second_factor() -> None:
    user, secret = open_account()
    services.user_require_second_factor(user=user, required=True)
    assert "Préparez votre téléphone" in text_of(Client().get(services.invitation_path(secret)))
    browser, _ = choose(secret)
    answer = browser.get("/compte/")
    assert answer.headers["Location"] == "/compte/second-facteur/application/activer/"


def test_the_link_serves_once() -> None:
    user, secret = open_account()
    choose(secret)
    _, answer = choose(secret, "un tout autre mot de passe")
    assert answer.status_code == 404
    assert "Ce lien a déjà servi" in text_of(answer)
    assert User.objects.get(pk=user.pk).check_password(NEW_PASSWORD)
    assert Entry.objects.filter(verb="account.password_chosen").count() == 1


def test_the_link_ends_after_seven_days(clock: Any) -> None:
    user, secret = open_account()
    clock.move_to(NOW + timedelta(days=7))
    for answer in (Client().get(services.invitation_path(secret)), choose(secret)[1]):
        assert answer.status_code == 404
        assert "Il venait de Nadia Roche" in text_of(answer)
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_new_link_ends_the_former_one() -> None:
    user, former = open_account()
    secret = services.user_invite(acting_user=None, user=user)
    assert choose(former)[1].status_code == 404
    assert choose(secret)[1].status_code == 303


def test_an_unknown_link_is_not_found() -> None:
    answer = Client().get("/compte/invitation/nimporte-quoi/")
    assert answer.status_code == 404
    assert "n’est pas reconnu" in text_of(answer)


def test_only_the_fingerprint_is_kept() -> None:
    _, secret = open_account()
    kept = str(list(Invitation.objects.values())) + str(list(Entry.objects.values()))
    assert secret not in kept


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("onze lettre", "onze lettre", "au minimum 12 caractères"),
        (NEW_PASSWORD, "huit barques dans le vent", "Les deux mots de passe sont différents"),
        ("paul.meyer@exemple.fr", "paul.meyer@exemple.fr", "trop semblable"),
        ("Paul Meyer !!", "Paul Meyer !!", "trop semblable"),
        ("", "", "Cette réponse est nécessaire"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_still_serves(
    first: str, second: str, said: str
) -> None:
    user, secret = open_account()
    answer = choose(secret, first, second)[1]
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert choose(secret)[1].status_code == 303


def test_the_service_refuses_a_weak_password_too() -> None:
    user, secret = open_account()
    with pytest.raises(ValidationError):
        services.invitation_accept(secret=secret, password="court", now=NOW)
    assert not User.objects.get(pk=user.pk).has_usable_password()
    assert Invitation.objects.get().used_at is None


def test_an_address_that_has_an_account_is_refused() -> None:
    open_account()
    with pytest.raises(ServiceRefusal) as refused:
        open_account(email="Paul.Meyer@Exemple.fr", full_name="Un autre")
    assert refused.value.code == "account_exists"
    assert refused.value.data["name"] == "Paul Meyer"
    assert User.objects.filter(full_name="Un autre").count() == 0
    assert Entry.objects.filter(verb="account.opened").count() == 1


def test_a_wrong_address_opens_nothing() -> None:
    with pytest.raises(ValidationError):
        open_account(email="pas une adresse")
    assert not Entry.objects.exists()


def test_a_forgotten_password_ends_the_sessions_and_keeps_the_second_factor() -> None:
    user = make_account(must_use_second_factor=True)
    before = signed_in(user)
    enrol(before)
    secret = services.user_invite(acting_user=make_account(), user=user)
    assert before.get("/compte/").status_code == 200
    browser, answer = choose(secret)
    assert answer.headers["Location"] == "/compte/second-facteur/code/"
    assert browser.get("/compte/").status_code == 302
    assert before.get("/compte/").status_code == 302
    assert sign_in(user, password=PASSWORD)[1].status_code == 200


def test_a_closed_account_is_not_invited() -> None:
    user, secret = open_account()
    services.user_close(acting_user=None, user=user)
    with pytest.raises(ServiceRefusal) as refused:
        services.user_invite(acting_user=None, user=user)
    assert refused.value.code == "account_closed"
    assert choose(secret)[1].status_code == 404


def test_the_link_is_mailed_when_mail_is_configured(
    settings: Any, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_ENABLED = True
    with django_capture_on_commit_callbacks(execute=True):
        _, secret = open_account(absolute=lambda path: f"https://hygie.exemple.fr{path}")
    (message,) = mailoutbox
    assert message.to == ["paul.meyer@exemple.fr"]
    assert f"https://hygie.exemple.fr/compte/invitation/{secret}/" in message.body
    assert "Nadia Roche" in message.body
    assert "28 novembre 2026" in message.body


def test_without_mail_nothing_is_sent(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        open_account(absolute=lambda path: path)
    assert mailoutbox == []


def test_a_mail_server_that_refuses_does_not_undo_the_account(
    settings: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_ENABLED = True

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        user, _ = open_account(absolute=lambda path: path)
    assert User.objects.filter(pk=user.pk).exists()


# The first start of an empty instance

FIRST = {
    "email": "admin@exemple.fr",
    "full_name": "Anne Blanc",
    "job_title": "",
    "password1": NEW_PASSWORD,
    "password2": NEW_PASSWORD,
}


def start(secret: str, **changes: str) -> tuple[Client, Any]:
    browser = Client()
    return browser, browser.post(f"/compte/premier-demarrage/{secret}/", {**FIRST, **changes})


def test_the_first_account_is_opened_with_its_rights_once() -> None:
    secret = services.first_admin_invitation()
    page = f"/compte/premier-demarrage/{secret}/"
    assert "Premier démarrage" in text_of(Client().get(page))
    browser, answer = start(secret)
    assert answer.status_code == 303
    user = User.objects.get()
    assert user.must_use_second_factor
    assert user.memberships.get().role == "admin"
    assert browser.get("/compte/").headers["Location"].endswith("/application/activer/")
    assert start(secret, email="autre@exemple.fr")[1].status_code == 404
    assert User.objects.count() == 1
    assert Entry.objects.filter(verb="account.first_opened").count() == 1


def test_the_last_link_printed_is_the_only_one_that_serves() -> None:
    former, secret = services.first_admin_invitation(), services.first_admin_invitation()
    assert start(former)[1].status_code == 404
    assert not User.objects.exists()
    assert start(secret)[1].status_code == 303


def test_no_first_start_once_an_account_exists() -> None:
    secret = services.first_admin_invitation()
    make_account()
    answer = start(secret)[1]
    assert answer.status_code == 404
    assert "Un compte existe déjà sur cette instance" in text_of(answer)
    assert User.objects.count() == 1
    with pytest.raises(ServiceRefusal) as refused:
        services.first_admin_invitation()
    assert refused.value.code == "instance_not_empty"


def test_the_link_of_an_account_does_not_open_the_first_start() -> None:
    _, secret = open_account()
    assert start(secret)[1].status_code == 404


def test_the_first_link_does_not_open_the_page_of_an_invitation() -> None:
    secret = services.first_admin_invitation()
    assert choose(secret)[1].status_code == 404


def test_a_wrong_first_form_keeps_what_was_typed() -> None:
    secret = services.first_admin_invitation()
    answer = start(secret, email="pas une adresse")[1]
    assert answer.status_code == 200
    assert 'value="Anne Blanc"' in text_of(answer)
    assert not User.objects.exists()


def test_without_a_room_that_gives_rights_no_first_account_is_opened(monkeypatch: Any) -> None:
    secret = services.first_admin_invitation()
    monkeypatch.setattr(hooks, "on_first_account", [])
    with pytest.raises(RuntimeError):
        start(secret)
    assert not User.objects.exists()
