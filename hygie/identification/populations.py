"""People by population: lines typed as « Médecins : 120 », kept as typed and checked."""

import re

from django.core.exceptions import ValidationError

LINE = re.compile(r"(?P<name>[^\n]{1,80}?)\s*[:;]\s*(?P<people>[\d\s]{1,12})")
MAX_LINES = 40


def read_populations(text: str) -> list[tuple[str, int]]:
    """(population, people) of each line. Raises `ValidationError` naming the line."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if len(rows) > MAX_LINES:
        raise ValidationError(f"Au plus {MAX_LINES} lignes.", code="too_many")
    return [_read(row) for row in rows]


def _read(row: str) -> tuple[str, int]:
    found = LINE.fullmatch(row)
    figures = re.sub(r"\s", "", found["people"]) if found else ""
    if found is None or not figures:
        raise ValidationError(
            "«\u00a0%(row)s\u00a0» ne se lit pas. Écrivez par exemple "
            "«\u00a0Médecins\u00a0: 120\u00a0».",
            code="invalid",
            params={"row": row[:80]},
        )
    return found["name"].strip(), int(figures)


def valid_populations(text: str) -> None:
    """Validator of the field."""
    read_populations(text)
