"""What the screens of the room read, with the right."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q, QuerySet

from hygie.exchanges.enums import Outcome, State
from hygie.exchanges.history.checking import may_write
from hygie.exchanges.history.setting import Setting
from hygie.exchanges.history.table import REGISTERS, Register
from hygie.exchanges.models import HistoryImport, HistoryRow
from hygie.organisations.models import Organisation
from hygie.organisations.rights import Right
from hygie.organisations.scope import Scope

IMPORTS_SHOWN = 30


def imports_of(unit: Organisation) -> QuerySet[HistoryImport]:
    """The last imports, with what became of their rows; those given up are not listed."""
    return (
        HistoryImport.objects.filter(unit=unit)
        .exclude(state=State.DROPPED)
        .select_related("author")
        .defer("problems", "proofs")
        .annotate(
            written=Count("rows", filter=Q(rows__outcome=Outcome.WRITTEN)),
            undone=Count("rows", filter=Q(rows__outcome=Outcome.UNDONE)),
            kept=Count("rows", filter=Q(rows__outcome=Outcome.KEPT)),
        )[:IMPORTS_SHOWN]
    )


def readable(scope: Scope, unit: Organisation) -> list[Register]:
    """The registers whose content the person may read."""
    return [one for one in REGISTERS if scope.may(unit, one.room, Right.READ)]


def sheets_writable(setting: Setting) -> list[dict[str, Any]]:
    """Every sheet, and whether this person may write it."""
    return [
        {"register": one, "may_write": may_write(setting.scope, setting, one)} for one in REGISTERS
    ]


def sheets_of(history: HistoryImport, registers: Iterable[Register]) -> list[dict[str, Any]]:
    """What was found in each sheet, in the order of the table; figures only, for a sheet that the
    person may not read."""
    open_keys = {one.key for one in registers}
    return [
        {**history.sheets[one.key], "register": one, "is_open": one.key in open_keys}
        for one in REGISTERS
        if one.key in history.sheets
    ]


def problems_of(history: HistoryImport, registers: Iterable[Register]) -> list[dict[str, Any]]:
    """Faults then warnings; those of a sheet that the person may not read are left out."""
    open_keys = {"", *(one.key for one in registers)}
    return [one for one in history.problems if one["register"] in open_keys]


def rows_of(history: HistoryImport, registers: Iterable[Register]) -> QuerySet[HistoryRow]:
    return history.rows.filter(register__in=[one.key for one in registers])


def outcome_counts(rows: QuerySet[HistoryRow]) -> dict[str, int]:
    return dict(rows.order_by().values_list("outcome").annotate(Count("pk")))
