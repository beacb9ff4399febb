"""The one hook of the room: who must know that judged units changed.

`obligations` stands above this room and adds its own function when it starts. Every service of
this room that changes what is judged (a unit made or unmade, sector, department, opening or
closing day, links) calls `units_changed` inside its transaction.
"""

from collections.abc import Callable, Iterable, Sequence

UnitsChanged = Callable[[Sequence[int]], None]

on_units_changed: list[UnitsChanged] = []


def units_changed(unit_ids: Iterable[int]) -> None:
    """Tells everyone, in the transaction of the write, which units (Organisation ids) changed."""
    ids = sorted(set(unit_ids))
    if not ids:
        return
    for tell in on_units_changed:
        tell(ids)
