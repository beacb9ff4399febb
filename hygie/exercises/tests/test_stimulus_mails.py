"""A stimulus by e-mail reaches its players, marked, one by one; nothing leaves twice nor astray."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from hygie.exercises.console import console_of
from hygie.exercises.models import Run, StimulusMail
from hygie.exercises.services import playing
from hygie.exercises.services.stimulus_mails import stimulus_mails_send
from hygie.exercises.tests.stage import Stage
from tests.cast import today

__all__ = ["today"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ANIMATEUR = "animateur@rochebrune.example"
OPEN = {"mail_is_dry": False, "mail_domains": ["rochebrune.example"]}


@pytest.fixture(autouse=True)
def post(settings: LazySettings) -> None:
    """This instance has a mail server."""
    settings.EMAIL_ENABLED = True


def sent_by_mail(**values: object) -> Stage:
    """An exercise in which S02 was sent to the DG and the DSI by e-mail."""
    stage = Stage(**{**OPEN, **values})
    stage.debex()
    stage.press(playing.stimulus_send, "S02")
    return stage


def states() -> list[str]:
    return sorted(StimulusMail.objects.values_list("state", flat=True))


def test_each_player_receives_it_marked_and_once() -> None:
    stage = sent_by_mail()
    assert [stimulus_mails_send(stage.run.pk, ANIMATEUR) for _ in range(2)] == [2, 0]
    assert sorted(one.to[0] for one in mail.outbox) == [
        "dg@rochebrune.example", "dsi@rochebrune.example",
    ]  # fmt: skip
    assert all(one.subject.startswith("[EXERCICE]") for one in mail.outbox)
    assert all(one.body.startswith("EXERCICE") for one in mail.outbox)
    assert states() == ["sent", "sent"]


def test_dry_they_all_go_to_the_animateur() -> None:
    stage = sent_by_mail(mail_is_dry=True)
    stimulus_mails_send(stage.run.pk, ANIMATEUR)
    assert [one.to for one in mail.outbox] == [[ANIMATEUR], [ANIMATEUR]]
    assert "dg@rochebrune.example" in "".join(one.body for one in mail.outbox)
    assert states() == ["dry", "dry"]


@pytest.mark.parametrize(
    ("values", "state"),
    [({"mail_domains": []}, "refused"), ({"mail_domains": ["exemple.fr"]}, "refused")],
)
def test_nothing_leaves_for_another_domain(values: dict[str, object], state: str) -> None:
    stage = sent_by_mail(**values)
    assert stimulus_mails_send(stage.run.pk, ANIMATEUR) == 0
    assert mail.outbox == []
    assert states() == [state, state]
    assert len(console_of(stage.run, timezone.now()).mails_to_check) == 2


def test_stopped_between_two_nothing_more_leaves() -> None:
    stage = sent_by_mail()
    original = EmailBackend.send_messages

    def stop(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        Run.objects.update(mail_stopped=True)
        return original(backend, messages)

    with patch.object(EmailBackend, "send_messages", stop):
        stimulus_mails_send(stage.run.pk, ANIMATEUR)
    assert len(mail.outbox) == 1
    assert states() == ["sent", "stopped"]


def test_one_in_flight_at_a_crash_is_to_check_and_never_sent_again_alone() -> None:
    stage = sent_by_mail()

    class Killed(BaseException):
        """The process dies."""

    with (
        patch.object(EmailBackend, "send_messages", side_effect=Killed),
        pytest.raises(Killed),
    ):
        stimulus_mails_send(stage.run.pk, ANIMATEUR)
    assert stimulus_mails_send(stage.run.pk, ANIMATEUR) == 1
    assert states() == ["sending", "sent"]
    later = timezone.now() + timedelta(minutes=6)
    (lost,) = console_of(stage.run, later).mails_to_check
    assert lost.state == "to_check"


def test_nothing_leaves_after_the_end_nor_long_after_its_press() -> None:
    stage = sent_by_mail()
    StimulusMail.objects.filter(participant=stage.players["DG"]).update(
        at=timezone.now() - timedelta(minutes=20)
    )
    stimulus_mails_send(stage.run.pk, ANIMATEUR)
    assert states() == ["sent", "to_check"]
    late = sent_by_mail()
    playing.run_finex(**late.who)
    assert stimulus_mails_send(late.run.pk, ANIMATEUR) == 0
    assert states() == ["sent", "stopped", "stopped", "to_check"]


def test_without_a_server_the_console_says_to_tell_it(settings: LazySettings) -> None:
    settings.EMAIL_ENABLED = False
    stage = sent_by_mail()
    stimulus_mails_send(stage.run.pk, ANIMATEUR)
    (first, _) = console_of(stage.run, timezone.now()).mails_to_check
    assert "de vive voix" in first.message
