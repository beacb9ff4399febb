"""One thing to enter on the platform, with the values of its sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from hygie.web.formats import day_short, grouped

UNKNOWN = "à préciser"


@dataclass(frozen=True)
class Subject:
    """`values`: text by key of the mapping. `refusal`: why it cannot be entered, "" otherwise.

    `version`: of the entry already written in the register, 0 when there is none.
    """

    action: int
    subject_id: UUID
    label: str
    year: int
    values: Mapping[str, str]
    entered_on: date | None
    receipt: str
    version: int
    refusal: str

    @property
    def is_closed(self) -> bool:
        return self.entered_on is not None and bool(self.receipt)

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be copied on the platform."""
        return not self.is_closed and not self.refusal


def spoken(value: object) -> str:
    """A value as it is copied on the platform; « à préciser » when it is not known."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return day_short(value)
    if isinstance(value, int | Decimal):
        return grouped(value)
    return str(value)
