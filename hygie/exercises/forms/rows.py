"""Rows of the same fields in one form, flat, so that errors, conflicts and double submission are
said of them as of any other field. Blank rows wait at the end; a row emptied goes away."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

SPARE, MOST = 3, 200
Columns = Mapping[str, Callable[[], forms.Field]]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows named `name` of a form. The `key` column empty: the row is left aside.

    `carried`: columns that nobody types (the code of an objective), kept with their row.
    """

    name: str
    noun: str
    key: str
    columns: Columns
    carried: tuple[str, ...] = ()

    def add_to(self, form: forms.BaseForm, known: Sequence[Mapping[str, Any]]) -> None:
        """Adds the fields of the known rows and of blank ones; as many as were sent if any."""
        count = max(len(known) + SPARE, self._sent(form))
        for rank in range(min(count, MOST)):
            row = known[rank] if rank < len(known) else {}
            for column, make in self.columns.items():
                field = make()
                field.required = False
                field.initial = row.get(column, field.initial)
                field.label = f"{self.noun} {rank + 1}, {str(field.label or column).lower()}"
                form.fields[self.at(rank, column)] = field

    def at(self, rank: int, column: str) -> str:
        """Name of a field."""
        return f"{self.name}-{rank}-{column}"

    def _sent(self, form: forms.BaseForm) -> int:
        pattern = re.compile(rf"{re.escape(self.name)}-(\d{{1,3}})-")
        found = (pattern.match(name) for name in (form.data or {}))
        return max((int(one[1]) + 1 for one in found if one), default=0)

    def ranks(self, form: forms.BaseForm) -> Iterable[int]:
        """Ranks of the rows of the form."""
        return [rank for rank in range(MOST) if self.at(rank, self.key) in form.fields]

    def headings(self) -> list[str]:
        """The label of each visible column."""
        fields = (make() for make in self.columns.values())
        return [str(one.label) for one in fields if not one.widget.is_hidden]

    def shown(self, form: forms.BaseForm) -> list[list[BoundField]]:
        """The visible fields of each row, for the page."""
        return [
            [
                form[self.at(rank, column)]
                for column in self.columns
                if not form[self.at(rank, column)].is_hidden
            ]
            for rank in self.ranks(form)
        ]

    def cleaned(self, form: forms.BaseForm) -> list[dict[str, Any]]:
        """The rows filled, by column; an error is put on a row whose key alone is missing."""
        rows = []
        for rank in self.ranks(form):
            row = {column: form.cleaned_data.get(self.at(rank, column)) for column in self.columns}
            if row[self.key] not in (None, ""):
                rows.append(row)
            elif self._is_begun(form, rank, row):
                form.add_error(
                    self.at(rank, self.key),
                    "À remplir, ou videz toute la ligne pour la retirer.",
                )
        return rows

    def _is_begun(self, form: forms.BaseForm, rank: int, row: Mapping[str, Any]) -> bool:
        """Whether something else than what a blank row holds was typed in a new row."""
        if any(row.get(column) for column in self.carried):
            return False
        return any(
            isinstance(value, str)
            and value
            and not hasattr(form.fields[self.at(rank, c)], "choices")
            for c, value in row.items()
            if c != self.key
        )
