"""A room is entered by its services, selectors, models, indicators; not by its views or forms."""

import ast

from tests.architecture.house import floors, listed, python_files, room_of, short

PRIVATE = {"views", "forms", "urls"}
# `web` lends its form base to every room; the address table of `config` reads every `urls`.
OPEN = {("web", "forms")}
READS_ADDRESSES = "config"


def imported_modules(source: str) -> list[str]:
    """Dotted names imported by a file, `from a.b import c` giving a.b and a.b.c."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


def forced_doors(room: str, source: str) -> list[str]:
    """Private modules of other rooms that this file imports."""
    faults = set()
    for name in imported_modules(source):
        parts = name.split(".")
        if len(parts) < 3 or parts[0] != "hygie" or parts[1] == room or parts[1] not in floors():
            continue
        door = parts[2]
        if door not in PRIVATE or (parts[1], door) in OPEN:
            continue
        if not (room == READS_ADDRESSES and door == "urls"):
            faults.add(".".join(parts[:3]))
    return sorted(faults)


def test_views_and_forms_stay_in_their_room() -> None:
    faults = [
        f"{short(path)}: {name}"
        for path in python_files(tests=True)
        for name in forced_doors(room_of(path), path.read_text("utf-8"))
    ]
    assert not faults, listed(faults)


def test_the_check_can_fail() -> None:
    code = "from hygie.exercises import views\nfrom hygie.web.forms import HygieForm\n"
    assert forced_doors("compliance", code) == ["hygie.exercises.views"]
    assert forced_doors("exercises", code) == []
    assert forced_doors("config", "import hygie.exercises.urls") == []
    assert forced_doors("demo", "import hygie.exercises.urls") == ["hygie.exercises.urls"]
