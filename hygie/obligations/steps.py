"""What one record brings to an obligation, in words: the steps of a record's page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One obligation, for one record. `status` "" with `tag`: a word that is no status.

    `gesture`: the end of the name of an address of the room, or the whole name of one of the plan.
    `args`, `query`: what the address of the plan takes after the unit, and ends with.
    """

    code: str
    label: str
    status: str
    detail: str
    tag: str = ""
    gesture: str = ""
    gesture_label: str = ""
    args: tuple[str, ...] = ()
    query: str = ""
