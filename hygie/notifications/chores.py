"""What the rooms above forget or tidy once a day: the worker does it, with its own."""

from collections.abc import Callable

Chore = Callable[[], object]
_CHORES: list[Chore] = []


def register(chore: Chore) -> None:
    """Adds what is to be done each day; called by the `ready()` of a room. Done twice, no harm."""
    if chore not in _CHORES:
        _CHORES.append(chore)


def chores_do() -> None:
    """Does them all, in the order in which they came."""
    for chore in _CHORES:
        chore()
