"""Judging is a pure function: the domain has no Django, no clock, no network."""

import ast

from tests.architecture.house import PACKAGE, listed, python_files, short

FOREIGN = {"django", "allauth", "psycopg", "requests", "httpx", "urllib", "socket", "sqlite3"}
CLOCKS = {
    ("date", "today"),
    ("datetime", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("timezone", "now"),
}


def impurities(source: str) -> list[str]:
    """Foreign imports and readings of the clock, with their line."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            modules = []
        faults += [f"{node.lineno}: {name}" for name in modules if name.split(".")[0] in FOREIGN]
        if isinstance(node, ast.Attribute):
            owner = getattr(node.value, "attr", getattr(node.value, "id", ""))
            if (owner, node.attr) in CLOCKS:
                faults.append(f"{node.lineno}: {owner}.{node.attr}")
    return faults


def test_the_domain_is_pure() -> None:
    faults = [
        f"{short(path)}:{fault}"
        for path in python_files(PACKAGE / "domain")
        for fault in impurities(path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_the_check_can_fail() -> None:
    code = "from django.db import models\nimport datetime\nday = datetime.date.today()\n"
    assert impurities(code) == ["1: django.db", "3: date.today"]
    assert impurities("from datetime import date\nday = date(2026, 11, 21)\n") == []
