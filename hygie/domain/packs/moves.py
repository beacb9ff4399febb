"""What moved from one version of a pack to the next, measure by measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hygie.domain.packs.shape import measure_of

# What changes the question itself: an answer given before is to be read again.
MEANING = ("title", "question", "levels", "questions")
PLACE = ("number", "theme", "section")
REST = ("help", "weight", "groups", "evidence_hints", "links", "controls")


@dataclass(frozen=True, slots=True)
class Move:
    """One measure that is not the same. `kind`: added, removed, reworded, moved, detailed.

    `fields`: what differs, by name: before, after.
    """

    kind: str
    id: str
    number: str
    title: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Moves:
    """Everything that moved. `scale_moved`: levels no longer mean the same."""

    scale_moved: bool
    moves: tuple[Move, ...]
    unchanged: int

    def of_kind(self, kind: str) -> tuple[Move, ...]:
        return tuple(one for one in self.moves if one.kind == kind)


def moves_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Moves:
    """From the pack `before` to the pack `after`, as `Pack.plain` gives them."""
    old = {one["id"]: measure_of(one) for one in before["measures"]}
    new = {one["id"]: measure_of(one) for one in after["measures"]}
    moves = [_move(old.get(key), measure) for key, measure in new.items()]
    moves += [
        Move("removed", key, one["number"], one["title"])
        for key, one in old.items()
        if key not in new
    ]
    found = tuple(one for one in moves if one is not None)
    return Moves(
        scale_moved=_levels(before["scale"]) != _levels(after["scale"]),
        moves=found,
        unchanged=sum(one is None for one in moves),
    )


def _levels(scale: Sequence[Mapping[str, Any]]) -> list[tuple[int, str]]:
    return [(row["value"], row["label"]) for row in scale]


def _move(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> Move | None:
    if old is None:
        return Move("added", new["id"], new["number"], new["title"])
    for kind, names in (("reworded", MEANING), ("moved", PLACE), ("detailed", REST)):
        if any(_plain(old[name]) != _plain(new[name]) for name in names):
            differing = tuple(
                (name, old[name], new[name])
                for name in (*MEANING, *PLACE, *REST)
                if _plain(old[name]) != _plain(new[name])
            )
            return Move(kind, new["id"], new["number"], new["title"], differing)
    return None


def _plain(value: Any) -> Any:
    """Tuples and lists read alike."""
    return list(value) if isinstance(value, tuple) else value
