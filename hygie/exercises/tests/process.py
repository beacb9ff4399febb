"""A process of its own on a database shared with the test: it plays, or is killed in it.

python -m hygie.exercises.tests.process prepare send:S02
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings")
django.setup()

import time_machine  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from hygie.exercises.console import console_of  # noqa: E402
from hygie.exercises.models import Run, StimulusMail  # noqa: E402
from hygie.exercises.services import playing  # noqa: E402
from hygie.exercises.services.run_people import participant_link_give  # noqa: E402
from hygie.exercises.services.stimulus_mails import stimulus_mails_send  # noqa: E402
from hygie.exercises.tests.cast import who  # noqa: E402
from hygie.exercises.tests.stage import Stage  # noqa: E402
from hygie.journal.models import Entry  # noqa: E402
from hygie.logbook.tests.process import serve  # noqa: E402
from hygie.organisations.models import Membership  # noqa: E402
from hygie.organisations.rights import Role  # noqa: E402
from tests.cast import client_of, member  # noqa: E402

THREADS = 6
MAILS = {"mail_is_dry": False, "mail_domains": ["rochebrune.example"]}


def say(*words: object) -> None:
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def prepare() -> None:
    """An exercise under way, S01 sent; says where the DSI plays by her link, the session of who
    animates, and the place of the exercise."""
    stage = Stage(**MAILS)
    _, secret = participant_link_give(**stage.who, participant_id=stage.players["DSI"].pk)
    stage.debex()
    stage.press(playing.stimulus_send, "S01")
    session = client_of(stage.rssi).cookies["sessionid"].value
    say(f"/lien/{secret}/exercice/", session, stage.place)


def _played() -> dict[str, object]:
    run = Run.objects.select_related("bearer").get()
    rssi = Membership.objects.select_related("user").filter(role=Role.RSSI).order_by("pk")[0].user
    return {**who(rssi, run.bearer), "run_id": run.pk}


def send(code: str) -> None:
    """Sends a stimulus; nothing else."""
    stimulus = Run.objects.get().played.get(code=code)
    playing.stimulus_send(**_played(), stimulus_id=stimulus.pk)  # type: ignore[arg-type]


def free(title: str) -> None:
    """A stimulus made up on the spot, for the DSI."""
    playing.stimulus_free(
        **_played(), new_id=uuid4(), title=title, body="Noir", recipients=["DSI"], channel="oral"
    )  # type: ignore[arg-type]


def wait(_nothing: str = "") -> None:
    """Until it is killed: its mails are leaving behind."""
    time.sleep(60)


def later() -> None:
    """Six minutes after: what leaves, what became of the mails, what the console says of them."""
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        say(stimulus_mails_send(Run.objects.get().pk, "animateur@rochebrune.example"))
        run = Run.objects.select_related("scenario_version").get()
        say(*(one.state for one in console_of(run, timezone.now()).mails_to_check))


def race() -> None:
    """Two animateurs send S02, and shift S03, several times at the same instant."""
    run = Run.objects.select_related("bearer").get()
    second = member(run.bearer, Role.ANIMATEUR)
    people = [_played(), {**who(second, run.bearer), "run_id": run.pk}]
    mailed, shifted = run.played.get(code="S02").pk, run.played.get(code="S03")
    start = threading.Barrier(THREADS)
    refused: list[str] = []

    def press(rank: int) -> None:
        asked = people[rank % 2]
        start.wait()
        try:
            playing.stimulus_send(**asked, stimulus_id=mailed)  # type: ignore[arg-type]
            playing.stimulus_shift(
                **asked, stimulus_id=shifted.pk, by_s=300, expected_due_s=shifted.due_s,
                with_following=False,
            )  # type: ignore[arg-type]  # fmt: skip
        except playing.ServiceRefusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(rank,)) for rank in range(THREADS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lines = Entry.objects.filter(verb="run.stimulus_sent", data__stimulus="S02").count()
    mails = StimulusMail.objects.filter(stimulus=mailed).count()
    say(lines, mails, run.played.get(code="S03").due_s - shifted.due_s, *refused)


GESTURES: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "serve": serve,
    "send": send,
    "free": free,
    "wait": wait,
    "later": later,
    "race": race,
}


def main(words: Sequence[str]) -> None:
    """One gesture for each word, « name » or « name:argument »."""
    for word in words:
        name, _, argument = word.partition(":")
        GESTURES[name](*([argument] if argument else []))


if __name__ == "__main__":
    main(sys.argv[1:])
