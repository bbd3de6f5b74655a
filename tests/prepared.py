"""An empty database with every table: migrated once in a run, copied wherever a test wants one.

It is made by the migrations as `holdfast up` runs them, in a process of its own; the engines copy it
faster than they migrate. What a first start does is tested without it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.environment import ENGINE

ROOT = Path(__file__).resolve().parents[1]
_NAME = "prepared"
_MIGRATE = "from holdfast.site.processes import migrate; migrate()"


def folder() -> Path:
    """A data folder that a first command prepared (SQLite)."""
    return _once(_shared() / _NAME, "")


def file(target: Path) -> None:
    """A copy of its SQLite file there."""
    shutil.copyfile(folder() / "holdfast.db", target)


def database(name: str) -> str:
    """A PostgreSQL database of this name, made anew; its address."""
    import psycopg

    _once(_shared() / f"{_NAME}.pg", _address(_NAME), create=_NAME)
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {_NAME}')
    return _address(name)


def surroundings(data: Path, address: str = "") -> dict[str, str]:
    """The environment of a Holdfast of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HOLDFAST_", "PYTEST_", "DJANGO_"))
    }
    kept |= {"HOLDFAST_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    return kept | ({"HOLDFAST_DATABASE_URL": address} if address else {})


def _once(data: Path, address: str, *, create: str = "") -> Path:
    done = data / "done"
    data.mkdir(exist_ok=True)
    # The workers of a run meet here; the first migrates, the others wait for it.
    with (_shared() / f"{data.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            if create:
                import psycopg

                with psycopg.connect(_server(), autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE {create}")
            command = [sys.executable, "-c", _MIGRATE]
            subprocess.run(command, env=surroundings(data, address), check=True)
            done.touch()
    return data


def _shared() -> Path:
    return Path(os.environ["HOLDFAST_TEST_FOLDER"])


def _server() -> str:
    return os.environ["HOLDFAST_TEST_POSTGRESQL"]


def _address(name: str) -> str:
    return urlunsplit(urlsplit(_server())._replace(path=f"/{name}"))


def stands_in(settings: dict[str, object]) -> None:
    """The database of Django's own tests, as these settings name it, is a copy."""
    test = settings["TEST"]
    assert isinstance(test, dict)
    if ENGINE == "postgresql":
        database(str(test.get("NAME") or f"test_{settings['NAME']}"))
    else:
        file(Path(str(test["NAME"])))
