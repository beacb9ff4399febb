"""The four years of a large hospital come in by one file, and go; others write meanwhile."""

import subprocess
import sys

import pytest

from hygie.exchanges.tests.test_history_killed import run
from hygie.obligations.tests.processes import ROOT, own_database

__all__ = ["own_database"]

pytestmark = pytest.mark.bench
LIMITS = {"lecture à blanc": 5.0, "écriture": 60.0, "annulation": 60.0}
LIMIT_WAIT = 2.0


def say(label: str, seconds: float, limit: float) -> None:
    print(f"| {label} | {seconds:.1f} s | ≤ {limit:g} s |")


def beside_a_writer(database: dict[str, str], gesture: str, end: str) -> tuple[float, float]:
    """How long a gesture takes beside someone who writes all along, and how long she waits."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "hygie.exchanges.tests.process", f"hinders:{end}"],
        env=database,
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    writer.stdout.readline()
    ((spent, state),) = run(database, gesture)
    assert state == end
    said, _ = writer.communicate(timeout=60)
    return float(spent), float(said.split()[1])


def test_four_years_of_a_large_hospital_in_one_file(own_database: dict[str, str]) -> None:
    ((read_in, rows, faults),) = run(own_database, "prepare:big")
    assert faults == "0"
    spent = {"lecture à blanc": float(read_in)}
    waited = {}
    for label, gesture, end in (("écriture", "confirm", "done"), ("annulation", "undo", "undone")):
        spent[label], waited[label] = beside_a_writer(own_database, gesture, end)
    for label, seconds in spent.items():
        say(f"reprise de {rows} lignes : {label}", seconds, LIMITS[label])
    for label, seconds in waited.items():
        say(f"attente la plus longue d’une autre écriture : {label}", seconds, LIMIT_WAIT)
    assert all(seconds <= LIMITS[label] for label, seconds in spent.items())
    assert max(waited.values()) <= LIMIT_WAIT
