"""What the commands share: getting Django ready, who acts, reading files, speaking."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from holdfast.kernel import clock
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import MAX_BYTES, must_fit

if TYPE_CHECKING:
    from holdfast.people.models import Programme

# Whoever can read the data folder could change all of it; here they do it on the record. Events
# they cause name no person and came by way of `cli`.
OPERATOR = Actor(person_id=None, login="operator", role="admin", via="cli")

T = TypeVar("T", bound=Callable[..., Any])


# --- options -------------------------------------------------------------------------------------


def _wants_json(ctx: click.Context, param: click.Parameter, value: bool) -> bool:  # noqa: ARG001
    state_of(ctx)["json"] = value
    return value


def json_option(command: T) -> T:
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        callback=_wants_json,
        is_eager=True,
        help="One JSON document on standard output; words for people go to standard error.",
    )(command)


def as_option(text: str, *, required: bool) -> Callable[[T], T]:
    return click.option("--as", "login", metavar="LOGIN", required=required, help=text)


def one_of(**said: bool) -> str | None:
    """The one word of several flags that was said, or None. Two of them are wrong usage.

    As flags of one option the last would count and the others be dropped without a word.
    """
    words = [word for word, was in said.items() if was]
    if len(words) > 1:
        given = " and ".join(f"--{word}" for word in words)
        raise click.UsageError(f"{given} exclude each other; give one of them.")
    return words[0] if words else None


def state_of(ctx: click.Context) -> dict[str, Any]:
    state: dict[str, Any] = ctx.find_root().ensure_object(dict)
    return state


# --- Django --------------------------------------------------------------------------------------


def prepare(*, migrate: bool = True) -> None:
    """Django is set up and, unless told otherwise, the database is up to date.

    So a command can be the first thing somebody ever runs here.
    """
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    if not apps.ready:
        try:
            django.setup()
        except OSError as error:
            raise click.ClickException(
                f"The data folder cannot be used ({error.strerror}: {error.filename}); set "
                "HOLDFAST_DATA_DIR to a folder that this user can write."
            ) from None
        _quiet()
    if migrate and unapplied():
        from holdfast.site.processes import Unready
        from holdfast.site.processes import migrate as bring_up_to_date

        try:
            bring_up_to_date()
        except Unready as reason:
            raise click.ClickException(str(reason)) from None


def unapplied() -> list[str]:
    """Migrations that this code has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not name.startswith("file:"):
        from holdfast.site.secret import private_file

        private_file(Path(name))
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _quiet() -> None:
    # What goes wrong is said in a sentence; log lines would stand between it and its reader.
    import logging

    logging.getLogger().setLevel(logging.ERROR)


def now() -> datetime:
    return clock.now()


def acting(login: str | None) -> Actor:
    """The person named, or the operator where nobody is."""
    if login is None:
        return OPERATOR
    from holdfast.people.queries import actor, person

    return actor(person(login), via="cli")


def programme() -> Programme:
    from holdfast.people.queries import default_programme

    return default_programme()


# --- files ---------------------------------------------------------------------------------------


def read_file(name: str, *, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises Invalid with a sentence."""
    try:
        if name == "-":
            if sys.stdin is None or sys.stdin.closed:
                raise Invalid("Standard input is closed; name a file, or send one through a pipe.")
            content = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(most + 1)
    except FileNotFoundError:
        raise Invalid(f"There is no file {name}; check the path.") from None
    except IsADirectoryError:
        raise Invalid(f"{name} is a folder; name the file in it.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Invalid(f"{name} cannot be read ({why}).") from None
    must_fit(len(content), what="What came" if name == "-" else name, most=most)
    return content


# --- saying --------------------------------------------------------------------------------------


def say(sentence: str) -> None:
    """For the person at the terminal: standard error."""
    click.echo(sentence, err=True)


def show(text: str) -> None:
    """The answer: standard output, in UTF-8 whatever the locale says."""
    click.echo(text.encode("utf-8", "replace"))


def show_json(document: Any) -> None:
    show(json.dumps(document, ensure_ascii=False, indent=2))


def day(value: date | str) -> str:
    """A date with its weekday: a wrong year shows there."""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{found:%a %Y-%m-%d}"


def moment(value: datetime | str | None) -> str:
    if value is None:
        return "-"
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{found.astimezone(UTC):%a %Y-%m-%d %H:%M} UTC"


def table(rows: Sequence[tuple[str, ...]], *, indent: str = "  ") -> str:
    """Columns as wide as they need; the last one runs free."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        (
            indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


@contextmanager
def empty_document(**document: Any) -> Iterator[None]:
    """What `--json` prints beside the refusal where the command is refused in here."""
    state = state_of(click.get_current_context())
    state["empty"] = document
    yield
    state.pop("empty")
