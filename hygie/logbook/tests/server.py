"""A real server on a database of its own, and browsers that listen to its streams."""

import asyncio
import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from tests.gestures import ROOT, run

MODULE = "hygie.logbook.tests.process"
STARTED_IN = 60
TOKEN = "t" * 32


def gestures(environment: dict[str, str], *words: str, module: str = MODULE) -> list[list[str]]:
    """Runs gestures of `process.py`; the words of each line said."""
    return run(environment, module, *words)


def begin(
    environment: dict[str, str], *words: str, module: str = MODULE
) -> "subprocess.Popen[str]":
    """A process that goes on."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE,
    )  # fmt: skip


class Server:
    """`hygie` served on a free port of this machine; the address of the log, and two sessions.

    `module`: whose gestures `prepare`, which says them, and `serve` are run.
    """

    def __init__(self, environment: dict[str, str], module: str = MODULE) -> None:
        self.environment, self.module = environment, module
        said = gestures(environment, "prepare", module=module)
        ((self.path, self.session, self.other_session),) = said
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = self.start()

    def start(self) -> "subprocess.Popen[str]":
        """Serves; returns once it answers."""
        self.process = begin(self.environment, f"serve:{self.port}", module=self.module)
        until = time.monotonic() + STARTED_IN
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return self.process
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(20)
        if self.process.stdout:
            self.process.stdout.close()

    @property
    def memory_mb(self) -> float:
        """Resident memory of the server."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        kilobytes = next(line for line in lines if line.startswith("VmRSS")).split()[1]
        return int(kilobytes) / 1024

    def head(self, method: str, path: str, session: str, *more: str) -> bytes:
        """A request; `path`: whole."""
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: sessionid={session}; csrftoken={TOKEN}",
            *more,
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def post(self, path: str, values: dict[str, str]) -> int:
        """Sends a form as a person does; the status of the answer, once it is there."""
        sent = {"csrfmiddlewaretoken": TOKEN, "new_id": str(uuid4()), **values}
        body = urlencode(sent).encode()
        form = "Content-Type: application/x-www-form-urlencoded"
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        length = f"Content-Length: {len(body)}"
        more = (form, length, "Connection: close")
        writer.write(self.head("POST", path, self.session, *more) + body)
        status = int((await reader.readline()).split()[1])
        writer.close()
        return status

    async def write(self, text: str) -> int:
        """Writes a line in the log."""
        line = {"text": text, "category": "information", "reliability": "confirmed"}
        return await self.post(self.path, line)


@contextlib.contextmanager
def served(environment: dict[str, str], module: str = MODULE) -> Generator[Server]:
    server = Server(environment, module)
    try:
        yield server
    finally:
        server.stop()


class Tab(asyncio.Protocol):
    """One browser tab on the stream: all it received, and when each word was first seen."""

    def __init__(self) -> None:
        self.received = b""
        self.opened = asyncio.get_running_loop().create_future()
        self.ended = asyncio.get_running_loop().create_future()
        self.awaited: dict[bytes, asyncio.Future[float]] = {}
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.opened.done() and b"retry:" in self.received:
            self.opened.set_result(time.perf_counter())
        for word, future in self.awaited.items():
            if not future.done() and word in self.received:
                future.set_result(time.perf_counter())

    def connection_lost(self, exc: Exception | None) -> None:
        for future in (self.opened, self.ended):
            if not future.done():
                future.set_result(0.0)

    def expect(self, word: str) -> "asyncio.Future[float]":
        """The instant when this word is received."""
        future = asyncio.get_running_loop().create_future()
        self.awaited = {word.encode(): future}
        self.data_received(b"")
        return future

    @property
    def last_id(self) -> str:
        """The number that the browser would send when it comes back."""
        ids = [line[4:] for line in self.received.split(b"\n") if line.startswith(b"id: ")]
        return ids[-1].decode() if ids else "0"

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()


async def tabs(server: Server, count: int, *, after: str = "", session: str = "") -> list[Tab]:
    """As many tabs, all opening at once; returns when each has its stream."""
    loop = asyncio.get_running_loop()
    more = [f"Last-Event-ID: {after}"] if after else []
    request = server.head("GET", f"{server.path}flux/", session or server.session, *more)

    async def one() -> Tab:
        _, tab = await loop.create_connection(Tab, "127.0.0.1", server.port)
        assert tab.transport is not None
        tab.transport.write(request)
        await tab.opened
        return tab

    return await asyncio.gather(*(one() for _ in range(count)))


def many_files() -> None:
    """This process and those it starts may open thousands of connections."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def kill(process: "subprocess.Popen[str]") -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(20)
