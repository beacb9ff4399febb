"""One migrated database for a whole run of the tests: every process that wants one copies it.

Migrating takes most of the time that a worker needs before its first test; a copy takes none.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation
from psycopg import sql

from hygie.config.settings_test import test_folder

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 300
_begun: list["subprocess.Popen[bytes]"] = []


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def migrated_folder() -> Path:
    """The folder of an instance on SQLite, migrated and empty, made by whoever asks first."""
    return _made_once("migrated", lambda folder: _migrate({"HYGIE_DATA_DIR": str(folder)}))


def migrated_name() -> str:
    """The name of a database on PostgreSQL, migrated and empty; nobody may connect to it."""

    def make(folder: Path) -> None:
        name = create_database()
        (folder / "name").write_text(name, encoding="utf-8")
        _migrate({"HYGIE_DATA_DIR": str(folder), "DATABASE_URL": url_of(name)})

    return (_made_once("migrated-pg", make) / "name").read_text(encoding="utf-8")


def begin_migrating() -> None:
    """Before the workers start: while they read the tests, the database they will copy is made."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    _begun.append(
        subprocess.Popen([sys.executable, "-m", "tests.migrated"], env=environment, cwd=ROOT)
    )


def drop_migrated() -> None:
    """At the end of the run: what `migrated_name` made, if anybody asked for it."""
    for one in _begun:
        one.wait()
    name = test_folder() / "migrated-pg" / "name"
    if name.exists():
        drop_database(name.read_text(encoding="utf-8"))


def copy_folder(into: Path) -> None:
    shutil.copytree(migrated_folder(), into, dirs_exist_ok=True)


class CopiedCreation(DatabaseCreation):
    """Fills the memory database of the tests from the migrated one, before Django migrates it."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = super()._create_test_db(verbosity, autoclobber, keepdb)
        # Held open: a memory database disappears with its last connection.
        self._held = sqlite3.connect(name, uri=True, check_same_thread=False)
        source = sqlite3.connect(migrated_folder() / "hygie.sqlite3")
        source.backup(self._held)
        source.close()
        return name

    def destroy_test_db(self, *given: Any, **named: Any) -> None:
        self._held.close()
        super().destroy_test_db(*given, **named)


def start_from_migrated() -> None:
    """Makes `django_db_setup` copy, then find nothing to migrate."""
    if is_postgres():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_name()
    else:
        connection.creation = CopiedCreation(connection)


def _made_once(label: str, make: Callable[[Path], None]) -> Path:
    """`test_folder()/label`, filled by the first process that asks; the others wait for it."""
    folder = test_folder() / label
    done = test_folder() / f"{label}.done"
    try:
        folder.mkdir()
    except FileExistsError:
        began = time.monotonic()
        while not done.exists():
            if time.monotonic() - began > PATIENCE_S:
                raise TimeoutError(f"{label}: whoever migrates it did not end") from None
            time.sleep(0.1)
        return folder
    make(folder)
    done.touch()
    return folder


def _migrate(given: dict[str, str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **given}
    environment["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    if "DATABASE_URL" not in given:
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "hygie", "django", "migrate", "-v0"]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def create_database(copied_from: str = "template1") -> str:
    """Creates a database on the server of the tests; returns its name."""
    name = f"hygie_{uuid.uuid4().hex[:12]}"
    order = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    _on_server(order.format(sql.Identifier(name), sql.Identifier(copied_from)))
    return name


def drop_database(name: str) -> None:
    _on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _on_server(order: sql.Composed) -> None:
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


if __name__ == "__main__":
    if is_postgres():
        migrated_name()
    else:
        migrated_folder()
