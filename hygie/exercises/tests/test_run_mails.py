"""Convocations leave one by one, marked and dated; the trial is asked and received."""

import smtplib
from collections.abc import Sequence
from datetime import time
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.exercises.models import Convocation, Run
from hygie.exercises.services import cancelling
from hygie.exercises.services import run_mails as services
from hygie.exercises.services.runs import run_plan
from hygie.exercises.tests import runs as made
from hygie.exercises.tests.cast import who
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Role
from tests.cast import client_of, make_unit, member, today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture(autouse=True)
def post(settings: LazySettings) -> None:
    """This instance has a mail server."""
    settings.EMAIL_ENABLED = True


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


@pytest.fixture
def user(unit: Organisation) -> User:
    return member(unit, Role.ANIMATEUR)


@pytest.fixture
def run(user: User, unit: Organisation) -> Run:
    one = made.run(user, unit)
    for name in ("A", "B", "C"):
        made.person(user, one, name, email=f"{name.lower()}@exemple.fr")
    made.person(user, one, "Sans adresse")
    return one


def send(user: User, run: Run, **more: Any) -> services.Sent:
    ids = list(run.participants.values_list("pk", flat=True))
    asked = {"new_id": uuid4(), "participant_ids": ids, **more}
    return services.convocations_send(**who(user, run.bearer), run_id=run.pk, **asked)


def states(run: Run) -> dict[str, str]:
    people = run.participants.exclude(convocation=None)
    return dict(people.values_list("name", "convocation__state"))


def test_each_is_convoked_once_with_her_link_and_her_calendar(user: User, run: Run) -> None:
    sending = uuid4()
    assert send(user, run, new_id=sending) == services.Sent(sent=3, without=1)
    assert send(user, run, new_id=sending) == services.Sent(without=1)
    assert [one.to for one in mail.outbox] == [[f"{name}@exemple.fr"] for name in "abc"]
    first = mail.outbox[0]
    assert first.subject.startswith("[EXERCICE] ")
    assert "\n" not in first.subject
    text = str(first.body)
    assert run.scenario_version.scenario.title not in text + first.subject
    assert made.SECRET_WORDS not in text
    address = text[text.index("/lien/") :].split()[0]
    assert "G. Roy" not in Client().get(address).content.decode()
    assert Client().post(address).status_code == 303
    event = Calendar.from_ical(first.attachments[0][1]).walk("VEVENT")[0]
    assert event.decoded("dtstart").isoformat() == "2027-03-12T13:30:00+00:00"
    assert str(event["summary"]).startswith("[EXERCICE]")
    assert run.participants.filter(convoked_at=None).get().name == "Sans adresse"
    assert run.participants.get(name="A").comcheck_at is not None
    assert made.acts(run).count("run.convoked") == 1


def test_who_was_told_another_day_is_to_convoke_again(user: User, run: Run) -> None:
    send(user, run)
    run_plan(
        **who(user, run.bearer), run_id=run.pk, expected_version=1, planned_on=made.DAY,
        starts_at=time(9), place="Salle de crise",
    )  # fmt: skip
    assert not run.participants.exclude(convoked_at=None).exists()
    page = client_of(user).get(reverse("exercises:run", args=[run.bearer.finess, run.pk]))
    assert page.content.decode().count("à convoquer de nouveau") == 3
    assert send(user, run).sent == 3
    event = Calendar.from_ical(mail.outbox[-1].attachments[0][1]).walk("VEVENT")[0]
    before = Calendar.from_ical(mail.outbox[0].attachments[0][1]).walk("VEVENT")[0]
    assert event["uid"] == before["uid"]
    assert int(event["sequence"]) > int(before["sequence"])


def test_who_was_convoked_is_told_once_that_it_is_cancelled(user: User, run: Run) -> None:
    send(user, run)
    client = client_of(user)
    place = [run.bearer.finess, run.pk]
    tell = reverse("exercises:run-cancel-tell", args=place)
    client.post(tell)
    assert len(mail.outbox) == 3, "nothing is told of an exercise that is to be played"
    answer = client.post(reverse("exercises:run-cancel", args=place), {"reason": "Vraie crise"})
    assert answer["Location"] == tell
    assert "3 personnes à prévenir" in client.get(tell).content.decode()
    Run.objects.update(mail_stopped=True)
    client.post(tell)
    assert len(mail.outbox) == 3, "stopped, nothing leaves"
    Run.objects.update(mail_stopped=False)
    with patch.object(cancelling, "get_connection", OneRefuses):
        client.post(tell)
    assert len(mail.outbox) == 5
    assert "550 Inconnu" in str(run.participants.get(name="B").convocation.message)
    for _ in range(2):
        client.post(tell)
    assert len(mail.outbox) == 6, "B, refused, once more; nobody twice"
    assert made.acts(run).count("run.cancellation_told") == 2
    for first, last in zip(mail.outbox[:3], mail.outbox[3:5], strict=False):
        assert last.subject.startswith("[EXERCICE] Annulé")
        assert made.SECRET_WORDS not in str(last.body)
        (before,), (after,) = (
            Calendar.from_ical(one.attachments[0][1]).walk("VEVENT") for one in (first, last)
        )
        assert after["uid"] == before["uid"]
        assert int(after["sequence"]) > int(before["sequence"])
        assert str(after["status"]) == "CANCELLED"
        assert str(Calendar.from_ical(last.attachments[0][1])["method"]) == "CANCEL"


