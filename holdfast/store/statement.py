"""A query of the ORM that is built once and then run with other values.

Building the SQL of a query costs the ORM five to ten times what running it costs (0.3 to 1.3 ms
against 0.06 to 0.12 on one machine, `docs/decisions/0008`). The reads that every request makes are
therefore stated once, as a query with slots in it:

    _by_login = Statement(lambda: Person.objects.filter(login=slot.text("login")))
    found = _by_login.first(login="ana")

It yields the same objects as the query itself, joins of `select_related` included, on both engines.
What it cannot do: `prefetch_related` and queries whose shape depends on the values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import ModelIterable, get_related_populators

from holdfast.store import slot

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Built:
    """What the ORM made of a query, ready to run. Bound to no connection."""

    sql: str
    params: Sequence[Any]
    model: type[models.Model] | None  # None: rows of plain values
    fields: slice
    names: list[str]
    related: list[Any]
    converters: dict[int, Any]
    convert: Callable[..., Iterable[list[Any]]]


class Statement(Generic[Row]):
    """A query with slots. `build` is called at the first run, when models exist."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._built: _Built | None = None

    def all(self, **given: Any) -> list[Row]:
        """The rows, as the query itself would give them; `given` fills the slots."""
        # Two threads may both build it at the first run; they build the same.
        built = self._built = self._built or _built(self._build())
        connection = connections[DEFAULT_DB_ALIAS]  # once: the proxy looks it up at every attribute
        params = [
            part.bind(given, connection) if isinstance(part, slot.Slot) else part
            for part in built.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(built.sql, params)
            rows: Iterable[Any] = cursor.fetchall()
        if built.converters:
            rows = built.convert(rows, built.converters)
        if built.model is None:
            return cast("list[Row]", [tuple(row) for row in rows])
        return [cast("Row", _made(built, built.model, row)) for row in rows]

    def first(self, **given: Any) -> Row | None:
        found = self.all(**given)
        return found[0] if found else None


Among = Callable[[str], models.Q]


class Listed(Generic[Row]):
    """A statement that takes a list of numbers: `build` gets what says that a field is one of them.

        Listed(lambda among: Person.objects.filter(among("pk")))

    It is built for lengths 1, 2, 4, 8 … up to `MOST`; a list between two of them repeats its last
    value, and a longer one is asked for in turn, so that its rows come in the order of the numbers'
    batches.
    """

    MOST = 512  # SQLite takes no expression deeper than 1,000

    def __init__(self, build: Callable[[Among], models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._by_length: dict[int, Statement[Row]] = {}

    def all(self, values: Iterable[int], **given: Any) -> list[Row]:
        wanted = sorted(set(values))
        if len(wanted) > self.MOST:
            batches = range(0, len(wanted), self.MOST)
            return [
                row
                for each in batches
                for row in self._some(wanted[each : each + self.MOST], given)
            ]
        return self._some(wanted, given)

    def _some(self, wanted: list[int], given: dict[str, Any]) -> list[Row]:
        if not wanted:
            return []
        length = 1 << (len(wanted) - 1).bit_length()
        if length not in self._by_length:
            self._by_length[length] = Statement(lambda: self._build(_among(length)))
        padded = wanted + wanted[-1:] * (length - len(wanted))
        named = {f"in{index}": value for index, value in enumerate(padded)}
        return self._by_length[length].all(**named, **given)


def _among(length: int) -> Among:
    # `__in` of a relation takes no expressions; both engines read equalities joined by OR alike.
    def among(field: str) -> models.Q:
        every = models.Q()
        for index in range(length):
            every |= models.Q((field, slot.number(f"in{index}")))
        return every

    return among


def _built(query: models.QuerySet[Any, Any]) -> _Built:
    compiler: Any = query.query.get_compiler(using=query.db)
    sql, params = compiler.as_sql()
    select, shape = compiler.select, compiler.klass_info
    converters = compiler.get_converters([each[0] for each in select])
    if not issubclass(query._iterable_class, ModelIterable):  # noqa: SLF001 - values_list or not
        return _Built(sql, params, None, slice(0), [], [], converters, compiler.apply_converters)
    fields = slice(shape["select_fields"][0], shape["select_fields"][-1] + 1)
    return _Built(
        sql=sql,
        params=params,
        model=shape["model"],
        fields=fields,
        names=[each[0].target.attname for each in select[fields]],
        related=get_related_populators(shape, select, query.db),  # type: ignore[call-arg]  # of 6.x
        converters=converters,
        convert=compiler.apply_converters,
    )


def _made(built: _Built, model: type[models.Model], row: Sequence[Any]) -> models.Model:
    made = model.from_db(DEFAULT_DB_ALIAS, built.names, row[built.fields])
    for each in built.related:
        each.populate(row, made)
    return made
