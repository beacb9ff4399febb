"""Sending by a real mail server: accepted, refused, delayed, cut; never twice by itself."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import LazySettings

from hygie.accounts.models import User
from hygie.notifications import words
from hygie.notifications.enums import Kind, State
from hygie.notifications.models import Lease, Message
from hygie.notifications.services import outbox
from hygie.notifications.services.outbox import outbox_recover, outbox_send
from hygie.notifications.services.preferences import preference_set
from hygie.notifications.tests.cast import holder, morning
from hygie.notifications.tests.post import Post, configure, free_port, post
from hygie.organisations.models import Membership, Organisation
from hygie.organisations.rights import Right, Role, Room
from tests.cast import TODAY, make_unit, today

__all__ = ["post", "today"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NOW = morning(TODAY, 12)


@pytest.fixture
def unit() -> Organisation:
    return make_unit()


def mail_for(unit: Organisation, user: User | None = None, **fields: Any) -> Message:
    values = {
        "user": user or holder(unit, Role.RSSI),
        "kind": Kind.DIGEST,
        "key": "2026-W47",
        "subject": "Hygie\u00a0: 3 en retard",
        "body": "Bonjour,\n\nÉchéance dépassée.\n",
        "about": [[unit.pk, str(Room.EXERCISES), str(Right.WRITE)]],
        "next_try_at": NOW,
        "created_at": NOW,
        **fields,
    }
    return Message.objects.create(**values)


def send(now: datetime = NOW, owner: str = "me", stop_after: int = 1000) -> int:
    beats = iter(range(stop_after))
    return outbox_send(
        owner=owner, now=lambda: now, beat=lambda: None,
        stopping=lambda: next(beats, None) is None,
    )  # fmt: skip


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_mail_leaves_once(unit: Organisation, post: Post) -> None:
    message = mail_for(unit)
    assert send() == 1
    assert send() == 0
    (mail,) = post.mails
    assert post.to == [message.user.email]
    assert mail["Subject"] == "Hygie\u00a0: 3 en retard"
    assert mail["From"] == "hygie@exemple.fr"
    assert mail["Message-ID"] == f"<{message.pk}@exemple.fr>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "/rappels/arreter/" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Échéance dépassée." in mail.get_content()
    assert again(message).state == State.SENT
    assert (message.sent_at, message.sent_to, message.attempts) == (NOW, message.user.email, 1)


def test_an_address_refused_is_said_and_not_tried_again(unit: Organisation, post: Post) -> None:
    message, other = mail_for(unit), mail_for(unit)
    post.rcpt[message.user.email] = "550 5.1.1 No such user here"
    assert send() == 1
    assert again(message).state == State.REFUSED
    assert words.OUTCOMES[message.outcome] == "Le serveur refuse cette adresse."
    assert message.server_said == "550 5.1.1 No such user here"
    assert again(other).state == State.SENT
    assert send(NOW + timedelta(days=1)) == 0


def test_a_mail_refused_for_now_is_tried_again_later_and_later(
    unit: Organisation, post: Post
) -> None:
    message = mail_for(unit)
    post.data[message.user.email] = "451 4.7.1 Greylisted, try later"
    now, waits = NOW, []
    while again(message).state == State.WAITING:
        now = message.next_try_at
        assert send(now) == 0
        waits.append((again(message).next_try_at - now) // timedelta(minutes=1))
    assert waits == [1, 5, 30, 120, 360, 720, 0]
    assert (message.state, message.outcome, message.attempts) == (State.REFUSED, "retries_over", 7)
    assert post.mails == []


def test_a_mail_waits_for_its_time(unit: Organisation, post: Post) -> None:
    message = mail_for(unit)
    post.data[message.user.email] = "451 later"
    send()
    post.data.clear()
    assert send(NOW + timedelta(seconds=30)) == 0
    assert send(NOW + timedelta(seconds=61)) == 1


def test_a_mail_refused_for_good_is_not_tried_again(unit: Organisation, post: Post) -> None:
    message = mail_for(unit)
    post.data[message.user.email] = "554 5.7.1 Rejected \x07as spam"
    send()
    assert (again(message).state, message.outcome) == (State.REFUSED, "refused")
    assert message.server_said == "554 5.7.1 Rejected as spam"


def test_a_connection_cut_leaves_a_doubt_and_sends_nothing_again(
    unit: Organisation, post: Post
) -> None:
    message, other = mail_for(unit), mail_for(unit, next_try_at=NOW)
    post.cut.add(message.user.email)
    send()
    assert (again(message).state, message.outcome) == (State.UNSURE, "cut")
    assert again(other).state == State.SENT
    for days in (0, 1, 5):
        send(NOW + timedelta(days=days))
    assert post.to.count(message.user.email) == 1


def test_a_crash_between_the_sending_and_the_mark_leaves_a_doubt(
    unit: Organisation, post: Post
) -> None:
    message = mail_for(unit)
    with patch.object(outbox, "_settle", side_effect=RuntimeError), pytest.raises(RuntimeError):
        send(owner="killed")
    assert again(message).state == State.SENDING
    assert outbox_recover() == 1
    assert (again(message).state, message.outcome) == (State.UNSURE, "interrupted")
    assert send(NOW + timedelta(days=1), owner="next") == 0
    assert post.to == [message.user.email]


def test_a_server_that_does_not_answer_loses_nothing(
    unit: Organisation, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    configure(settings, free_port())
    message = mail_for(unit)
    assert send() == 0
    assert (again(message).state, message.attempts) == (State.WAITING, 0)
    lease = Lease.objects.get()
    assert lease.server_trouble.startswith("Rien n’écoute à cette adresse")
    assert lease.server_retry_at == NOW + timedelta(minutes=1)
    assert "cannot be used" in caplog.text


def test_a_server_left_alone_is_tried_again_then_forgiven(
    unit: Organisation, post: Post, settings: LazySettings
) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    mail_for(unit)
    send()
    settings.EMAIL_PORT = port
    assert send(NOW + timedelta(seconds=10)) == 0
    assert send(NOW + timedelta(seconds=61)) == 1
    assert Lease.objects.get().server_trouble == ""


def test_a_mail_that_could_not_leave_in_six_days_has_no_purpose(
    unit: Organisation, post: Post
) -> None:
    message = mail_for(unit, created_at=NOW - timedelta(days=6, minutes=1))
    assert send() == 0
    assert (again(message).state, message.outcome) == (State.REFUSED, "stale")
    assert post.mails == []


@pytest.mark.parametrize("how", ["left", "other role", "closed"])
def test_who_lost_her_access_since_gets_nothing(unit: Organisation, post: Post, how: str) -> None:
    message = mail_for(unit)
    if how == "left":
        Membership.objects.filter(user=message.user).update(until=TODAY)
    elif how == "other role":
        Membership.objects.filter(user=message.user).update(role=Role.DAF)
    else:
        User.objects.filter(pk=message.user_id).update(is_active=False)
    assert send() == 0
    assert (again(message).state, message.outcome) == (State.CANCELLED, "no_access")
    assert post.mails == []


def test_who_stopped_these_mails_since_gets_nothing(unit: Organisation, post: Post) -> None:
    message = mail_for(unit)
    preference_set(acting_user=message.user, wanted={"digest": False})
    assert send() == 0
    assert (again(message).state, message.outcome) == (State.CANCELLED, "unwanted")


def test_a_change_of_address_is_followed(unit: Organisation, post: Post) -> None:
    message = mail_for(unit)
    User.objects.filter(pk=message.user_id).update(email="neuve@exemple.fr")
    send()
    assert post.to == ["neuve@exemple.fr"]
    assert again(message).sent_to == "neuve@exemple.fr"


def test_stopping_ends_the_message_under_way(unit: Organisation, post: Post) -> None:
    first, second = mail_for(unit), mail_for(unit)
    assert send(stop_after=1) == 1
    states = {again(first).state, again(second).state}
    assert states == {State.SENT, State.WAITING}
