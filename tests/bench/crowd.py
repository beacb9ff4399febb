# ruff: noqa: S608  # names of tables and columns come from the models
"""Thousands of establishments in the database, each with the registers of one, by bulk SQL."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from hygie.audits.models import AdsResult, Directory
from hygie.digital_budget.models import BudgetComputation
from hygie.exercises.models import Exercise
from hygie.obligations.models import Interval, UnitFacts, UnitState
from hygie.organisations.models import Coverage, Organisation
from hygie.quality_plan.models import Finding, PlanAction
from hygie.self_assessments.models import SelfAssessment

# Each is copied for every establishment of the crowd, and covers it.
WHOLES = (Exercise, SelfAssessment, Directory, BudgetComputation, PlanAction, Finding)
STATES = (Interval, UnitFacts, UnitState)


def crowd(unit: Organisation, count: int) -> None:
    """`count` establishments of the same region, each with a copy of the registers of `unit`."""
    last = Organisation.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Organisation.objects.bulk_create(
        Organisation(
            kind="ej", finess=f"9{n:08d}", name=f"CH {n}", is_unit=True, sector="public",
            department="31", region=unit.region,
        )
        for n in range(count)
    )  # fmt: skip
    for model in WHOLES:
        _copy(model, "bearer_id", unit, last)
        _cover(model, last)
    _run(f"UPDATE {_table(Finding)} SET whole_id = id WHERE bearer_id > %s", last)
    _copy_results(unit, last)
    for model in STATES:
        _copy(model, "unit_id", unit, last)
    _run("ANALYZE")


def _copy(model: type[models.Model], owner: str, unit: Organisation, last: int) -> None:
    """Every row of the unit, once for each establishment after `last`."""
    columns = [one for one in _columns(model) if one != "id" or _has_uuid(model)]
    taken = ["o.id" if one == owner else _new_id() if one == "id" else f"t.{_q(one)}"
             for one in columns]  # fmt: skip
    _run(
        f"INSERT INTO {_table(model)} ({_list(columns)}) SELECT {', '.join(taken)} "
        f"FROM {_table(model)} t CROSS JOIN {_table(Organisation)} o "
        f"WHERE t.{owner} = %s AND o.id > %s",
        unit.pk, last,
    )  # fmt: skip


def _copy_results(unit: Organisation, last: int) -> None:
    """The ADS results of the one directory of the unit, for each directory of the crowd."""
    columns = _columns(AdsResult)
    given = {"id": _new_id(), "bearer_id": "d.bearer_id", "directory_id": "d.id"}
    taken = [given.get(one, f"t.{_q(one)}") for one in columns]
    _run(
        f"INSERT INTO {_table(AdsResult)} ({_list(columns)}) SELECT {', '.join(taken)} "
        f"FROM {_table(AdsResult)} t CROSS JOIN {_table(Directory)} d "
        "WHERE t.bearer_id = %s AND d.bearer_id > %s",
        unit.pk, last,
    )  # fmt: skip


def _cover(model: Any, last: int) -> None:
    _run(
        f"INSERT INTO {_table(Coverage)} (kind, fact_id, unit_id, declined_reason) "
        f"SELECT %s, id, bearer_id, '' FROM {_table(model)} WHERE bearer_id > %s",
        model.fact_kind, last,
    )  # fmt: skip


def _run(words: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words, values)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(one.column) for one in model._meta.concrete_fields]


def _has_uuid(model: type[models.Model]) -> bool:
    return isinstance(model._meta.pk, models.UUIDField)


def _new_id() -> str:
    is_postgres = connection.vendor == "postgresql"
    return "gen_random_uuid()" if is_postgres else "lower(hex(randomblob(16)))"


def _table(model: type[models.Model]) -> str:
    return _q(model._meta.db_table)


def _list(columns: Iterable[str]) -> str:
    return ", ".join(map(_q, columns))


def _q(name: str) -> str:
    return connection.ops.quote_name(name)
