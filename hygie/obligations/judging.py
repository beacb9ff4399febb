"""What the stored timelines were made with: the rule book, and the code that reads it."""

import hashlib
import inspect
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import hygie.domain
from hygie.domain.dated import load_book
from hygie.obligations import registry

DOMAIN_FOLDER = Path(hygie.domain.__file__).resolve().parent


def judging_files(facts_modules: Iterable[str]) -> list[Path]:
    """The code of the judgements: the domain, and each room's module that gives it its facts."""
    domain = (file for file in DOMAIN_FOLDER.rglob("*.py") if "tests" not in file.parts)
    rooms = (Path(inspect.getfile(sys.modules[name])).resolve() for name in facts_modules)
    return sorted({*domain, *rooms})


def code_fingerprint(files: Iterable[Path]) -> str:
    """SHA-256 of these files: what each holds, and its name with its folder's."""
    digest = hashlib.sha256()
    for file in files:
        name = f"{file.parent.name}/{file.name}"
        digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def _code_read(facts_modules: frozenset[str]) -> str:
    return code_fingerprint(judging_files(facts_modules))


def judging_fingerprint() -> str:
    """SHA-256 that changes when a rule or the code of the judgements changes."""
    code = _code_read(registry.facts_modules())
    return hashlib.sha256(f"{load_book().fingerprint}{code}".encode()).hexdigest()
