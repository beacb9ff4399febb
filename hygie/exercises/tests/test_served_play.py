"""An exercise on a real server: many players back after a kill, a mail cut in flight, two who press
at the same instant."""

import asyncio
import signal
import socket
import threading

from hygie.logbook.tests.server import begin, gestures, kill, served, tabs
from hygie.obligations.tests.processes import own_database

__all__ = ["own_database"]
MODULE = "hygie.exercises.tests.process"
TABS = 300


def play(environment: dict[str, str], *words: str) -> list[list[str]]:
    return gestures(environment, *words, module=MODULE)


def test_300_players_come_back_after_a_kill_and_read_what_is_theirs(
    own_database: dict[str, str],
) -> None:
    with served(own_database, MODULE) as server:

        async def first() -> str:
            (tab,) = await tabs(server, 1, after="0")
            await asyncio.wait_for(tab.expect('id="recu-S01"'), 10)
            tab.close()
            return tab.last_id

        last = asyncio.run(first())
        server.stop(signal.SIGKILL)
        play(own_database, "send:S02", "send:S03")
        server.start()

        async def come_back() -> None:
            crowd = await asyncio.wait_for(tabs(server, TABS, after=last), 30)
            waited = [tab.expect('id="recu-S02"') for tab in crowd]
            await asyncio.wait_for(asyncio.gather(*waited), 10)
            waited = [tab.expect('id="recu-L1"') for tab in crowd]
            await asyncio.to_thread(play, own_database, "free:Panne")
            await asyncio.wait_for(asyncio.gather(*waited), 10)
            for tab in crowd:
                for other in (b"recu-S01", b"recu-S03", b"conduite", b"groupe-"):
                    assert other not in tab.received
                tab.close()

        asyncio.run(come_back())


class Silent(threading.Thread):
    """A mail server that takes a whole message, and says nothing of it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.taken = threading.Semaphore(0)
        self.messages = 0

    def run(self) -> None:
        while True:
            try:
                guest, _ = self.door.accept()
            except OSError:
                return
            self._hear(guest)

    def _hear(self, guest: socket.socket) -> None:
        with guest, guest.makefile("rb") as heard:
            guest.sendall(b"220 silence\r\n")
            for line in heard:
                word = line.split()[0].upper() if line.split() else b""
                if word == b"DATA":
                    guest.sendall(b"354 go\r\n")
                    while heard.readline() not in (b".\r\n", b""):
                        pass
                    self.messages += 1
                    self.taken.release()
                    heard.readline()  # until the other end is cut
                    return
                guest.sendall(b"250 ok\r\n")


def test_a_mail_in_flight_when_the_process_is_killed_is_to_check_and_never_leaves_again(
    own_database: dict[str, str],
) -> None:
    post = Silent()
    post.start()
    environment = {
        **own_database, "HYGIE_SMTP_HOST": "127.0.0.1", "HYGIE_SMTP_PORT": str(post.port),
        "HYGIE_SMTP_TLS": "non",
    }  # fmt: skip
    sender = begin(environment, "prepare", "send:S02", "wait", module=MODULE)
    assert post.taken.acquire(timeout=30)
    kill(sender)
    if sender.stdout:
        sender.stdout.close()
    left, told = play(environment, "later")
    post.door.close()
    assert left == ["0"]
    assert told == ["to_check", "to_check"]  # the one in flight, and the one that nobody sent
    assert post.messages == 1


def test_two_animateurs_who_press_at_the_same_instant_do_it_once(
    own_database: dict[str, str],
) -> None:
    _, said = play(own_database, "prepare", "race")
    lines, mails, moved, *refused = said
    assert (lines, mails, moved) == ("1", "2", "300")
    assert refused == ["stimulus_moved"] * 5  # of six
