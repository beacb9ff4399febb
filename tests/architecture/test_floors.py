"""Rooms know only lower rooms, also where import-linter cannot see: keys, templates, tags."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps

from tests.architecture.house import (
    PACKAGE,
    floors,
    listed,
    may_use,
    python_files,
    room_of,
    short,
    templates,
)

TEMPLATE_USE = re.compile(r"{%-?\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
TAGS_USE = re.compile(r"{%-?\s*load\s+([^%]+?)\s*-?%}")


def climbing_names(room: str, names: Iterator[str]) -> list[str]:
    """Template names that start with a room above `room` (or beside it)."""
    return [
        name
        for name in names
        if name.split("/")[0] in floors() and not may_use(room, name.split("/")[0])
    ]


def template_names(source: str) -> Iterator[str]:
    """Names given as literals to include and extends."""
    return iter(TEMPLATE_USE.findall(source))


def html_constants(source: str) -> Iterator[str]:
    """Template names written as strings in Python."""
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch(r"[\w./-]+\.html", text):
            yield text


def climbing_keys(models: Iterator[Any]) -> list[str]:
    """Foreign keys and many-to-many that point to a room above their own, or beside it."""
    faults = []
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = getattr(field, "related_model", None)
            pair = [m.__module__.split(".") for m in (model, target) if isinstance(m, type)]
            ours = len(pair) == 2 and all(parts[0] == "hygie" for parts in pair)
            if ours and not may_use(pair[0][1], pair[1][1]):
                faults.append(f"{model.__name__}.{field.name} → {pair[1][1]}")
    return faults


def test_every_room_has_its_floor() -> None:
    present = {room_of(path) for path in PACKAGE.iterdir() if is_room(path)}
    assert present <= set(floors()), f"no floor in pyproject.toml: {present - set(floors())}"


def is_room(path: Path) -> bool:
    """A folder or a module of the package, its own `__init__.py` apart."""
    if path.is_dir():
        return any(path.rglob("*.py"))
    return path.suffix == ".py" and path.name != "__init__.py"


def test_keys_point_downwards() -> None:
    faults = climbing_keys(iter(apps.get_models(include_auto_created=True)))
    assert not faults, listed(faults)


def test_templates_use_lower_templates() -> None:
    faults = [
        f"{short(path)}: {name}"
        for path in templates()
        for name in climbing_names(room_of(path), template_names(path.read_text("utf-8")))
    ]
    assert not faults, listed(faults)


def test_python_names_lower_templates() -> None:
    faults = [
        f"{short(path)}: {name}"
        for path in python_files()
        for name in climbing_names(room_of(path), html_constants(path.read_text("utf-8")))
    ]
    assert not faults, listed(faults)


def test_templates_load_lower_tags() -> None:
    owners = {path.stem: room_of(path) for path in PACKAGE.glob("*/templatetags/*.py")}
    faults = [
        f"{short(path)}: {library}"
        for path in templates()
        for line in TAGS_USE.findall(path.read_text("utf-8"))
        for library in line.split()
        if library in owners and not may_use(room_of(path), owners[library])
    ]
    assert not faults, listed(faults)


def test_the_checks_can_fail() -> None:
    assert may_use("exercises", "quality_plan")
    assert not may_use("quality_plan", "exercises")
    assert not may_use("exercises", "audits")
    page = '{% extends "web/base.html" %}{% include "exercises/_row.html" with a=b %}'
    assert climbing_names("journal", template_names(page)) == ["exercises/_row.html"]
    assert climbing_names("exercises", template_names(page)) == []
    code = 'render(request, "compliance/status.html")'
    assert climbing_names("exercises", html_constants(code)) == ["compliance/status.html"]


def test_the_key_check_can_fail() -> None:
    class Exercise:
        __module__ = "hygie.exercises.models"

    class Field:
        name = "exercise"
        related_model = Exercise

    class Meta:
        local_fields = (Field,)
        local_many_to_many = ()

    class Action:
        __module__ = "hygie.quality_plan.models"
        _meta = Meta

    assert climbing_keys(iter([Action])) == ["Action.exercise → exercises"]
