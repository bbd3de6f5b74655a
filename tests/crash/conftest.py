from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import prepared
from tests.environment import ENGINE


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a Holdfast of its own: a data folder and an empty database."""
    data = tmp_path / "data"
    if ENGINE != "postgresql":
        shutil.copytree(prepared.folder(), data)
        yield prepared.surroundings(data)
        return
    import psycopg

    name = f"crash_{secrets.token_hex(4)}"
    yield prepared.surroundings(data, prepared.database(name))
    with psycopg.connect(os.environ["HOLDFAST_TEST_POSTGRESQL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
