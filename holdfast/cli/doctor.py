"""`holdfast doctor`: what is configured, what is wrong, what to do about it."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from holdfast.cli.ground import json_option, now, prepare, programme, show, show_json, table
from holdfast.cli.ground import unapplied as waiting_migrations
from holdfast.kernel.text import plural

OK, NOTE, WRONG = "ok", "note", "wrong"
LEAST_FREE = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, and what to do where something is to be done."""

    about: str
    state: str
    says: str


@click.command(short_help="What is configured, what is wrong, what to do.")
@json_option
def doctor(as_json: bool) -> None:
    """Look at settings, data folder, database, people and what waits. Changes nothing.

    Exit code: 0 when nothing is wrong, 1 when something is. A note is worth knowing, not wrong.
    """
    prepare(migrate=False)
    found = [*_settings(), *_folder(), *_database()]
    wrong = sum(each.state == WRONG for each in found)
    if as_json:
        show_json({"wrong": wrong, "findings": [asdict(each) for each in found]})
    else:
        show(table([(each.state, each.about, each.says) for each in found], indent=""))
        show("Nothing is wrong." if not wrong else f"{wrong} wrong; see above.")
    sys.exit(1 if wrong else 0)


def _settings() -> Iterator[Finding]:
    from django.conf import settings

    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", OK, python)
    host = urlsplit(settings.BASE_URL).hostname or ""
    local = host in {"127.0.0.1", "localhost", "::1"}
    secure = settings.BASE_URL.startswith("https://")
    if not local and not secure:
        yield Finding(
            "Address",
            WRONG,
            f"{settings.BASE_URL} has no TLS: passwords and tokens travel in the clear. Put a proxy "
            "with TLS before it and set HOLDFAST_BASE_URL to https://…",
        )
    elif local:
        says = f"{settings.BASE_URL}: links lead only people on this machine here."
        yield Finding("Address", NOTE, f"{says} HOLDFAST_BASE_URL changes it.")
    else:
        yield Finding("Address", OK, settings.BASE_URL)
    if settings.DEMO:
        yield Finding("Demo", NOTE, "HOLDFAST_DEMO is set: this is a sample company.")
    if settings.DEBUG:
        yield Finding("Debug", WRONG, "HOLDFAST_DEBUG is set and shows secrets: unset it.")
    if offset := os.environ.get("HOLDFAST_CLOCK_OFFSET"):
        yield Finding("Clock", NOTE, f"Moved by {offset} s: HOLDFAST_CLOCK_OFFSET is for tests.")
    if settings.EMAIL_URL:
        shown = urlsplit(settings.EMAIL_URL)
        yield Finding("Mail", OK, f"{shown.scheme} to {shown.hostname}")
    else:
        yield Finding(
            "Mail", NOTE, "Not sent but kept, readable on the web: set HOLDFAST_EMAIL_URL."
        )


def _folder() -> Iterator[Finding]:
    from django.conf import settings

    folder = Path(settings.STATIC_ROOT).parent
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("Data folder", WRONG, f"{folder} cannot be written by this user: chown it.")
        return
    yield Finding("Data folder", OK, str(folder))
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        says = f"{free / 1_000_000:,.0f} MB free in {folder}: make room."
        yield Finding("Disk", WRONG, says)
    for path in (folder / "secret-key", *_database_files()):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077 and _is_open(path.parent):
            says = f"Others on this machine can read {path}: chmod 600 {path}"
            yield Finding("Secrets", WRONG, says)


def _database_files() -> list[Path]:
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or name.startswith("file:"):
        return []
    return [Path(f"{name}{end}") for end in ("", "-wal", "-shm")]


def _is_open(folder: Path) -> bool:
    return bool(stat.S_IMODE(folder.stat().st_mode) & 0o011)


def _database() -> Iterator[Finding]:
    from django.db import DatabaseError, connection

    engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    name = str(connection.settings_dict["NAME"])
    where = f"{engine}, {name}"
    if connection.vendor == "sqlite" and not name.startswith("file:") and not Path(name).exists():
        says = f"{where}: not there yet; `holdfast up` makes it."
        yield Finding("Database", NOTE, says)
        return
    try:
        waiting = waiting_migrations()
        if waiting:
            says = f"{where}: {plural(len(waiting), 'migration')} to apply; `holdfast up` does it."
            yield Finding("Database", WRONG, says)
            return
        yield Finding("Database", OK, where)
        for look in (_people, _rotation, _owed, _edges):
            yield from look()
    except DatabaseError as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        says = f"{where} does not answer: {said}. Check HOLDFAST_DATABASE_URL."
        yield Finding("Database", WRONG, says)


def _people() -> Iterator[Finding]:
    from holdfast.people.queries import people

    # Somebody read off a table, whom no directory knows, says nothing about who leads.
    known = people(active=True).filter(known_since__isnull=False)
    active = list(known.values_list("role", "password"))
    yield Finding("People", OK if active else NOTE, f"{len(active)} in the directory")
    able = [role for role, password in active if not password.startswith("!")]
    if "admin" not in able:
        yield Finding(
            "Administrator",
            NOTE,
            "Nobody can sign in as one: holdfast people add LOGIN --role admin, then holdfast "
            "password --as LOGIN.",
        )
    if active and not {"lead", "admin"} & {role for role, _ in active}:
        says = "Nobody hears of what is late: make somebody a lead, holdfast people change."
        yield Finding("Programme lead", WRONG, says)


def _rotation() -> Iterator[Finding]:
    from holdfast.rotation.queries import who

    answer = who(programme(), at=now())
    if not answer.windows:
        says = "No window covers today: holdfast rotation import FILE, or enter one."
        yield Finding("Rotation", NOTE, says)
        return
    names = ", ".join(on.person.login for on in answer.engineers) or "nobody"
    missing = f"; {plural(answer.holes, 'seat')} nobody fills" if answer.holes else ""
    yield Finding("Rotation", NOTE if missing else OK, f"On today: {names}{missing}")


def _owed() -> Iterator[Finding]:
    from django.db.models import Max

    from holdfast.journal.models import Delivery, Heartbeat

    at = now()
    beat = Heartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    running = beat is not None and at - beat < timedelta(minutes=1)
    late = Delivery.objects.filter(wake_at__lte=at - timedelta(minutes=5)).count()
    if running:
        yield Finding("Worker", OK, "running")
    elif late:
        says = (
            f"None is running and {plural(late, 'message')} late: holdfast up, or up --worker-only."
        )
        yield Finding("Worker", WRONG, says)
    else:
        yield Finding("Worker", NOTE, "None is running: holdfast up starts one.")
    dead = Delivery.objects.filter(state=Delivery.State.DEAD).count()
    if dead:
        says = f"{plural(dead, 'mail')} nobody takes: the web lists them under Outbox."
        yield Finding("Messages", WRONG, says)


def _edges() -> Iterator[Finding]:
    """What the edges say of themselves (site/brought.py)."""
    from holdfast.site.brought import looks

    for look in looks():
        yield from (Finding(*found) for found in look())
