"""Streaming of the objects of a FINESS file: never more than one of them in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ijson

from hygie.domain.refusal import ServiceRefusal
from hygie.organisations.finess.codes import codes
from hygie.organisations.finess.source import Inspection, Root, pieces


@dataclass
class Reading:
    """Where the reading stands: bytes read, and whether the file stops or breaks before its end."""

    bytes_read: int = 0
    is_cut: bool = False
    problem: str = ""
    counts: dict[str, int] = field(default_factory=dict)


def groups(path: Path, inspection: Inspection) -> Iterator[tuple[str, Any]]:
    """The conventional groups (GHT and others) as (JSON path, object).

    They usually stand before the structures: reading then stops there.
    """
    last = max((root.last_at for root in inspection.roots_of("pmej")), default=inspection.size)
    for root in inspection.roots_of("gcc"):
        stops_at = last if root.last_at < last else inspection.size
        reading = Reading()
        yield from _objects(path, root, reading, stops_at)


def structures(path: Path, inspection: Inspection, reading: Reading) -> Iterator[tuple[str, Any]]:
    """The legal entities with their establishments as (JSON path, object), to the end of the file.

    A file that breaks off ends the iteration: `reading.is_cut` and `reading.problem` tell it.
    Raises `ServiceRefusal("finess_object_too_large")`.
    """
    for root in inspection.roots_of("pmej"):
        yield from _objects(path, root, reading, None)
        reading.is_cut |= inspection.is_cut


def _objects(
    path: Path, root: Root, reading: Reading, stops_at: int | None
) -> Iterator[tuple[str, Any]]:
    built: Any = ijson.sendable_list()
    parser = ijson.items_coro(built, root.prefix)
    most, is_guarded = codes().limits.object_bytes, root.name == "pmej"
    reading.bytes_read, rank, last_object_at = 0, 0, 0
    try:
        for piece in pieces(path):
            parser.send(piece)
            reading.bytes_read += len(piece)
            if built:
                for value in built:
                    yield f"{root.spelling}[{rank}]", value
                    rank += 1
                built.clear()
                last_object_at = reading.bytes_read
            elif reading.bytes_read - max(last_object_at, root.first_at) > most and is_guarded:
                raise ServiceRefusal("finess_object_too_large", path=f"{root.spelling}[{rank}]")
            if stops_at is not None and reading.bytes_read >= stops_at:
                return
        parser.close()
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        # Objects finished in the same piece, before the break, are whole.
        for value in built:
            yield f"{root.spelling}[{rank}]", value
            rank += 1
        reading.is_cut, reading.problem = True, str(error)[:200]
    finally:
        reading.counts[root.name] = reading.counts.get(root.name, 0) + rank
