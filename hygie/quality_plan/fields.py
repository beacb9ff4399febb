"""A list of codes in one column: « " copil cme " », so that one code is found by LIKE."""

from collections.abc import Iterable
from typing import Any

from django.db import models


class CodesField(models.TextField):  # type: ignore[type-arg]  # holds a list of codes
    """Codes without spaces, kept in their order, each once.

    Reads as a list of str. `with_code(name, code)` gives the filter of the rows that hold a code.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return (value or "").split()

    def to_python(self, value: Any) -> list[str]:
        if value is None:
            return []
        codes = value.split() if isinstance(value, str) else [str(one) for one in value]
        return list(dict.fromkeys(codes))

    def get_prep_value(self, value: Any) -> str:
        return joined(self.to_python(value))


def joined(codes: Iterable[str]) -> str:
    """The codes as the column keeps them; empty for none."""
    text = " ".join(codes)
    return f" {text} " if text else ""


def with_code(name: str, code: str) -> models.Q:
    """Rows whose list `name` holds `code`."""
    return models.Q(**{f"{name}__contains": f" {code} "})
