"""The scenarios that come with Hygie, and what the library says of any scenario."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hygie.domain.scenario.loading import load
from hygie.domain.scenario.shape import Level, Scenario
from hygie.domain.scenario.writing import dump

FOLDER = Path(__file__).parent / "scenarios"
ACTION = 1
ORDER = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Shipped:
    """A scenario that comes with Hygie. `text`: canonical, `fingerprint`: its SHA-256."""

    scenario: Scenario
    text: str
    fingerprint: str


def fingerprint_of(text: str) -> str:
    """SHA-256 of a text."""
    return sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Shipped]:
    """The files of the package by slug, the easiest first. Raises ScenarioErrors."""
    found = []
    for path in FOLDER.glob("*.yaml"):
        scenario = load(path.read_text(encoding="utf-8"))
        text = dump(scenario)
        found.append(Shipped(scenario, text, fingerprint_of(text)))
    found.sort(key=lambda one: (ORDER[one.scenario.level], one.scenario.title))
    return MappingProxyType({one.scenario.slug: one for one in found})


@lru_cache(maxsize=16)
def loaded(text: str) -> Scenario:
    """A published text as a scenario: a page of five hundred stimuli reads it once."""
    return load(text)


def proves_action_1(scenario: Scenario) -> bool:
    """Whether playing it puts care or missions under degraded mode, as obligation 1.a asks."""
    return ACTION in scenario.actions and (scenario.tested.care or scenario.tested.missions)


def card_of(scenario: Scenario) -> dict[str, Any]:
    """What the library lists of a scenario: plain values."""
    return {
        "summary": scenario.summary,
        "threat": scenario.threat.value,
        "level": scenario.level.value,
        "perimeter": scenario.perimeter.value,
        "form": scenario.form.value,
        "length_s": scenario.length_s,
        "short_s": scenario.short_s,
        "care": scenario.tested.care,
        "missions": scenario.tested.missions,
        "proves": proves_action_1(scenario),
        "stimuli": len(scenario.stimuli),
        "has_warning": bool(scenario.warning.strip()),
    }
