"""Criteria and measures that an action may answer: dated sets, read from `data/references.yaml`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hygie.domain.dated.strict_yaml import read_yaml

PATH = Path(__file__).resolve().parent / "data" / "references.yaml"
SET_KEYS = {
    "code", "title", "issuer", "since", "until", "checked_on", "is_official", "notice", "items",
}  # fmt: skip


class ReferencesError(ValueError):
    """The file of references is wrong: a fault of the product, told with its set."""


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """One text, as it is between two days (`until` excluded; None: still).

    `items`: code → label. `is_official` False: a cutting of ours, to be said on screen.
    """

    code: str
    title: str
    issuer: str
    since: date
    until: date | None
    checked_on: date
    is_official: bool
    notice: str
    items: dict[str, str]

    def holds_on(self, day: date) -> bool:
        """Whether it is offered on that day."""
        return self.since <= day and (self.until is None or day < self.until)


def load(path: Path = PATH) -> tuple[ReferenceSet, ...]:
    """The sets of a file, in its order. Raises `ReferencesError`."""
    content = read_yaml(path.read_text(encoding="utf-8")).content
    sets = tuple(_set(raw) for raw in content["sets"])
    codes = [str(item["code"]) for raw in content["sets"] for item in raw["items"]]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ReferencesError(f"codes given twice: {', '.join(twice)}")
    return sets


def _set(raw: dict[str, Any]) -> ReferenceSet:
    if set(raw) != SET_KEYS:
        wrong = sorted(set(raw) ^ SET_KEYS)
        raise ReferencesError(f"{raw.get('code')}: keys missing or unknown: {', '.join(wrong)}")
    items = {str(one["code"]): str(one["label"]) for one in raw["items"]}
    if any(" " in code or not code for code in items):
        raise ReferencesError(f"{raw['code']}: a code holds no space")
    if raw["until"] is not None and raw["until"] <= raw["since"]:
        raise ReferencesError(f"{raw['code']}: ends before it begins")
    return ReferenceSet(**{**raw, "items": items})


@cache
def references() -> tuple[ReferenceSet, ...]:
    """The sets of the product."""
    return load()


@cache
def labels() -> dict[str, str]:
    """Label of each code ever offered."""
    return {code: label for one in references() for code, label in one.items.items()}


def offered(day: date, kept: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str]]]]:
    """Grouped choices of a form on that day, with the codes already `kept` by an action."""
    kept = set(kept)
    groups = []
    for one in references():
        items = [
            (code, label) for code, label in one.items.items() if one.holds_on(day) or code in kept
        ]
        if items:
            groups.append((one.title, items))
    return groups


def notices(codes: Iterable[str]) -> list[str]:
    """What to say of the sets that these codes come from, when they are not the official text."""
    codes = set(codes)
    return [
        f"{one.title}\u00a0: {one.notice}"
        for one in references()
        if not one.is_official and codes & set(one.items)
    ]
