"""What is wrong in a scenario, where, in plain French."""

from collections.abc import Iterable
from dataclasses import dataclass

Place = tuple[str | int, ...]
MOST = 200  # a file of another kind would fill pages


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at a place of the document (keys, and ranks from 0 in lists).

    `is_gap`: something is only missing or empty, as in a draft that is being written.
    """

    place: Place
    message: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioError:
    """One fault of a file. `line` from 1, None: no file; `path`: « stimuli[3].criteres[1] »."""

    line: int | None
    path: str
    message: str


class ScenarioErrors(ValueError):
    """A text is not a scenario: every fault, in the order of the file; nothing was kept."""

    def __init__(self, errors: Iterable[ScenarioError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{one.line}: {one.path}: {one.message}" for one in self.errors))


def said_path(place: Place) -> str:
    """A place as people read it: ranks from 1."""
    said = ""
    for step in place:
        if isinstance(step, int):
            said += f"[{step + 1}]"
        else:
            said += f".{step}" if said else step
    return said
