"""What a pack says against the published schema, then against itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import fastjsonschema

from hygie.domain.packs.shape import MAX_MEASURES, Pack, PackRefused, Problem

SCHEMA_FILE = Path(__file__).with_name("pack.schema.json")
MEASURE = "#/definitions/measure"
HEAD_DEFAULTS: Mapping[str, Any] = {"notice": "", "target_level": None, "groups": []}
# Rules of JSON Schema and the word under which they are said.
BY_RULE = {
    "type": "wrong_type",
    "minLength": "empty_text",
    "pattern": "bad_text",
    "maxLength": "too_long",
    "enum": "not_allowed",
    "minimum": "out_of_bounds",
    "maximum": "out_of_bounds",
    "exclusiveMinimum": "out_of_bounds",
    "maxItems": "too_many",
}

Path_ = tuple[str | int, ...]
Validate = Callable[[Any], Any]


class Places(Protocol):
    """Where in the file a value is, for its problems."""

    def place(self, code: str, path: Path_, data: Mapping[str, Any]) -> Problem: ...


def schema_text() -> str:
    """The published schema, as it is in its file."""
    return SCHEMA_FILE.read_text(encoding="utf-8")


@cache
def _validators() -> tuple[Validate, Validate]:
    """One check for the head with an empty list of measures, one for a measure."""
    schema = json.loads(schema_text())
    measure = {key: schema[key] for key in ("$schema", "definitions")} | {"$ref": MEASURE}
    return fastjsonschema.compile(schema), fastjsonschema.compile(measure)


def check_pack(said: Any, places: Places) -> Pack:
    """The pack, when everything is right. Raises `PackRefused` with each problem and its place."""
    if not isinstance(said, dict):
        raise PackRefused([places.place("not_a_pack", (), {})])
    problems = _form(said, places)
    if problems:
        raise PackRefused(problems)
    problems = [*_head(said, places), *_measures(said, places)]
    if problems:
        raise PackRefused(problems)
    values = {**HEAD_DEFAULTS, **said}
    lists = {name: tuple(values[name]) for name in ("scale", "groups", "measures")}
    return Pack(**{**values, **lists})


def _form(said: Mapping[str, Any], places: Places) -> list[Problem]:
    """Everything that the schema says; the first fault of the head and of each measure."""
    head_check, measure_check = _validators()
    measures = said.get("measures")
    if isinstance(measures, list) and len(measures) > MAX_MEASURES:
        data = {"most": MAX_MEASURES, "count": len(measures)}
        return [places.place("too_many_measures", ("measures",), data)]
    listed = measures if isinstance(measures, list) else []
    head = {**said, "measures": []} if isinstance(measures, list) else said
    found = _fault(head_check, head, (), places)
    for rank, measure in enumerate(listed):
        found += _fault(measure_check, measure, ("measures", rank), places)
    return found


def _fault(check: Validate, value: Any, path: Path_, places: Places) -> list[Problem]:
    try:
        check(value)
    except fastjsonschema.JsonSchemaValueException as error:
        return _faults_of(error, path, places)
    return []


def _faults_of(error: Any, above: Path_, places: Places) -> list[Problem]:
    path = (*above, *(int(step) if step.isdecimal() else step for step in error.path[1:]))
    value, rule = error.value, error.definition
    if error.rule == "required":
        lacking = [key for key in rule["required"] if key not in value]
        return [places.place("missing_key", path, {"key": key}) for key in lacking]
    if error.rule == "additionalProperties":
        known = rule.get("properties", {})
        more = [key for key in value if key not in known]
        data: dict[str, Any] = {"allowed": sorted(known)}
        return [
            places.place("unknown_key", (*path, key), {"key": str(key), **data}) for key in more
        ]
    data = {"key": str(path[-1]) if path else "", "allowed": error.rule_definition}
    if error.rule == "pattern" and isinstance(value, str) and not value.strip():
        return [places.place("empty_text", path, data)]
    return [places.place(BY_RULE.get(error.rule, "wrong_type"), path, data)]


def _head(said: Mapping[str, Any], places: Places) -> list[Problem]:
    """Days, scale, level to reach, groups and labels that contradict each other."""
    found: list[Problem] = []
    try:
        date.fromisoformat(said["date"] or "2000-01-01")
    except ValueError:
        found.append(places.place("bad_day", ("date",), {"value": said["date"]}))
    if said["is_official"] and said["demonstration"]:
        found.append(places.place("official_demonstration", ("demonstration",), {}))
    values = [row["value"] for row in said["scale"]]
    if values != sorted(set(values)):
        found.append(places.place("scale_not_rising", ("scale",), {}))
    target = said.get("target_level")
    if target is not None and target not in values:
        data = {"value": target, "allowed": values}
        found.append(places.place("unknown_level", ("target_level",), data))
    if said["measures"] and len(values) < 2:  # one level says nothing
        found.append(places.place("no_scale", ("scale",), {}))
    ids = [row["id"] for row in said.get("groups", [])]
    found += _twice(ids, "groups", places)
    return found


def _measures(said: Mapping[str, Any], places: Places) -> list[Problem]:
    """Ids given twice, levels outside the scale, groups that are not defined."""
    values = {row["value"] for row in said["scale"]}
    groups = {row["id"] for row in said.get("groups", [])}
    found = _twice([row["id"] for row in said["measures"]], "measures", places)
    for rank, row in enumerate(said["measures"]):
        stated = [level["value"] for level in row.get("levels", ())]
        for place, value in enumerate(stated):
            path = ("measures", rank, "levels", place, "value")
            if value not in values:
                data = {"value": value, "allowed": sorted(values)}
                found.append(places.place("unknown_level", path, data))
            elif value in stated[:place]:
                found.append(places.place("level_twice", path, {"value": value}))
        for place, group in enumerate(row.get("groups", ())):
            if group not in groups:
                data = {"value": group, "allowed": sorted(groups)}
                at = ("measures", rank, "groups", place)
                found.append(places.place("unknown_group", at, data))
    return found


def _twice(ids: list[str], name: str, places: Places) -> list[Problem]:
    seen: dict[str, int] = {}
    found = []
    for rank, one in enumerate(ids):
        if one in seen:
            first = places.place("", (name, seen[one], "id"), {})
            data = {"id": one, "first": first.line or first.cell}
            found.append(places.place("id_twice", (name, rank, "id"), data))
        else:
            seen[one] = rank
    return found
