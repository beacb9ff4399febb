"""A scenario as plain values, to keep what is being written even when it could not be published."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hygie.domain.scenario.shape import Scenario


def plain_of(scenario: Scenario) -> dict[str, Any]:
    """The scenario as JSON keeps it: lists, texts, figures."""
    plain: dict[str, Any] = _plain(asdict(scenario))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, StrEnum) else value


def scenario_of(plain: Mapping[str, Any]) -> Scenario:
    """What `plain_of` kept. A field added since takes its default. Raises TypeError, ValueError."""
    scenario: Scenario = _built(Scenario, plain)
    return scenario


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _built(kind: Any, value: Any) -> Any:
    """The value as this kind of the shape asks it."""
    origin = get_origin(kind)
    if origin is UnionType:
        inner = next(one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _built(inner, value)
    if origin is tuple:
        return tuple(_built(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]  # a class, never an instance here
        known = {one.name for one in fields(kind)} & value.keys()
        return kind(**{name: _built(hints[name], value[name]) for name in known})  # type: ignore[operator]
    return kind(value)
