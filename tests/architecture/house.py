"""What the architecture tests share: the floors of pyproject.toml and the files of the house."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "hygie"


@cache
def floors() -> dict[str, int]:
    """Floor of each room, 0 on top; rooms of one floor are strangers to each other."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "rooms")
    return {
        name.strip(" ()"): floor for floor, layer in enumerate(layers) for name in layer.split("|")
    }


def may_use(user: str, used: str) -> bool:
    """Whether room `user` may know room `used`: itself, or one on a lower floor."""
    return user == used or floors()[user] < floors()[used]


def room_of(path: Path) -> str:
    """`exercises` for hygie/exercises/views.py, `__main__` for hygie/__main__.py."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def python_files(folder: Path = PACKAGE, *, tests: bool = False) -> Iterator[Path]:
    """Python files of a folder without migrations; `tests`: those of tests too."""
    for path in sorted(folder.rglob("*.py")):
        if "migrations" in path.parts or path.name == "__pycache__":
            continue
        if tests or "tests" not in path.relative_to(ROOT).parts:
            yield path


def templates() -> Iterator[Path]:
    """Every HTML template of the house."""
    for path in sorted(PACKAGE.rglob("*.html")):
        if "templates" in path.parts:
            yield path


def short(path: Path) -> str:
    """Path as a person reads it, from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def listed(faults: list[str]) -> str:
    """Faults, one a line, for an assertion message."""
    return "\n" + "\n".join(faults)
