"""Views and forms write nothing themselves, and a view is read at a glance."""

import ast
from pathlib import Path

from tests.architecture.house import listed, python_files, short

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
# Dictionaries that Django's forms keep: `widget.attrs.update(…)`, `self.fields.update(…)`.
DICTIONARIES = {"attrs", "fields", "initial", "cleaned_data"}
VIEW_LINES = 25


def is_edge(path: Path) -> bool:
    """views.py, forms.py, and the packages they become when they grow."""
    names = {path.stem, *path.parent.parts[-2:]}
    return bool(names & {"views", "forms"}) or path.stem.endswith(("_views", "_forms"))


def writes(source: str) -> list[str]:
    """Calls that write to the database, with their line."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        receiver = node.func.value
        owner = getattr(receiver, "attr", getattr(receiver, "id", ""))
        if node.func.attr in WRITES and owner not in DICTIONARIES:
            faults.append(f"{node.lineno}: .{node.func.attr}(")
    return faults


def long_views(source: str) -> list[str]:
    """Views whose body, signature and docstring apart, has over 25 lines."""
    faults = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not node.args.args or node.args.args[0].arg != "request":
            continue
        documented = ast.get_docstring(node, clean=False) is not None
        body = node.body[1:] if documented else node.body
        lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if lines > VIEW_LINES:
            faults.append(f"{node.lineno}: {node.name} has {lines} lines")
    return faults


def test_views_and_forms_write_nothing() -> None:
    faults = [
        f"{short(path)}:{fault}"
        for path in filter(is_edge, python_files())
        for fault in writes(path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_views_are_short() -> None:
    faults = [
        f"{short(path)}:{fault}"
        for path in filter(is_edge, python_files())
        for fault in long_views(path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_the_write_check_can_fail() -> None:
    code = "def page(request):\n    Exercise.objects.create(a=1)\n    exercise.save()\n"
    assert writes(code) == ["2: .create(", "3: .save("]
    assert writes("field.widget.attrs.update({'a': 1})") == []


def test_the_length_check_can_fail() -> None:
    body = "".join("    a = 1\n" for _ in range(VIEW_LINES + 1))
    assert long_views(f"def page(request):\n{body}") == ["1: page has 26 lines"]
    assert long_views(f'def page(request):\n    """Say."""\n{body[10:]}') == []
    assert long_views(f"def helper(value):\n{body}") == []


def test_the_edge_is_found() -> None:
    assert is_edge(Path("hygie/exercises/views.py"))
    assert is_edge(Path("hygie/exercises/views/entry.py"))
    assert not is_edge(Path("hygie/exercises/services.py"))
