"""`holdfast up`: migrate, serve, work."""

from __future__ import annotations

import os
import sys

import click

from holdfast.cli.ground import one_of

PORT = click.IntRange(0, 65535)
LOOPBACK = {"127.0.0.1", "localhost"}


@click.command(short_help="Migrate, serve and work, until Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option("--web-only", is_flag=True, help="Serve; another process works.")
@click.option("--worker-only", is_flag=True, help="Work in the background; another process serves.")
def up(host: str, port: int, web_only: bool, worker_only: bool) -> None:
    """Bring the database up to date, serve the pages and the API, send what is owed.

    One process tree, one Ctrl-C. Several hosts with one PostgreSQL may each run it.
    """
    one_of(**{"web-only": web_only, "worker-only": worker_only})
    if host in LOOPBACK and port:
        # Links lead where it listens, unless somebody has said how people reach it.
        os.environ.setdefault("HOLDFAST_BASE_URL", f"http://{host}:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    from holdfast.site.processes import up as run

    sys.exit(run(host=host, port=port, web=not worker_only, worker=not web_only))
