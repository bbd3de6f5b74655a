"""Places in a query for values that are given when it runs, by the kind of value."""

from __future__ import annotations

from typing import Any

from django.db import models


class Slot(models.Expression):
    """A place in a query for a value that is given when it runs."""

    def __init__(self, name: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:  # noqa: ARG002 - Django's signature
        return "%s", [self]

    def bind(self, given: dict[str, Any], connection: Any) -> Any:
        return self.output_field.get_db_prep_value(given[self.name], connection, prepared=False)


def number(name: str) -> Any:
    return Slot(name, models.BigIntegerField())


def text(name: str) -> Any:
    return Slot(name, models.TextField())


def day(name: str) -> Any:
    return Slot(name, models.DateField())


def instant(name: str) -> Any:
    return Slot(name, models.DateTimeField())
