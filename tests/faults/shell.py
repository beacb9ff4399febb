"""Runs `process.py` and the `hygie` command on a database of their own."""

import subprocess
import sys

from hygie.obligations.tests.processes import ROOT


def run(environment: dict[str, str], *words: str, code: int = 0) -> list[list[str]]:
    """The words of each line that the gestures say; the process must end with this code."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.process", *words],
        env={**environment, "DJANGO_SETTINGS_MODULE": "hygie.config.settings_test"},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=280,
    )  # fmt: skip
    assert done.returncode == code, done.stderr[-3000:]
    return [line.split() for line in done.stdout.splitlines()]


def hygie(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """The exit code of the `hygie` command, and all it says."""
    done = subprocess.run(
        [sys.executable, "-m", "hygie", *words],
        env={**environment, "COLUMNS": "200"},
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=280,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
