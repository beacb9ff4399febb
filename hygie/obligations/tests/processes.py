"""Runs `process.py` in processes that share a database of their own, on either database."""

import os
import subprocess
import sys
import uuid
from collections.abc import Generator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def own_database(tmp_path: Path, request: pytest.FixtureRequest) -> Generator[dict[str, str]]:
    """Environment of processes that share a database of their own."""
    environment = {**os.environ, "HYGIE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    if connection.vendor != "postgresql":
        environment.pop("DATABASE_URL", None)
        yield environment
        return
    request.getfixturevalue("transactional_db")
    name, server = f"hygie_{uuid.uuid4().hex[:12]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    host, port = server["HOST"] or "localhost", server["PORT"] or 5432
    environment["DATABASE_URL"] = (
        f"postgres://{server['USER']}:{server['PASSWORD']}@{host}:{port}/{name}"
    )
    yield environment
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def start(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "hygie.obligations.tests.process", *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(environment: dict[str, str], *words: str) -> list[str]:
    """The words of the last line that the process says."""
    process = start(environment, *words)
    said, _ = process.communicate(timeout=240)
    assert process.returncode == 0
    return said.splitlines()[-1].split() if said else []
