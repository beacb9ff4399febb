"""Runs `process.py` in processes that share a database of their own, on either database."""

import os
import shutil
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


# One migrated instance, made at the first need: the folder of its SQLite, or the name of its
# database on PostgreSQL. Each test gets a copy, ten times as fast as migrating again.
_migrated: dict[str, Path | str] = {}


@pytest.fixture
def own_database(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Generator[dict[str, str]]:
    """Environment of processes that share a database of their own, migrated and empty."""
    environment = {**os.environ, "HYGIE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    if connection.vendor != "postgresql":
        environment.pop("DATABASE_URL", None)
        if "folder" not in _migrated:
            folder = tmp_path_factory.mktemp("migrated")
            migrate({**environment, "HYGIE_DATA_DIR": str(folder)})
            _migrated["folder"] = folder
        shutil.copytree(_migrated["folder"], tmp_path, dirs_exist_ok=True)
        yield environment
        return
    if "name" not in _migrated:
        _migrated["name"] = create_database()
        request.config.add_cleanup(lambda: drop_database(str(_migrated["name"])))
        migrate({**environment, "DATABASE_URL": url_of(str(_migrated["name"]))})
    name = create_database(copied_from=str(_migrated["name"]))
    yield {**environment, "DATABASE_URL": url_of(name)}
    drop_database(name)


def migrate(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "hygie", "django", "migrate", "-v0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def create_database(copied_from: str = "template1") -> str:
    """Creates a database on the server of the tests; returns its name."""
    name = f"hygie_{uuid.uuid4().hex[:12]}"
    order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    on_server(order.format(sql.Identifier(name), sql.Identifier(copied_from)))
    return name


def drop_database(name: str) -> None:
    on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def on_server(order: sql.Composed) -> None:
    server = connection.settings_dict
    asked = {"host": server["HOST"], "port": server["PORT"], "password": server["PASSWORD"]}
    given = {key: value for key, value in asked.items() if value}
    with psycopg.connect(
        dbname="postgres", user=server["USER"], autocommit=True, **given
    ) as maintenance:
        maintenance.execute(order)


def url_of(name: str) -> str:
    """The DATABASE_URL of another database of the same server."""
    server = connection.settings_dict
    host = quote(server["HOST"] or "localhost", safe="")  # a folder when it is a socket
    port = f":{server['PORT']}" if server["PORT"] else ""
    who = quote(server["USER"]) + (f":{quote(server['PASSWORD'])}" if server["PASSWORD"] else "")
    return f"postgres://{who}@{host}{port}/{name}"


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
