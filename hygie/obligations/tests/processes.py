"""Runs `process.py` in processes that share a database of their own, on either database."""

import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests import gestures
from tests.migrated import (
    ROOT,
    copy_folder,
    create_database,
    drop_database,
    is_postgres,
    migrated_name,
    url_of,
)

MODULE = "hygie.obligations.tests.process"


@pytest.fixture
def own_database(tmp_path: Path) -> Generator[dict[str, str]]:
    """Environment of processes that share a database of their own, migrated and empty."""
    environment = {**os.environ, "HYGIE_DATA_DIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environment["DJANGO_SETTINGS_MODULE"] = "hygie.config.settings"
    if not is_postgres():
        environment.pop("DATABASE_URL", None)
        copy_folder(tmp_path)
        yield environment
        gestures.end(environment)
        return
    name = create_database(copied_from=migrated_name())
    yield {**environment, "DATABASE_URL": url_of(name)}
    gestures.end(environment)
    drop_database(name)


def start(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", MODULE, *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(environment: dict[str, str], *words: str, code: int = 0) -> list[list[str]]:
    """The words of each line that the process says; it must end with this code."""
    return gestures.run(environment, MODULE, *words, code=code)
