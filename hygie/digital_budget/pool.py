"""The members of a sharing and their activité combinée, typed as « 310000001 : 210 000 »."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError

LINE = re.compile(r"(?P<finess>[0-9AB]{9})\s*[:;]\s*(?P<activity>[\d\s]{1,16}(?:[.,]\d{1,2})?)")
MAX_LINES = 60


def read_pool(text: str) -> dict[str, Decimal]:
    """Activité combinée by FINESS number. Raises `ValidationError` naming the line."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if len(rows) > MAX_LINES:
        raise ValidationError(f"Au plus {MAX_LINES} lignes.", code="too_many")
    found: dict[str, Decimal] = {}
    for row in rows:
        finess, activity = _read(row)
        if finess in found:
            raise ValidationError(
                "Le numéro %(finess)s est donné deux fois.", code="twice", params={"finess": finess}
            )
        found[finess] = activity
    return found


def _read(row: str) -> tuple[str, Decimal]:
    read = LINE.fullmatch(row.upper())
    figures = re.sub(r"\s", "", read["activity"]).replace(",", ".") if read else ""
    if read is None or not figures:
        raise ValidationError(
            "«\u00a0%(row)s\u00a0» ne se lit pas\u00a0: un numéro FINESS de neuf caractères, deux "
            "points, puis l’activité combinée.",
            code="invalid",
            params={"row": row[:80]},
        )
    return read["finess"], Decimal(figures)


def valid_pool(text: str) -> None:
    """Validator of the field."""
    read_pool(text)
