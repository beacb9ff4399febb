"""When FINESS and Hygie differ: a change of FINESS is taken, a change made here is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, Any]


@dataclass(slots=True)
class Merge:
    """Fields to write as (before, after), and those kept as typed here as (here, FINESS)."""

    changed: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kept: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def merge(stored: Values, base: Values | None, incoming: Values) -> Merge:
    """Compares, field by field, what is stored with what FINESS says.

    base: what FINESS said last time; None for an organisation made by hand, adopted now: what was
    typed stays, what was left empty is filled in.
    """
    result = Merge()
    for name, value in incoming.items():
        here = stored[name]
        if here == value or (base is not None and base.get(name) == value):
            continue
        is_untouched = here in ("", None) if base is None else base.get(name) == here
        (result.changed if is_untouched else result.kept)[name] = (here, value)
    return result


def without_unmaking(incoming: Values, base: Values | None, care_ended_on: str | None) -> Values:
    """A unit made by FINESS that lost its last sanitary establishment is closed, never unmade.

    Its past stays judged; it opens again if FINESS gives it a sanitary establishment.
    """
    if base is None or not base.get("is_unit") or incoming.get("is_unit"):
        return incoming
    return {**incoming, "is_unit": True, "closed_on": incoming["closed_on"] or care_ended_on}
