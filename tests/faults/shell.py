"""Runs `process.py` and the `hygie` command on a database of their own."""

import subprocess
import sys

from tests import gestures
from tests.gestures import ROOT


def run(environment: dict[str, str], *words: str, code: int = 0) -> list[list[str]]:
    """The words of each line that the gestures say; the process must end with this code."""
    settings = {"DJANGO_SETTINGS_MODULE": "hygie.config.settings_test"}
    return gestures.run({**environment, **settings}, "tests.faults.process", *words, code=code)


def hygie(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """The exit code of the `hygie` command, and all it says."""
    done = subprocess.run(
        [sys.executable, "-m", "hygie", *words],
        env={**environment, "COLUMNS": "200"},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=280,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
