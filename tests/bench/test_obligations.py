"""Speed of the timelines: one establishment, a rebuild of 3,000, what readers ask on any day."""

import time
from datetime import date

import pytest

from hygie.domain.dated import load_book
from hygie.domain.obligations import JUDGEMENTS
from hygie.domain.timeline import timeline
from hygie.domain.unit import Sector, UnitProfile
from hygie.obligations.tests import notebook
from hygie.obligations.tests.processes import own_database, run, start
from tests.bench.pace import paced_ms

__all__ = ["own_database"]

pytestmark = pytest.mark.bench
UNITS = 3000


def say(label: str, value: float, unit: str, limit: float) -> None:
    print(f"| {label} | {value:.1f} {unit} | ≤ {limit:g} {unit} |")


def test_the_timelines_of_one_establishment() -> None:
    book, profile = load_book(), UnitProfile(sector=Sector.PUBLIC, department="31")

    def work() -> None:
        facts = notebook.some_facts(next(numbers))
        for obligation_id, judgement in JUDGEMENTS.items():
            noted = facts.get(judgement.facts_type, judgement.facts_type())
            timeline(
                obligation_id,
                profile,
                noted,
                book,
                start=date(2023, 1, 1),
                end=date(2030, 1, 1),
            )

    numbers = iter(range(1, 1000))
    spent = paced_ms(work, times=5)
    say("timeline d’un établissement (25 obligations, 7 ans)", spent, "ms", 10)
    assert spent <= 10


def test_a_rebuild_of_3000_beside_writers(own_database: dict[str, str]) -> None:
    run(own_database, f"prepare:{UNITS}")
    began = time.monotonic()
    run(own_database, "rebuild")
    alone = time.monotonic() - began
    say(f"obligations rebuild de {UNITS} établissements", alone, "s", 90)
    writer = start(own_database, "write:40")
    run(own_database, "rebuild")
    number, longest = writer.communicate(timeout=120)[0].split()
    say(f"attente la plus longue de {number} écritures pendant un rebuild", float(longest), "s", 2)
    line = run(own_database, "asks")[-1]
    one_day, spread, unit_ms = (float(word) for word in line)
    say("comptes de 3 000 établissements un jour donné", one_day, "ms", 400)
    say("le même, écart entre le jour le plus rapide et le plus lent", spread, "%", 60)
    say("statuts et frise d’un établissement", unit_ms, "ms", 50)
    assert alone <= 90
    assert float(longest) <= 2
    assert one_day <= 400
    assert unit_ms <= 50
