"""What the stored timelines were made with: the rule book, and the code that reads it."""

import hashlib
from functools import cache
from pathlib import Path

import hygie.domain
from hygie.domain.dated import load_book

DOMAIN_FOLDER = Path(hygie.domain.__file__).resolve().parent


@cache
def _code_fingerprint() -> bytes:
    digest = hashlib.sha256()
    for file in sorted(DOMAIN_FOLDER.glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.digest()


def judging_fingerprint() -> str:
    """SHA-256 that changes when a rule or the code of the judgements changes."""
    return hashlib.sha256(load_book().fingerprint.encode() + _code_fingerprint()).hexdigest()
