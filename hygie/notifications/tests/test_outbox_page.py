"""The outbox, for who administers the instance."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.urls import reverse

from hygie.accounts.models import User
from hygie.journal.models import Entry
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Lease, Message
from hygie.notifications.services.outbox import as_mail
from hygie.notifications.tests.cast import holder, morning
from hygie.organisations.models import Membership
from hygie.organisations.rights import Right, Role, Room
from tests.cast import TODAY, client_of, make_nation, make_unit, member, today

__all__ = ["today"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
OUTBOX = "/administration/courriels/"


@pytest.fixture
def admin() -> User:
    return member(make_nation(), Role.ADMIN)


def mail(state: State, **fields: Any) -> Message:
    unit = make_unit()
    values: dict[str, Any] = {
        "user": holder(unit, Role.RSSI, "Alix Berger"),
        "kind": Kind.DIGEST,
        "key": "2026-W47",
        "subject": "Hygie",
        "body": "1.a Exercice de crise annuel",
        "about": [[unit.pk, str(Room.EXERCISES), str(Right.WRITE)]],
        "state": state,
        "attempts": 3,
        "next_try_at": morning(TODAY),
        "claimed_at": morning(TODAY),
        "created_at": morning(TODAY),
        **fields,
    }
    return Message.objects.create(**values)


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def say(client: Any, name: str, message: Message) -> str:
    url = reverse(f"notifications:{name}", kwargs={"message_id": message.pk})
    answer = client.post(url, follow=True)
    assert answer.redirect_chain == [(OUTBOX, 303)]
    return answer.content.decode()  # type: ignore[no-any-return]


def test_the_page_says_what_became_of_each_and_never_what_it_says(
    admin: User, settings: LazySettings
) -> None:
    settings.EMAIL_ENABLED = True
    mail(State.REFUSED, outcome="address_refused", server_said="550 <b>No</b>")
    mail(State.UNSURE, outcome="cut")
    page = client_of(admin).get(OUTBOX).content.decode()
    assert "Le serveur refuse cette adresse." in page
    assert "550 &lt;b&gt;No&lt;/b&gt;" in page
    assert "Il n’est jamais renvoyé sans vous." in page
    assert "L’envoi est arrêté" in page
    assert "Exercice de crise" not in page


def test_the_identifier_to_look_for_is_that_of_the_mail(
    admin: User, settings: LazySettings
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Hygie <hygie@ch.example>"
    doubtful, sent = mail(State.UNSURE, outcome="cut"), mail(State.SENT)
    page = unescape(client_of(admin).get(OUTBOX).content.decode())
    assert as_mail(doubtful).extra_headers["Message-ID"] in page
    assert str(sent.pk) not in page


def test_the_page_is_filtered_by_state(admin: User) -> None:
    mail(State.REFUSED, outcome="refused")
    mail(State.SENT)
    page = client_of(admin).get(OUTBOX, {"etat": "sent"}).content.decode()
    assert page.count("Récapitulatif de la semaine") == 1
    assert "Refusé (1)" in page


def test_an_instance_without_a_mail_server_says_so(admin: User) -> None:
    page = client_of(admin).get(OUTBOX).content.decode()
    assert "Pas de serveur de courriel" in page
    assert "M’envoyer un courriel d’essai" not in page


@pytest.mark.parametrize("state", [State.REFUSED, State.UNSURE])
def test_a_refused_or_doubtful_mail_is_sent_again_once(admin: User, state: State) -> None:
    message, client = mail(state), client_of(admin)
    assert "repart au prochain tour" in say(client, "outbox-resend", message)
    assert (again(message).state, message.attempts) == (State.WAITING, 0)
    assert "il ne se renvoie pas" in say(client, "outbox-resend", message)
    (line,) = Entry.objects.filter(verb="message.resent")
    assert (line.author_id, line.data["before"]) == (admin.pk, state.value)


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.SENT, State.CANCELLED])
def test_another_mail_is_not_sent_again(admin: User, state: State) -> None:
    message = mail(state)
    assert "il ne se renvoie pas" in say(client_of(admin), "outbox-resend", message)
    assert (again(message).state, message.attempts) == (state, 3)
    assert not Entry.objects.filter(verb="message.resent").exists()


def test_a_mail_for_who_left_is_not_sent_again(admin: User) -> None:
    message = mail(State.REFUSED)
    Membership.objects.filter(user=message.user).update(until=TODAY)
    assert "n’a plus accès" in say(client_of(admin), "outbox-resend", message)
    assert again(message).state == State.REFUSED


def test_a_doubt_is_settled_once(admin: User) -> None:
    message, client = mail(State.UNSURE), client_of(admin)
    assert "ce courriel était parti" in say(client, "outbox-settle", message)
    assert again(message).state == State.SENT
    assert message.sent_at == morning(TODAY)
    assert "il n’y a rien à vérifier" in say(client, "outbox-settle", message)
    assert Entry.objects.filter(verb="message.settled").count() == 1


def test_a_mail_refused_cannot_be_said_sent(admin: User) -> None:
    message = mail(State.REFUSED)
    assert "il n’y a rien à vérifier" in say(client_of(admin), "outbox-settle", message)
    assert again(message).state == State.REFUSED


def test_a_mail_that_does_not_exist_changes_nothing(admin: User) -> None:
    ghost = Message(pk=uuid4())
    assert "n’existe plus" in say(client_of(admin), "outbox-resend", ghost)


def test_a_mail_of_trial_is_made_once(admin: User, settings: LazySettings) -> None:
    settings.EMAIL_ENABLED = True
    Lease.objects.create(pk=1, server_retry_at=morning(TODAY))
    values = {"new_id": str(uuid4())}
    for _ in range(2):
        answer = client_of(admin).post(reverse("notifications:outbox-trial"), values)
        assert answer.status_code == 303
    (message,) = Message.objects.filter(kind=Kind.TRIAL)
    assert (message.user, message.state) == (admin, State.WAITING)
    assert Lease.objects.get().server_retry_at is None
    assert Entry.objects.filter(verb="message.trial").count() == 1


def test_no_mail_of_trial_without_a_server(admin: User) -> None:
    url = reverse("notifications:outbox-trial")
    page = client_of(admin).post(url, {"new_id": str(uuid4())}, follow=True).content.decode()
    assert "rien ne peut partir" in page
    assert not Message.objects.exists()


@pytest.mark.parametrize("name", ["outbox-resend", "outbox-settle"])
def test_who_does_not_administer_changes_nothing(name: str) -> None:
    message = mail(State.UNSURE)
    url = reverse(f"notifications:{name}", kwargs={"message_id": message.pk})
    assert client_of(message.user).post(url).status_code == 404
    assert again(message).state == State.UNSURE
