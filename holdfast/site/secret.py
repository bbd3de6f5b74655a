"""What only its owner may read: the secret key, made at the first start and kept beside the data, and
the SQLite file."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def secret_key(data_dir: Path) -> str:
    """The key in `data_dir/secret-key`, made (mode 600) when there is none."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data_dir / "secret-key"
    try:
        # O_EXCL: of two processes that start together one makes it and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key


def private_file(path: Path) -> None:
    """Make an empty file (mode 600) where there is none, for SQLite to fill.

    SQLite itself would make it readable by everyone the umask lets in; its -wal and -shm files take
    the mode of the database. A file that is there keeps its mode: `holdfast doctor` says so.
    """
    # A folder that cannot be written is named by whoever opens the database next.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
