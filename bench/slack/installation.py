"""A Holdfast of its own beside a Slack that remembers: `holdfast up` as people run it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path

import psutil

from tests.slack.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-c", "from holdfast.cli import main; main()"]


def environment(folder: Path, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}
    return {
        **kept,
        "HOLDFAST_DATA_DIR": str(folder),
        "HOLDFAST_DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "holdfast.site.settings",
        "PYTHONPATH": str(ROOT),
    }


def settle(space: Workspace, channels: int) -> tuple[str, list[str]]:
    """Migrate, put the cast in, link their accounts; the token that acts for all, and the channels."""
    os.environ |= {
        "HOLDFAST_SLACK_BOT_TOKEN": space.bot_token,
        "HOLDFAST_SLACK_SIGNING_SECRET": space.signing_secret,
        "HOLDFAST_SLACK_API_URL": space.api_url,
    }
    from holdfast.site import processes

    processes.migrate()
    from holdfast.kernel import clock
    from holdfast.people.actions import create_token
    from holdfast.rotation.models import Window
    from holdfast.slack import identity, workspace
    from holdfast.slack.room.actions import choose_room
    from tests import cast

    story, at = cast.tell(), clock.now()
    # The stories play in March; here the clock is everybody's own.
    Window.objects.update(starts_on=at - timedelta(days=7), ends_on=at + timedelta(days=21))
    everybody = [space.user(login, email=each.email) for login, each in story.people.items()]
    home = space.channel("escalation-engineering", members=everybody)
    group = space.group("escalation-engineers", members=[space.user("ana"), space.user("kim")])
    workspace.look(at=at)
    for user in everybody:
        identity.match(user.as_json(), at=at)
    choose_room(
        programme=story.programme,
        group_id=group.id,
        group_handle=group.handle,
        channel_id=home.id,
        channel_name=home.name,
        by=story.of("ada"),
        at=at,
    )
    _, secret = create_token(login="ada", scope="act-as", by=story.of("ada"), at=at)
    return secret, [
        space.channel(f"cust-{number}", members=everybody).id for number in range(channels)
    ]


class Up:
    """`holdfast up` as its own tree of processes on a free port."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [*_COMMAND, "up", "--port", str(self.port)], stderr=subprocess.PIPE, text=True
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit("Holdfast did not start.")

    def part(self, name: str) -> list[psutil.Process]:
        """The processes of "web" or "worker"."""
        for child in psutil.Process(self.process.pid).children():
            if f"processes {name}" in " ".join(child.cmdline()):
                return [child, *child.children(recursive=True)]
        return []

    def stop(self) -> str:
        """End it; what it logged."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        return said
