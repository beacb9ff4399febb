"""The one hook of the room: who must know that judged units changed.

`obligations` stands above this room and adds its own function when it starts. Every service of
this room that changes what is judged (a unit made or unmade, sector, department, opening or
closing day, links) calls `units_changed` inside its transaction.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol


class UnitsChanged(Protocol):
    """What is told: `are_new` when the units were made in this very transaction."""

    def __call__(self, unit_ids: Sequence[int], /, *, are_new: bool) -> None: ...


on_units_changed: list[UnitsChanged] = []


def units_changed(unit_ids: Iterable[int], *, are_new: bool = False) -> None:
    """Tells everyone, in the transaction of the write, which units (Organisation ids) changed."""
    ids = sorted(set(unit_ids))
    if not ids:
        return
    for tell in on_units_changed:
        tell(ids, are_new=are_new)
