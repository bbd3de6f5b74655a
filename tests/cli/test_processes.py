"""The command as a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.prepared import folder, surroundings
from tests.slack.socket_mode import SocketMode
from tests.slack.workspace import Workspace

COMMAND = [sys.executable, "-c", "from holdfast.cli import main; main()"]
ROTATION = Path(__file__).resolve().parents[2] / "examples" / "rotation.md"
Holdfast = Callable[..., Ran]
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A data folder that is not there yet."""
    return surroundings(tmp_path / "data")


@pytest.fixture
def prepared(environment: dict[str, str]) -> None:
    shutil.copytree(folder(), environment["HOLDFAST_DATA_DIR"])


@pytest.fixture
def holdfast(environment: dict[str, str]) -> Holdfast:
    def run(*words: str, stdin: bytes = b"", **more: str) -> Ran:
        done = subprocess.run(
            [*COMMAND, *map(str, words)],
            input=stdin,
            capture_output=True,
            env={**environment, **more},
            timeout=60,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


def test_help_asks_no_database_and_is_quick(holdfast: Holdfast, environment: dict[str, str]):
    script = "import sys; from holdfast.cli import commands; sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", script], env=environment, check=False).returncode == 0
    )
    assert holdfast("--help", HOLDFAST_DATABASE_URL="nonsense").code == 0
    assert not Path(environment["HOLDFAST_DATA_DIR"]).exists()


@pytest.mark.req("R6", "R12")
def test_an_import_can_be_the_first_command(holdfast: Holdfast):
    body = holdfast("rotation", "import", ROTATION, "--json").json
    assert body["imported"] is True
    assert body["windows"]
    exported = holdfast("rotation", "export", "--format", "csv")
    assert len(exported.out.splitlines()) == len(body["windows"]) + 1
    assert holdfast("who", "--at", body["windows"][0]["starts_on"], "--json").json["engineers"]


@pytest.mark.usefixtures("prepared")
def test_a_backup_brings_it_back(holdfast: Holdfast, tmp_path: Path):
    holdfast("people", "add", "ada", "--role", "admin")
    file = tmp_path / "all.tar"
    assert holdfast("backup", file).code == 0
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as tar:
        assert {"holdfast.db", "secret-key"} <= set(tar.getnames())
    secret = (tmp_path / "data" / "secret-key").read_text()
    holdfast("people", "add", "eve", "--role", "admin")
    other = {"HOLDFAST_DATA_DIR": str(tmp_path / "other")}
    assert holdfast("restore", file, **other).code == 0
    assert others_may(tmp_path / "other" / "holdfast.db") == 0
    assert (tmp_path / "other" / "secret-key").read_text() == secret
    holdfast("people", "add", "ada", **other).refused("already here")

    restored = holdfast("restore", file)
    assert "is kept in" in restored.err
    assert holdfast("people", "add", "eve").code == 0  # gone with the restore
    assert list((tmp_path / "data" / "backups").glob("before-restore-*.tar"))

    holdfast("backup", ROTATION).refused("no backup")
    holdfast("backup", tmp_path).refused("folder")
    holdfast("restore", ROTATION).refused("no backup")
    holdfast("restore", tmp_path / "nope").refused("no file")
    file.write_bytes(file.read_bytes()[:20_000])
    holdfast("restore", file).refused("no backup")
    holdfast("people", "add", "eve").refused("already here")


def others_may(path: Path) -> int:
    """The bits of its mode that let anybody but its owner in."""
    return path.stat().st_mode & 0o077


def test_the_database_is_its_owners_alone(holdfast: Holdfast, tmp_path: Path):
    """Also in a folder that was there before and lets everybody in."""
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(0o755)
    holdfast("people", "add", "ada")
    database = folder / "holdfast.db"
    assert others_may(database) == 0
    with closing(sqlite3.connect(database)) as writing:
        writing.execute("UPDATE people_person SET name = 'Ada'")
        assert [others_may(folder / f"holdfast.db-{end}") for end in ("wal", "shm")] == [0, 0]
    assert "Secrets" not in holdfast("doctor").out

    database.chmod(0o644)
    done = holdfast("doctor")
    assert (done.code, f"chmod 600 {database}" in done.out) == (1, True)

    elsewhere = tmp_path / "elsewhere.db"
    address = {"HOLDFAST_DATABASE_URL": f"sqlite:///{elsewhere}"}
    assert holdfast("who", **address).code == 0
    assert others_may(elsewhere) == 0
    elsewhere.chmod(0o640)
    tmp_path.chmod(0o755)
    assert f"chmod 600 {elsewhere}" in holdfast("doctor", **address).out


