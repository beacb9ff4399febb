"""Who gives the facts of each obligation: each action's room registers here when it starts.

This is the only inversion of the house: `obligations` stands below the rooms that it asks.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

FactsFunction = Callable[[Sequence[int]], Mapping[int, Any]]


@dataclass(frozen=True, slots=True)
class FactsSource:
    """One facts function, the obligations that read its facts, and the facts of who noted none."""

    facts_function: FactsFunction
    obligations: tuple[str, ...]
    empty: Any


_sources: dict[str, FactsSource] = {}
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_once", default=None)


def register(facts_function: FactsFunction, *, obligations: Sequence[str], empty: Any) -> None:
    """Declares that `facts_function(unit_ids)` gives the facts of these obligations.

    It takes Organisation ids and answers one facts object per unit, in a constant number of
    queries; a unit left out has noted nothing, and `empty` is used. Registering the same function
    again changes nothing. Raises ValueError when another function already has an obligation.
    """
    source = FactsSource(facts_function, tuple(obligations), empty)
    for obligation in source.obligations:
        known = _sources.get(obligation)
        if known is not None and known.facts_function is not facts_function:
            raise ValueError(f"obligation {obligation!r} already has a facts function")
    _sources.update(dict.fromkeys(source.obligations, source))


def registered() -> frozenset[str]:
    """Obligations whose facts can be read."""
    return frozenset(_sources)


def facts_modules() -> frozenset[str]:
    """The modules that give the facts: their code is part of the judgement."""
    return frozenset(source.facts_function.__module__ for source in _sources.values())


def empty_facts(obligation_id: str) -> Any:
    """The facts of a unit that noted nothing for this obligation."""
    return _sources[obligation_id].empty


def once(key: Hashable, read: Callable[[], Any]) -> Any:
    """What `read` gives, read once when several facts functions need it for one load of facts.

    Nobody changes what it gives. Out of a load, it is read each time.
    """
    known = _read.get()
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]


class LoadedFacts:
    """Facts of some units for some obligations: each function was asked once, about somebody."""

    def __init__(self, unit_ids: Sequence[int], obligation_ids: Collection[str]) -> None:
        self._sources = {one: _sources[one] for one in obligation_ids}
        functions = {source.facts_function for source in self._sources.values()}
        token = _read.set({})
        try:
            self._facts = {one: one(unit_ids) if unit_ids else {} for one in functions}
        finally:
            _read.reset(token)

    def of(self, unit_id: int, obligation_id: str) -> Any:
        """The facts of one unit for one obligation."""
        source = self._sources[obligation_id]
        return self._facts[source.facts_function].get(unit_id, source.empty)
