"""What is compared: the plan of a unit, and what each row of a file would do to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from hygie.quality_plan.exchange.cells import Row
from hygie.quality_plan.exchange.columns import COMPARED, plain


@dataclass
class Known:
    """The plan of a unit as a file is compared with it, read once.

    `proved`: actions with a proof; `with_parts`: those that have parts, and `with_open_parts`
    those that one keeps open.
    """

    unit_id: int
    actions: dict[UUID, Any]
    proved: set[str]
    with_parts: set[UUID]
    with_open_parts: set[UUID]

    @cached_property
    def by_number(self) -> dict[str, list[UUID]]:
        """Ids by number in the PAQ of the unit, as people may write it."""
        return self._indexed(lambda one: one.own_number or "")

    @cached_property
    def by_code(self) -> dict[str, list[UUID]]:
        return self._indexed(lambda one: one.code)

    @cached_property
    def by_title(self) -> dict[str, list[UUID]]:
        return self._indexed(lambda one: one.title)

    def _indexed(self, text_of: Callable[[Any], str]) -> dict[str, list[UUID]]:
        """Only worked out for a file whose rows lost their ids."""
        found: dict[str, list[UUID]] = {}
        for pk, action in self.actions.items():
            if text := plain(text_of(action)):  # « - » names nothing
                found.setdefault(text, []).append(pk)
        return found


@dataclass(slots=True)
class RowPlan:
    """What one row does. `changes`: value by key, to write; `conflicts`: values of the file where
    both sides changed; `kept`: keys where Hygie is newer than the file; `errors`: sentence by key.

    `matched_by`: the key that told which action it is about ("" for a new one). `parent`: the
    action, or the row of a new one, that it is a part of.
    """

    row: Row
    action: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    conflicts: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    matched_by: str = ""
    parent: Any | RowPlan = None

    @property
    def is_new(self) -> bool:
        return self.action is None

    @property
    def is_guessed(self) -> bool:
        """Whether the action was told otherwise than by its id."""
        return self.matched_by not in ("", "id")

    @property
    def kind(self) -> str:
        """error, new, change, conflict (only conflicts are left) or same."""
        if self.errors:
            return "error"
        if self.is_new:
            return "new"
        if self.changes:
            return "change"
        return "conflict" if self.conflicts else "same"


@dataclass(slots=True)
class ImportPlan:
    """What the whole file does. `absent`: actions of the plan that the file does not name."""

    rows: list[RowPlan]
    absent: int

    def of_kind(self, *kinds: str) -> list[RowPlan]:
        return [one for one in self.rows if one.kind in kinds]

    @property
    def counts(self) -> Counter[str]:
        counts = Counter(one.kind for one in self.rows)
        counts["conflicts"] = sum(len(one.conflicts) for one in self.rows if not one.errors)
        counts["kept"] = sum(len(one.kept) for one in self.rows)
        return counts


def stored_values(action: Any) -> dict[str, Any]:
    """What is compared, as Hygie holds it; `action` comes from a selector (`own_number`)."""
    values = {key: getattr(action, key) for key in COMPARED if key not in ("number", "parent")}
    parent = action.parent.code if action.parent_id else ""
    return {**values, "number": action.own_number or "", "parent": parent}
