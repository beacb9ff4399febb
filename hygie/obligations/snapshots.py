"""The facts of each unit as they were last judged, so that a page reads them in one query.

Rooms gather facts from many tables. What they answered at the last refresh is kept beside the
timelines, in the same transaction: reasons shown are those of the statuses stored.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from hygie.obligations.models import UnitFacts
from hygie.obligations.registry import LoadedFacts, empty_facts


def encode(facts: object) -> str:
    """Facts as JSON; what holds its default or is worked out of the rest is left out."""
    return json.dumps(_plain(facts), ensure_ascii=False, separators=(",", ":"))


def decode(text: str, facts_type: type) -> Any:
    """The facts that `encode` wrote, of that type."""
    return _reader(facts_type)(json.loads(text))


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {
            one.name: _plain(content)
            for one in fields(value)
            if one.init
            and ((content := getattr(value, one.name)) != one.default or one.default is MISSING)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(_plain(one) for one in value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """What turns JSON into a value of the type of a field."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        (only,) = (one for one in inner if one is not type(None))
        read = _reader(only)
        return lambda value: None if value is None else read(value)
    if origin in (tuple, frozenset):
        read = _reader(inner[0])
        return lambda value: origin(read(one) for one in value)
    if isinstance(hint, type) and is_dataclass(hint):
        readers = {name: _reader(one) for name, one in get_type_hints(hint).items()}
        return lambda value: hint(**{name: readers[name](one) for name, one in value.items()})
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return lambda value: value


def _kinds(obligation_ids: Iterable[str]) -> dict[str, str]:
    """The kinds of facts that these obligations read, each with one obligation that reads it."""
    return {kind_of(one): one for one in obligation_ids}


def kind_of(obligation_id: str) -> str:
    """The name of the type of facts that an obligation reads."""
    return type(empty_facts(obligation_id)).__name__


def write(unit_ids: Sequence[int], obligation_ids: Collection[str], facts: LoadedFacts) -> None:
    """Keeps what was loaded for these units; only what differs is written. Units are locked."""
    kinds = _kinds(obligation_ids)
    rows = UnitFacts.objects.filter(unit__in=unit_ids, kind__in=kinds)
    stored = {(row.unit_id, row.kind): row for row in rows}
    fresh, outdated = [], []
    for unit_id in unit_ids:
        for kind, obligation_id in kinds.items():
            noted = facts.of(unit_id, obligation_id)
            content = "" if noted == empty_facts(obligation_id) else encode(noted)
            known = stored.get((unit_id, kind))
            if content == (known.content if known else ""):
                continue
            if known is not None:
                outdated.append(known.pk)
            if content:
                fresh.append(UnitFacts(unit_id=unit_id, kind=kind, content=content))
    if outdated:
        UnitFacts.objects.filter(pk__in=outdated).delete()
    UnitFacts.objects.bulk_create(fresh)


def read(unit_id: int, obligation_ids: Sequence[str]) -> Mapping[str, Any]:
    """The facts kept of one unit, by obligation: one query."""
    content = dict(UnitFacts.objects.filter(unit=unit_id).values_list("kind", "content"))
    found = {}
    for kind, obligation_id in _kinds(obligation_ids).items():
        empty = empty_facts(obligation_id)
        found[kind] = decode(content[kind], type(empty)) if kind in content else empty
    return {one: found[kind_of(one)] for one in obligation_ids}


def read_units(unit_ids: Collection[int], obligation_id: str) -> dict[int, Any]:
    """The facts kept of many units for one obligation, without those who noted none: one query."""
    facts_type = type(empty_facts(obligation_id))
    rows = UnitFacts.objects.filter(unit__in=unit_ids, kind=kind_of(obligation_id))
    return {
        unit_id: decode(content, facts_type)
        for unit_id, content in rows.values_list("unit", "content")
    }
