"""Typed readers of the environment: a wrong value stops the start with its name, never later."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "oui", "on"}, {"", "0", "false", "non", "off"}


def env_text(name: str, default: str = "") -> str:
    """Variable `name`, or the text of the file named by `<name>_FILE` (secrets), else `default`."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error}") from error
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    """A yes/no variable; anything but the listed words is refused."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: use one of {sorted(TRUE | FALSE)}")


def env_list(name: str, default: list[str]) -> list[str]:
    """A comma-separated variable."""
    raw = os.environ.get(name)
    return [part.strip() for part in raw.split(",") if part.strip()] if raw else default


def env_int(name: str, default: int) -> int:
    """A whole number."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name}={raw!r}: write a whole number, for example {default}")
    return int(raw)


def env_choice(name: str, words: tuple[str, ...], default: str) -> str:
    """One of `words`."""
    word = os.environ.get(name, "").strip().lower() or default
    if word not in words:
        raise ImproperlyConfigured(f"{name}={word!r}: use one of {sorted(words)}")
    return word