class OneRefuses(EmailBackend):
    """A server that refuses B, for good."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        if messages[0].to == ["b@exemple.fr"]:
            raise smtplib.SMTPRecipientsRefused({"b@exemple.fr": (550, b"Inconnu")})
        return super().send_messages(messages)


def test_one_refused_does_not_stop_the_others(user: User, run: Run) -> None:
    with patch.object(services, "get_connection", OneRefuses):
        assert send(user, run) == services.Sent(sent=2, refused=1, without=1)
    assert states(run) == {"A": "sent", "B": "refused", "C": "sent"}
    page = client_of(user).get(reverse("exercises:run-convoke", args=[run.bearer.finess, run.pk]))
    assert "550 Inconnu" in page.content.decode()
    assert run.participants.get(name="B").convoked_at is None


class Killed(EmailBackend):
    """Everything stops between the mail of B and what is written of it."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        sent = super().send_messages(messages)
        if messages[0].to == ["b@exemple.fr"]:
            raise KeyboardInterrupt
        return sent


def test_stopped_in_between_it_is_to_check_and_is_not_sent_again_alone(
    user: User, run: Run
) -> None:
    sending = uuid4()
    with patch.object(services, "get_connection", Killed), pytest.raises(KeyboardInterrupt):
        send(user, run, new_id=sending)
    assert states(run) == {"A": "sent", "B": "sending", "C": "waiting"}
    assert send(user, run, new_id=sending) == services.Sent(without=1)
    assert len(mail.outbox) == 2
    asked = {"participant_ids": [run.participants.get(name="B").pk]}
    assert send(user, run, **asked).sent == 0  # perhaps another one is sending it right now
    Convocation.objects.update(at=timezone.now() - services.STILL_SENDING)
    assert send(user, run, **asked).sent == 1


class Unreachable(EmailBackend):
    def open(self) -> None:
        raise ConnectionRefusedError("personne")


def test_a_server_that_does_not_answer_leaves_all_to_send(user: User, run: Run) -> None:
    with patch.object(services, "get_connection", Unreachable):
        done = send(user, run)
    assert (done.sent, done.left, bool(done.trouble)) == (0, 3, True)
    assert set(states(run).values()) == {"waiting"}
    assert not run.participants.exclude(convoked_at=None).exists()


def test_without_server_or_date_or_once_stopped_nothing_leaves(
    user: User, run: Run, settings: LazySettings
) -> None:
    for code, change in (
        ("run_mail_stopped", {"mail_stopped": True}),
        ("run_no_day", {"starts_at": None}),
    ):
        Run.objects.filter(pk=run.pk).update(**change)
        with pytest.raises(ServiceRefusal, match=code):
            send(user, run)
    settings.EMAIL_ENABLED = False
    Run.objects.filter(pk=run.pk).update(starts_at=made.HOUR)
    with pytest.raises(ServiceRefusal, match="run_mail_off"):
        send(user, run)
    address = reverse("exercises:run-convoke", args=[run.bearer.finess, run.pk])
    page = client_of(user).get(address)
    assert "Envoyer les convocations" not in page.content.decode()
    one = run.participants.get(name="A")
    form = {"new_id": uuid4(), "people": [str(one.pk)], "geste": "main"}
    for _ in range(2):
        assert client_of(user).post(address, form).status_code == 303
    one.refresh_from_db()
    assert one.convoked_at is not None
    assert made.acts(run).count("run.convoked_by_hand") == 1
    assert not mail.outbox
    assert states(run) == {}


def test_the_trial_goes_to_the_animateur_who_says_that_she_received_it(
    user: User, run: Run
) -> None:
    address = reverse("exercises:run-mail-try", args=[run.bearer.finess, run.pk])
    client = client_of(user)
    client.post(address)
    assert [one.to for one in mail.outbox] == [[user.email]]
    assert mail.outbox[0].subject.startswith("[EXERCICE]")
    run.refresh_from_db()
    assert run.mail_tested_at is None
    for _ in range(2):
        client.post(address, {"recu": "1"})
    run.refresh_from_db()
    assert run.mail_tested_at is not None
    assert made.acts(run)[-2:] == ["run.mail_tried", "run.mail_received"]
    page = client.get(reverse("exercises:run", args=[run.bearer.finess, run.pk]))
    assert "mail" not in [one["key"] for one in page.context["lacks"]]


def test_the_date_goes_in_any_calendar(user: User, run: Run) -> None:
    address = reverse("exercises:run-calendar-file", args=[run.bearer.finess, run.pk])
    [event] = Calendar.from_ical(client_of(user).get(address).content).walk("VEVENT")
    assert str(event["location"]) == "Salle de crise"
    Run.objects.filter(pk=run.pk).update(planned_on=None)
    assert client_of(user).get(address).status_code == 404
