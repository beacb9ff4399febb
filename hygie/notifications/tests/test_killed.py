"""`hygie worker` in a process of its own: killed, stopped, or two at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from hygie.notifications.tests.post import free_port, post_office
from hygie.obligations.tests.processes import own_database
from tests.gestures import ROOT, run

__all__ = ["own_database"]


def gestures(environment: dict[str, str], *words: str) -> list[str]:
    """The words that the gestures say."""
    lines = run(environment, "hygie.notifications.tests.process", *words)
    return [word for line in lines for word in line]


def worker(environment: dict[str, str], *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "hygie", "worker", *words], env=environment, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> int:
    """Its code, once it has ended."""
    output, _ = process.communicate(timeout=40)
    sys.stdout.write(output)
    return process.returncode


def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


@pytest.fixture
def mailed(own_database: dict[str, str]) -> Any:
    port = free_port()
    return {
        **own_database, "HYGIE_SMTP_HOST": "127.0.0.1", "HYGIE_SMTP_PORT": str(port),
        "HYGIE_SMTP_TLS": "non", "HYGIE_SMTP_FROM": "hygie@exemple.fr",
        "PYTHONUNBUFFERED": "1",
    }  # fmt: skip


def test_killed_in_a_sending_it_loses_nothing_and_sends_nothing_twice(mailed: Any) -> None:
    gestures(mailed, "prepare")
    with post_office(int(mailed["HYGIE_SMTP_PORT"])) as post:
        process = worker(mailed)
        # The process dies once the server has the second mail, before it knows it.
        post.on_mail = lambda: os.kill(process.pid, signal.SIGKILL) if len(post.to) == 2 else None
        assert ended(process) == -signal.SIGKILL
        assert len(post.to) == 2
        states = gestures(mailed, "states")
        assert sorted(states[:3]) == ["sending", "sent", "waiting"]
        gestures(mailed, "old")
        assert ended(worker(mailed, "--once")) == 0
        assert sorted(gestures(mailed, "states")) == ["free", "sent", "sent", "unsure"]
        assert sorted(post.to) == ["p0@exemple.fr", "p1@exemple.fr", "p2@exemple.fr"]


def test_asked_to_stop_it_leaves_its_place(mailed: Any) -> None:
    gestures(mailed, "prepare")
    with post_office(int(mailed["HYGIE_SMTP_PORT"])) as post:
        process = worker(mailed)
        until(lambda: len(post.to) == 3)
        assert ended(worker(mailed, "--once")) == 3, "another one is at work"
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=40)
    assert process.returncode == 0, output
    assert "Rappels\u00a0: arrêté." in output
    assert gestures(mailed, "states") == ["sent", "sent", "sent", "free"]


def test_the_server_sends_and_stops_cleanly(mailed: Any) -> None:
    gestures(mailed, "prepare")
    command = ["serve", "--empty", "--port", str(free_port())]
    with post_office(int(mailed["HYGIE_SMTP_PORT"])) as post:
        process = subprocess.Popen(
            [sys.executable, "-m", "hygie", *command], env=mailed, cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        until(lambda: len(post.to) == 3 or process.poll() is not None)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=40)
    assert process.returncode == 0, output
    assert gestures(mailed, "states") == ["sent", "sent", "sent", "free"]