@pytest.mark.usefixtures("prepared")
def test_surroundings_that_do_not_fit(holdfast: Holdfast, tmp_path: Path):
    refused = holdfast("who", HOLDFAST_DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    refused.refused("HOLDFAST_DATABASE_URL")
    wrong = holdfast("who", HOLDFAST_DATABASE_URL="mysql://x")
    assert (wrong.code, "Traceback" in wrong.err) == (2, False)
    holdfast("who", HOLDFAST_DATA_DIR="/proc/nowhere").refused("HOLDFAST_DATA_DIR")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "holdfast.db").write_bytes(b"no database at all" * 100)
    holdfast("who", HOLDFAST_DATA_DIR=str(broken)).refused("restore")
    done = holdfast("doctor", HOLDFAST_DATA_DIR=str(broken))
    assert (done.code, "Traceback" in done.err) == (1, False)
    plain = holdfast("who", "--at", "2022-08-10", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert plain.code == 0


@pytest.mark.usefixtures("prepared")
def test_closed_and_broken_pipes(environment: dict[str, str]):
    shell = f"{sys.executable} -c 'from holdfast.cli import main; main()'"
    for line, part in (
        (f"{shell} rotation import - <&-", "closed"),
        (f"{shell} rotation import {ROTATION} --json | head -c 1 >/dev/null", ""),
        (f"{shell} rotation export | true", ""),
    ):
        done = subprocess.run(
            ["bash", "-c", line], capture_output=True, text=True, env=environment, check=False
        )
        assert "Traceback" not in done.stderr
        assert "Exception" not in done.stderr
        assert part in done.stderr


@pytest.mark.req("R41")
@pytest.mark.usefixtures("prepared")
def test_two_accept_at_once_and_one_owns_it(holdfast: Holdfast):
    holdfast("people", "import", "-", stdin=b"login,role\nsam,support\na,engineer\nb,engineer\n")
    ref = holdfast(
        *("escalation", "raise", "--title", "Down", "--stakes", "All.", "--why-now", "Now."),
        *("--severity", "0", "--as", "sam", "--json"),
    ).json["ref"]
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(lambda who: holdfast("escalation", "accept", ref, "--as", who, "--json"), "ab")
        )
    owner = holdfast("escalation", "show", ref, "--json").json["owner"]
    assert sorted(each.code for each in done) == [0, 1]
    for each in done:
        assert each.json.get("owner", each.json.get("refused", {}).get("owner")) == owner


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("prepared")
def test_up_serves_until_it_is_told_to_stop(environment: dict[str, str], tmp_path: Path):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [*COMMAND, "up", "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            for _ in range(300):  # the clock of this process stands still
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
                        assert answer.status == 200
                    break
                except OSError:
                    time.sleep(0.2)
            else:
                pytest.fail(log.read_text())
        finally:
            process.send_signal(signal.SIGINT)
            code = process.wait(30)
    assert code == 0
    assert "Traceback" not in log.read_text()


@pytest.mark.usefixtures("prepared")
def test_json_is_one_document(holdfast: Holdfast):
    for words in (("who", "--json"), ("doctor", "--json"), ("escalation", "list", "--json")):
        json.loads(holdfast(*words).out)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("prepared")
def test_socket_mode_takes_an_envelope_and_ends_with_its_parent(environment: dict[str, str]):
    event = {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}
    with Workspace() as slack:
        slack.app = link = SocketMode(slack)
        process = subprocess.Popen(
            [sys.executable, "-m", "holdfast.site.processes", "slack"],
            env={
                **environment,
                "HOLDFAST_SLACK_BOT_TOKEN": slack.bot_token,
                "HOLDFAST_SLACK_APP_TOKEN": slack.app_token,
                "HOLDFAST_SLACK_API_URL": slack.api_url,
            },
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        try:
            link.wait(seconds=60)
            acknowledged = slack.send_event(event)
        finally:
            _, errors = process.communicate(timeout=30)  # its parent is gone
            link.close()
    assert acknowledged.status == 200
    assert process.returncode == 0, errors.decode()
    with closing(sqlite3.connect(Path(environment["HOLDFAST_DATA_DIR"]) / "holdfast.db")) as kept:
        [[kind]] = kept.execute("SELECT kind FROM journal_incoming").fetchall()
    assert kind == "event:tokens_revoked"


def test_socket_mode_has_a_process_where_its_token_is_set(settings, monkeypatch):
    from holdfast.site import processes

    for token, others in (("", ["worker"]), ("xapp-example", ["worker", "slack"])):
        settings.SLACK_BOT_TOKEN, settings.SLACK_APP_TOKEN = "xoxb-example", token
        started: list[str] = []
        monkeypatch.setattr(processes, "migrate", lambda: None)
        monkeypatch.setattr(
            processes.Tree,
            "keep",
            lambda tree, _, s=started: s.extend(each.name for each in tree.children) or 0,
        )
        assert processes.up(web=False) == 0
        assert started == others
