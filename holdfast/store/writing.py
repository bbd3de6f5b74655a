"""One row written with SQL that is put together once for its table.

The same values in the same columns as `Model.save()` writes, without building the statement anew,
which is most of what a small write costs. No signals are sent; nothing here listens to any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models

Made = TypeVar("Made", bound=models.Model)
_MOST_ROWS = 100  # in one statement; both engines take far more values than that many rows have
_Fields = Sequence[models.Field[Any, Any]]


def insert(made: Made) -> Made:
    """Write a new row and give it its number."""
    connection = _connection()
    fields, sql = _insert(type(made))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING id", _values(made, fields, connection))
        made.pk = cursor.fetchone()[0]
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - as saving does
    return made


def insert_once(made: models.Model, *, unique: Sequence[str]) -> bool:
    """Write a new row unless these fields of another one hold the same; whether it was written.

    Nothing is refused, so PostgreSQL's log stays clean and no transaction breaks.
    """
    connection = _connection()
    fields, sql = _insert(type(made))
    same = ", ".join(f'"{each}"' for each in unique)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} ON CONFLICT ({same}) DO NOTHING RETURNING id",
            _values(made, fields, connection),
        )
        row = cursor.fetchone()
    if row is None:
        return False
    made.pk = row[0]
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - as saving does
    return True


def insert_all(made: Sequence[models.Model]) -> None:
    """Write new rows of one table whose numbers nobody asks for."""
    connection = _connection()
    for first in range(0, len(made), _MOST_ROWS):
        rows = made[first : first + _MOST_ROWS]
        fields, sql = _insert(type(rows[0]), len(rows))
        values = [value for row in rows for value in _values(row, fields, connection)]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


def update(kept: models.Model, names: Iterable[str]) -> None:
    """Write these fields of a row that is there."""
    connection = _connection()
    fields, sql = _update(type(kept), tuple(sorted(names)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(kept, fields, connection), kept.pk])


# Names of tables and columns are ours; some columns ("by", "to") are words of SQL and want quotes,
# which both engines write alike. Every table's key is `id`.
@lru_cache(maxsize=256)
def _insert(model: type[models.Model], rows: int = 1) -> tuple[_Fields, str]:
    meta = model._meta  # noqa: SLF001 - Django's documented name
    fields = [each for each in meta.concrete_fields if not each.primary_key]
    columns, places = ", ".join(map(_column, fields)), ", ".join(["%s"] * len(fields))
    values = ", ".join([f"({places})"] * rows)
    return fields, f"INSERT INTO {meta.db_table} ({columns}) VALUES {values}"  # noqa: S608


@lru_cache(maxsize=256)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[_Fields, str]:
    meta = model._meta  # noqa: SLF001
    fields: _Fields = [meta.get_field(name) for name in names]  # type: ignore[misc]
    changes = ", ".join(f"{_column(each)} = %s" for each in fields)
    return fields, f"UPDATE {meta.db_table} SET {changes} WHERE id = %s"  # noqa: S608


def _column(field: models.Field[Any, Any]) -> str:
    return f'"{field.column}"'


def _connection() -> Any:
    return connections[DEFAULT_DB_ALIAS]


def _values(row: models.Model, fields: _Fields, connection: Any) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
