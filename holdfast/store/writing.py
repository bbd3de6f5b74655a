"""One row written with SQL that is put together once for its table.

The same values in the same columns as `Model.save()` writes, without building the statement anew,
which is most of what a small write costs. No signals are sent; nothing here listens to any.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Made = TypeVar("Made", bound=models.Model)
_Fields = Sequence[models.Field[Any, Any]]


def insert(made: Made) -> Made:
    """Write a new row and give it its number."""
    fields, sql = _insert(type(made))
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING {_quoted(_key(type(made)))}", _values(made, fields))
        made.pk = cursor.fetchone()[0]
    _is_kept(made)
    return made


def insert_all(made: Sequence[models.Model]) -> None:
    """Write new rows of one table whose numbers nobody asks for."""
    fields, sql = _insert(type(made[0]))
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_values(each, fields) for each in made])


def update(kept: models.Model, names: Iterable[str]) -> None:
    """Write these fields of a row that is there."""
    fields, sql = _update(type(kept), tuple(sorted(names)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(kept, fields), kept.pk])


@cache
def _insert(model: type[models.Model]) -> tuple[_Fields, str]:
    meta = model._meta  # noqa: SLF001 - Django's documented name
    fields = [each for each in meta.concrete_fields if not each.primary_key]
    columns = ", ".join(_quoted(each) for each in fields)
    places = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(meta.db_table)
    return fields, f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours


@lru_cache(maxsize=256)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[_Fields, str]:
    meta = model._meta  # noqa: SLF001
    fields: _Fields = [meta.get_field(name) for name in names]  # type: ignore[misc]
    changes = ", ".join(f"{_quoted(each)} = %s" for each in fields)
    table = connection.ops.quote_name(meta.db_table)
    return fields, f"UPDATE {table} SET {changes} WHERE {_quoted(_key(model))} = %s"  # noqa: S608


def _key(model: type[models.Model]) -> models.Field[Any, Any]:
    key = model._meta.pk  # noqa: SLF001
    assert key is not None
    return key


def _quoted(field: models.Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _values(row: models.Model, fields: _Fields) -> list[Any]:
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]


def _is_kept(made: models.Model) -> None:
    made._state.adding = False  # noqa: SLF001 - what saving sets
    made._state.db = connection.alias  # noqa: SLF001
