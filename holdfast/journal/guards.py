"""Promises kept by the database itself: the same guard written for SQLite and PostgreSQL.

A guard is a trigger that refuses with a sentence. Migrations add them as operations; whoever goes
round the application (a shell, a script, another program) meets them all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


@dataclass(frozen=True)
class Guard:
    """One trigger: `when` is "BEFORE UPDATE OF x" and the like, `unless` the condition to pass.

    With `then` the trigger runs that statement instead of refusing. SQL in both is common to the
    two engines; NEW and OLD are the rows.
    """

    name: str
    table: str
    when: str
    says: str = ""
    refuse_if: str = "TRUE"
    then: str = ""

    def create(self, vendor: str) -> Iterator[str]:
        if vendor == "sqlite":
            says = self.says.replace("'", "''")
            body = self.then or f"SELECT RAISE(ABORT, '{says}')"
            yield (
                f"CREATE TRIGGER {self.name} {self.when} ON {self.table} FOR EACH ROW "
                f"WHEN {self.refuse_if} BEGIN {body}; END"
            )
            return
        says = self.says.replace("'", "''").replace("%", "%%")
        body = (
            f"{self.then};"
            if self.then
            else f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';"
        )
        passes = "OLD" if "DELETE" in self.when else "NEW"
        yield (
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {self.refuse_if} THEN {body} END IF; RETURN {passes}; END $$"
        )
        yield (
            f"CREATE TRIGGER {self.name} {self.when} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )

    def drop(self, vendor: str) -> Iterator[str]:
        if vendor == "sqlite":
            yield f"DROP TRIGGER {self.name}"
        else:
            yield f"DROP TRIGGER {self.name} ON {self.table}"
            yield f"DROP FUNCTION {self.name}()"


def never_changed(table: str, noun: str) -> list[Guard]:
    """Rows of this table are facts: UPDATE and DELETE are refused (promise 3)."""
    return [
        Guard(
            name=f"{table}_refuses_{verb.lower()}",
            table=table,
            when=f"BEFORE {verb}",
            says=f"{noun} is never changed; record a new one instead.",
        )
        for verb in ("UPDATE", "DELETE")
    ]


def _create(guards: Iterable[Guard], editor: BaseDatabaseSchemaEditor) -> None:
    for guard in guards:
        for statement in guard.create(editor.connection.vendor):
            editor.execute(statement, params=None)


def _drop(guards: Sequence[Guard], editor: BaseDatabaseSchemaEditor) -> None:
    for guard in reversed(guards):
        for statement in guard.drop(editor.connection.vendor):
            editor.execute(statement, params=None)


class AddGuards(migrations.RunPython):
    """Migration operation that puts guards in place, on whichever engine runs it."""

    def __init__(self, *guards: Guard) -> None:
        self.guards = guards
        super().__init__(
            lambda _apps, editor: _create(guards, editor),
            lambda _apps, editor: _drop(guards, editor),
        )


class DropGuards(migrations.RunPython):
    """The opposite, around a change that makes a table anew; AddGuards follows it."""

    def __init__(self, *guards: Guard) -> None:
        super().__init__(
            lambda _apps, editor: _drop(guards, editor),
            lambda _apps, editor: _create(guards, editor),
        )
