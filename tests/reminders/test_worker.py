"""One worker at a time: it takes its place, leaves it, and takes that of one killed."""

import threading
import time
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import LazySettings
from django.utils import timezone

from hygie.notifications import worker as worker_module
from hygie.notifications.enums import State
from hygie.notifications.models import Lease, Message
from hygie.notifications.tests.post import Post, post
from hygie.notifications.worker import LEASE, LaptopWorker, LeaseLost, Worker
from hygie.organisations.rights import Role
from tests.cast import make_unit
from tests.reminders.cast import MONDAY, bare_action, holder, morning

__all__ = ["post"]

pytestmark = pytest.mark.django_db


def someone() -> Any:
    """A pilote whose action is due in seven days."""
    unit = make_unit()
    user = holder(unit, Role.DAF)
    bare_action(unit, due_on=MONDAY + timedelta(days=7), pilote=user)
    return user


def test_a_turn_makes_and_sends(post: Post) -> None:
    user = someone()
    with time_machine.travel(morning(MONDAY), tick=False):
        assert Worker().turn()
    assert post.to == [user.email, user.email]
    assert {str(mail["Subject"]) for mail in post.mails} == {
        "Hygie\u00a0: 1 dans les 60\u00a0jours",
        "Hygie\u00a0: une échéance dans 7\u00a0jours",
    }
    assert {one.state for one in Message.objects.all()} == {State.SENT}


def test_without_a_mail_server_nothing_is_made() -> None:
    someone()
    with time_machine.travel(morning(MONDAY), tick=False):
        assert Worker().turn()
    assert not Message.objects.exists()


def test_a_second_worker_waits_until_the_first_leaves() -> None:
    first, second = Worker(), Worker()
    assert first.take()
    assert not second.turn()
    assert first.turn()
    first.release()
    assert second.take()
    assert not first.take()


def test_the_place_of_a_worker_killed_is_taken_when_its_signature_is_old() -> None:
    with time_machine.travel(morning(MONDAY), tick=False) as clock:
        killed, next_one = Worker(), Worker()
        assert killed.take()
        clock.shift(LEASE - timedelta(seconds=1))
        assert not next_one.take()
        clock.shift(timedelta(seconds=1))
        assert next_one.take()
        with pytest.raises(LeaseLost):
            killed.beat()
        next_one.beat()


def test_a_worker_at_work_signs_again() -> None:
    with time_machine.travel(morning(MONDAY), tick=False) as clock:
        worker = Worker()
        worker.take()
        clock.shift(timedelta(seconds=11))
        worker.beat()
        assert Lease.objects.get().signed_at == timezone.now()


def test_what_a_killed_worker_was_sending_is_to_be_checked(post: Post) -> None:
    user = someone()
    Message.objects.create(
        user=user, kind="digest", key="2026-W48", subject="Hygie", body="Bonjour", about=[],
        state=State.SENDING, claim="killed", next_try_at=morning(MONDAY),
        created_at=morning(MONDAY),
    )  # fmt: skip
    with time_machine.travel(morning(MONDAY, 6), tick=False):
        Worker().turn()
    (message,) = Message.objects.all()
    assert (message.state, message.outcome) == (State.UNSURE, "interrupted")
    assert post.mails == []


def test_what_ended_long_ago_is_forgotten() -> None:
    user = someone()
    for days, state in ((401, State.SENT), (401, State.UNSURE), (399, State.SENT)):
        Message.objects.create(
            user=user, kind="digest", key=f"{days}{state}", subject="Hygie", body="Bonjour",
            state=state, next_try_at=morning(MONDAY),
            created_at=morning(MONDAY) - timedelta(days=days),
        )  # fmt: skip
    with time_machine.travel(morning(MONDAY), tick=False):
        Worker().turn()
    assert {one.key for one in Message.objects.all()} == {"401unsure", "399sent"}


def test_an_error_is_logged_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    worker, turns = Worker(), []

    def turn() -> bool:
        turns.append(1)
        if len(turns) == 1:
            raise RuntimeError("base occupée")
        worker.stop.set()
        return True

    with (
        patch.object(worker, "turn", turn),
        patch.object(worker_module, "TICK_SECONDS", 0.01),
        patch.object(worker_module, "close_old_connections"),
    ):
        worker.run()
    assert len(turns) == 2
    assert "base occupée" in caplog.text


def test_the_worker_of_the_laptop_stops_with_the_server(settings: LazySettings) -> None:
    laptop = LaptopWorker()
    started = threading.Event()

    def turn() -> bool:
        started.set()
        return True

    with patch.object(laptop.worker, "turn", turn), patch.object(laptop.worker, "release"):
        laptop.start()
        assert started.wait(5)
        began = time.monotonic()
        laptop.stop()
    assert not laptop.thread.is_alive()
    assert time.monotonic() - began < 5
