"""Runs `process.py` in processes that share a database of their own, on either database."""

import os
import subprocess
import sys
import uuid
from collections.abc import Generator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection
from psycopg import sql

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def own_database(tmp_path: Path) -> Generator[dict[str, str]]:
    """Environment of processes that share a database of their own."""
    environment = {**os.environ, "HYGIE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    if connection.vendor != "postgresql":
        environment.pop("DATABASE_URL", None)
        yield environment
        return
    name, server = f"hygie_{uuid.uuid4().hex[:12]}", connection.settings_dict
    asked = {"host": server["HOST"], "port": server["PORT"], "password": server["PASSWORD"]}
    maintenance = psycopg.connect(
        dbname="postgres",
        user=server["USER"],
        autocommit=True,
        **{key: value for key, value in asked.items() if value},
    )
    maintenance.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    host = quote(server["HOST"] or "localhost", safe="")  # a folder when it is a socket
    port = f":{server['PORT']}" if server["PORT"] else ""
    who = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
    environment["DATABASE_URL"] = f"postgres://{who}@{host}{port}/{name}"
    yield environment
    maintenance.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    maintenance.close()


def start(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "hygie.obligations.tests.process", *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(environment: dict[str, str], *words: str, code: int = 0) -> list[list[str]]:
    """The words of each line that the process says; it must end with this code."""
    process = start(environment, *words)
    said, _ = process.communicate(timeout=580)
    assert process.returncode == code
    return [line.split() for line in said.splitlines()]
