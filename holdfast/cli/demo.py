"""`holdfast demo`: a company to look around in, forgotten at the end."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

import click

from holdfast.cli.ground import now, prepare, say
from holdfast.cli.up import PORT


@click.command(short_help="Look around in a sample company; forgotten at Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT)
def demo(host: str, port: int) -> None:
    """`up` on a throw-away data folder with the real rotation table and a sample company.

    Nothing of an installation that is here is read or changed.
    """
    folder = tempfile.mkdtemp(prefix="holdfast-demo-")
    try:
        # Set before Django is: an installation's own settings stay out of it.
        for name in [name for name in os.environ if name.startswith("HOLDFAST_")]:
            if name not in {"HOLDFAST_CLOCK_OFFSET", "HOLDFAST_ALLOW_CLOCK_OFFSET"}:
                del os.environ[name]
        os.environ["HOLDFAST_DATA_DIR"] = folder
        os.environ["HOLDFAST_DEMO"] = "1"
        os.environ["HOLDFAST_BASE_URL"] = f"http://{host}:{port}"
        say("Preparing a sample company…")
        prepare()
        from holdfast.site.demo import seed
        from holdfast.site.processes import up

        seed(at=now())
        code = up(host=host, port=port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say("The demo is over; its data is gone.")
    sys.exit(code)
