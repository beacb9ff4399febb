"""A real server refuses a body larger than its address takes before writing it to disk."""

import http.client
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application

from hygie.config.body_limit import ENVELOPE_BYTES, BodyLimit, limit_of
from hygie.exchanges.history.opening import MAX_BYTES as WORKBOOK_BYTES
from hygie.exchanges.history.proofs import MAX_ZIP_BYTES
from hygie.quality_plan.exchange.reading import MOST_BYTES as PLAN_BYTES

SIGN_IN = "/compte/connexion/"
PIECE = b"x" * 64 * 1024


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes Django was given to write, body by body."""
    from django.core.handlers import asgi

    sizes: list[int] = []
    real = asgi.tempfile.SpooledTemporaryFile

    def watched(*args: Any, **kwargs: Any) -> Any:
        file = real(*args, **kwargs)
        write, number = file.write, len(sizes)
        sizes.append(0)

        def counted(data: bytes) -> int:
            sizes[number] += len(data)
            return int(write(data))

        monkeypatch.setattr(file, "write", counted)
        return file

    monkeypatch.setattr(asgi.tempfile, "SpooledTemporaryFile", watched)
    return sizes


@pytest.fixture
def port(settings: Any) -> Iterator[int]:
    settings.REQUEST_MAX_BYTES = 2 * 1024 * 1024
    application = BodyLimit(get_asgi_application())
    server = uvicorn.Server(
        uvicorn.Config(application, port=0, log_level="error", lifespan="off")  # type: ignore[arg-type]
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(timeout=10)


def sent(port: int, body: Any, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", SIGN_IN, body=body, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text, answer.headers


def test_a_body_within_the_limit_reaches_hygie(port: int, written: list[int]) -> None:
    status, text, _ = sent(port, PIECE)
    assert (status, written) == (403, [len(PIECE)])
    assert "L’envoi n’a pas été accepté" in text  # no token of a form


def test_a_body_declared_too_large_is_never_written(port: int, written: list[int]) -> None:
    status, text, headers = sent(port, PIECE * 100)
    assert (status, written) == (413, [])
    assert "L’envoi est trop grand" in text
    assert "2\u00a0Mo au plus" in text
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_body_in_pieces_that_says_no_length_is_stopped(port: int, written: list[int]) -> None:
    status, text, _ = sent(port, (PIECE for _ in range(100)))
    assert status == 413
    assert "L’envoi est trop grand" in text
    assert sum(written) <= settings.REQUEST_MAX_BYTES + ENVELOPE_BYTES


def test_the_limit_lets_through_what_each_room_takes() -> None:
    history = "/etablissements/310781406/reprise/6a1f0d0e-0000-4000-8000-000000000000/"
    assert limit_of("/administration/finess/") == settings.FINESS_UPLOAD_MAX_BYTES
    assert limit_of(history) >= MAX_ZIP_BYTES + WORKBOOK_BYTES
    assert limit_of(SIGN_IN) >= max(settings.EVIDENCE_MAX_BYTES, PLAN_BYTES, WORKBOOK_BYTES)
    assert limit_of("/administration/finess/autre/") == settings.REQUEST_MAX_BYTES


def test_the_server_wraps_hygie_in_it() -> None:
    from hygie.config.asgi import application

    assert isinstance(application, BodyLimit)


def test_a_body_in_pieces_whose_last_one_is_too_much_is_answered(port: int) -> None:
    most = settings.REQUEST_MAX_BYTES + ENVELOPE_BYTES
    status, text, _ = sent(port, iter([b"x" * (most + 1)]))
    assert status == 413
    assert "L’envoi est trop grand" in text
