"""Workers are killed at random while they work Slack's inbox and post: each click is done once, and each
message stands there once, found by its mark."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest

from holdfast.slack.messages import MARK
from tests.slack.workspace import Workspace

# `make proofs` does 300.
CLICKS = int(os.environ.get("HOLDFAST_CRASH_CLICKS", "16"))
KILLS = max(2, CLICKS // 25)
_WITHIN = 60 + CLICKS  # seconds
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def scene(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.slack_scene", *words],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def start(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.slack_scene", "work"],
        env=environment,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def marks(space: Workspace) -> Counter[str]:
    with space.lock:
        return Counter(
            each.metadata["event_payload"]["delivery"]
            for channel in space.channels.values()
            for each in channel.posts
            if (each.metadata or {}).get("event_type") == MARK
        )


def test_each_click_is_done_once_and_each_message_sent_once(installation, capsys):
    dice, killed, began = random.Random(42), 0, time.monotonic()
    with Workspace() as space:
        environment = {
            **installation,
            "HOLDFAST_SLACK_BOT_TOKEN": space.bot_token,
            "HOLDFAST_SLACK_SIGNING_SECRET": space.signing_secret,
            "HOLDFAST_SLACK_API_URL": space.api_url,
        }
        users = {f"p{number}": space.user(f"p{number}").id for number in range(CLICKS)}
        scene(environment, "open", json.dumps(users))
        workers = [start(environment) for _ in range(2)]
        due = sorted(dice.sample(range(2, CLICKS - 4), KILLS))
        found = {}
        try:
            while time.monotonic() - began < _WITHIN:
                time.sleep(0.02)
                posted = len(space.calls("chat.postMessage"))
                if due and posted >= due[0]:
                    due.pop(0)
                    time.sleep(dice.random() / 50)
                    victim = dice.randrange(2)
                    workers[victim].kill()
                    workers[victim].wait()
                    workers[victim].stdin.close()
                    workers[victim] = start(environment)
                    killed += 1
                elif not due and posted >= CLICKS:
                    found = json.loads(scene(environment, "tell"))
                    if not found["not_done"] and set(found["states"]) == {"sent"}:
                        break
        finally:
            for each in workers:
                each.terminate()
            for each in workers:
                each.wait(15)
                each.stdin.close()
        there = marks(space)
    twice = sum(count - 1 for count in there.values())
    with capsys.disabled():
        print(
            f"\n{CLICKS} clicks and messages, {killed} kills: {len(found['titles'])} done, "
            f"{len(there)} messages, {twice} twice, {found['resent']} counted as resent, "
            f"{time.monotonic() - began:.0f} s"
        )
    assert killed == KILLS
    assert found["not_done"] == 0
    assert Counter(found["titles"]) == Counter(f"Raised by {login}" for login in users)
    assert set(found["states"]) == {"sent"}
    assert set(there) == set(found["keys"])
    assert twice <= found["resent"]
