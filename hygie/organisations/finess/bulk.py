"""Many new rows at once: the import of a hundred thousand organisations spends its time here."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.utils import timezone

TIMES = ("created_at", "updated_at")


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Inserts rows in the running transaction, four times as fast as `bulk_create`.

    names: columns (attribute names) in the order of the values, which are plain: text, numbers,
    booleans, days as ISO text, JSON as text. Every other field takes its default, and the times
    of creation and change take now.
    """
    meta = model._meta  # noqa: SLF001  (Django's documented door to the fields)
    others = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in meta.concrete_fields
        if field.attname not in names and not (field.primary_key and field.attname == "id")
    }
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    others |= {name: now for name in TIMES if name in others}
    columns = {field.attname: field.column or field.attname for field in meta.concrete_fields}
    quoted = ", ".join(connection.ops.quote_name(columns[name]) for name in (*names, *others))
    marks = ", ".join(["%s"] * (len(names) + len(others)))
    fixed = tuple(others.values())
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks})",  # noqa: S608  (names of our fields)
            [(*row, *fixed) for row in rows],
        )
