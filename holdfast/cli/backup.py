"""`holdfast backup` and `holdfast restore`: all of an installation in one file."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from holdfast.cli.ground import now, prepare, say, show
from holdfast.kernel.refusal import Conflict, Invalid

DATABASE, KEY, ABOUT = "holdfast.db", "secret-key", "backup.json"
_POSTGRESQL = (
    "This installation keeps its data in PostgreSQL: {verb} it with {tool} and the address in "
    "HOLDFAST_DATABASE_URL, and keep the file {key} beside it."
)


@click.command(short_help="Everything in one file, while it runs.")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the database and the secret key into FILE, a tar that `restore` reads.

    Holdfast may go on running. FILE holds secrets; it is written for its owner alone.
    """
    prepare()
    database, data_dir = _sqlite("back up", "pg_dump --format=custom")
    if file.is_dir():
        raise Invalid(f"{file} is a folder; name a file in it.")
    if not file.parent.is_dir():
        raise Invalid(f"There is no folder {file.parent}; make it first.")
    if file.exists() and file.stat().st_size and not _is_backup(file):
        raise Conflict(f"{file} is no backup of Holdfast and stays as it is; name another file.")
    size = _write(file, database, data_dir)
    show(f"{file}: {size / 1_000_000:.1f} MB. It holds secrets; keep it where only you can read.")


@click.command(short_help="Bring a backup back.")
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Replace the database and the secret key by what is in FILE.

    What was there is written to a backup of its own first, which this command names. Stop a
    running Holdfast before, and start it again after.
    """
    found = _read(file)
    prepare(migrate=False)
    database, data_dir = _sqlite("restore", "pg_restore")
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=data_dir) as folder:
        source = Path(folder) / DATABASE
        source.write_bytes(found[DATABASE])
        _check(source)
        if database.exists() and database.stat().st_size:
            kept = data_dir / "backups" / f"before-restore-{now():%Y%m%d-%H%M%S}.tar"
            kept.parent.mkdir(exist_ok=True, mode=0o700)
            _write(kept, database, data_dir)
            say(f"What was here is kept in {kept}.")
        from django.db import connections

        from holdfast.site.secret import private_file

        connections.close_all()
        private_file(database)
        _copy(source, database)
    if KEY in found:
        _private(data_dir / KEY, found[KEY])
    prepare()  # a backup of an earlier version is brought up to date
    about = json.loads(found[ABOUT])
    show(f"Restored what was backed up on {about['at']} by version {about['version']}.")


def _sqlite(verb: str, tool: str) -> tuple[Path, Path]:
    """Where the database and the data folder are. Raises Invalid on PostgreSQL."""
    from django.conf import settings
    from django.db import connection

    data_dir = Path(settings.STATIC_ROOT).parent
    if connection.vendor != "sqlite":
        raise Invalid(_POSTGRESQL.format(verb=verb, tool=tool, key=data_dir / KEY))
    return Path(str(connection.settings_dict["NAME"])), data_dir


def _write(file: Path, database: Path, data_dir: Path) -> int:
    """A whole backup under that name, or none: it is moved there when it is complete."""
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".holdfast-backup-") as folder:
            copy, new = Path(folder) / DATABASE, Path(folder) / "backup.tar"
            _copy(database, copy)
            with tarfile.open(new, "w") as tar:
                about = {"at": now().isoformat(timespec="seconds"), "version": version("holdfast")}
                _add(tar, ABOUT, json.dumps(about).encode(), now())
                if (data_dir / KEY).exists():
                    _add(tar, KEY, (data_dir / KEY).read_bytes(), now())
                tar.add(copy, DATABASE)
            new.chmod(0o600)
            new.replace(file)
    except OSError as error:
        raise Invalid(f"{file} cannot be written ({error.strerror or error}).") from None
    return file.stat().st_size


def _add(tar: tarfile.TarFile, name: str, content: bytes, at: datetime) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(at.timestamp())
    tar.addfile(entry, io.BytesIO(content))


def _copy(source: Path, target: Path) -> None:
    """SQLite's own way of copying a database that others read and write meanwhile."""
    with (
        closing(sqlite3.connect(source, timeout=20)) as from_,
        closing(sqlite3.connect(target, timeout=20)) as to,
    ):
        from_.backup(to)


def _is_backup(file: Path) -> bool:
    try:
        with tarfile.open(file, "r:") as tar:
            return ABOUT in tar.getnames()
    except (tarfile.TarError, OSError):
        return False


def _read(file: Path) -> dict[str, bytes]:
    """The members of a backup by name. Names come from here, never from the file."""
    if not file.exists():
        raise Invalid(f"There is no file {file}; check the path.")
    if file.is_dir():
        raise Invalid(f"{file} is a folder; name the backup in it.")
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(file, "r:") as tar:
            for name in (ABOUT, KEY, DATABASE):
                member: Any = tar.extractfile(name) if name in tar.getnames() else None
                if member:
                    found[name] = member.read()
    except (tarfile.TarError, OSError, EOFError):
        found = {}
    if ABOUT not in found or DATABASE not in found:
        raise Invalid(f"{file} is no backup of Holdfast, or only a part of one.")
    return found


def _check(database: Path) -> None:
    """Sound, of Holdfast, and of no later version than this one."""
    from django.db.migrations.loader import MigrationLoader

    try:
        with closing(sqlite3.connect(database)) as opened:
            (sound,) = opened.execute("PRAGMA quick_check(1)").fetchone()
            applied = set(opened.execute("SELECT app, name FROM django_migrations"))
    except sqlite3.DatabaseError:
        sound, applied = "no", set()
    if sound != "ok":
        raise Invalid("The database in this backup is damaged; nothing was changed. Try another.")
    known = set(MigrationLoader(None).disk_migrations)
    ours = {app for app, _ in known}
    if any(app in ours and (app, name) not in known for app, name in applied):
        raise Invalid(
            "This backup comes from a later version of Holdfast; install that one, then restore."
        )


def _private(path: Path, content: bytes) -> None:
    new = path.with_name(f"{path.name}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    new.replace(path)
