"""The legal delays that a main courante offers: read from `data/legal_clocks.yaml`, strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from hygie.domain.dated.strict_yaml import read_yaml
from hygie.domain.logbook import limit_of

PATH = Path(__file__).resolve().parent / "data" / "legal_clocks.yaml"
WORDS = ("code", "label", "start", "condition", "how")
FIGURES = ("hours", "months")
KEYS = {*WORDS, *FIGURES, "words", "since", "source"}


@dataclass(frozen=True, slots=True)
class Delay:
    """One legal delay, of `hours` or of `months`. Both None: `words` says it (« sans délai »).

    `since`: in force.
    """

    code: str
    label: str
    start: str
    condition: str
    how: str
    hours: int | None
    months: int | None
    words: str
    since: date
    source: str
    url: str
    read_on: date

    def limit(self, started_at: datetime) -> datetime | None:
        """Last instant to do it, for something known at `started_at`."""
        if self.months is not None:
            started_at = timezone.localtime(started_at)
        return limit_of(started_at, self.hours, self.months)


@cache
def delays() -> Mapping[str, Delay]:
    """Every delay by its code, in the order of the file."""
    return read_delays(PATH.read_text(encoding="utf-8"))


def delays_in_force(on: date) -> list[Delay]:
    """Those whose text is in force that day."""
    return [one for one in delays().values() if one.since <= on]


def delay_in_force(code: str, started_at: datetime) -> Delay | None:
    """The delay of this code on the day when something was known; None when there is none."""
    delay = delays().get(code)
    if delay is None or delay.since > timezone.localdate(started_at):
        return None
    return delay


def read_delays(text: str) -> Mapping[str, Delay]:
    """The delays of a text. Raises ValueError: what is wrong, and under which code."""
    content: Any = read_yaml(text).content
    found: dict[str, Delay] = {}
    for item in content["clocks"]:
        code = str(item.get("code"))
        unknown = set(item) - KEYS
        if unknown or code in found:
            raise ValueError(f"{code}: given twice, or unknown keys {sorted(unknown)}")
        found[code] = _delay(code, item, content["read_on"])
    return found


def _delay(code: str, item: Mapping[str, Any], read_on: date) -> Delay:
    source = item.get("source") or {}
    hours, months = (_figure(code, item, name) for name in FIGURES)
    if [hours is None, months is None, not item.get("words")].count(False) != 1:
        raise ValueError(f"{code}: either `hours`, `months` or `words`")
    if not source.get("text") or not isinstance(item.get("since"), date):
        raise ValueError(f"{code}: `source.text` and `since` (a day) are needed")
    if missing := [name for name in WORDS if not item.get(name)]:
        raise ValueError(f"{code}: {missing[0]} is missing")
    figure = f"{months}\u00a0mois" if hours is None else f"{hours}\u00a0h"
    return Delay(
        **{name: str(item[name]).strip() for name in WORDS},
        hours=hours,
        months=months,
        words=str(item.get("words") or figure),
        since=item["since"],
        source=str(source["text"]),
        url=str(source.get("url", "")),
        read_on=read_on,
    )


def _figure(code: str, item: Mapping[str, Any], name: str) -> int | None:
    figure = item.get(name)
    if figure is not None and (not isinstance(figure, int) or figure <= 0):
        raise ValueError(f"{code}: `{name}` is a whole number above 0")
    return figure
