"""Socket Mode: the app calls, and is told over that connection. `workspace.app = SocketMode(workspace)`."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Mapping
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.slack.api import Args, Refused, method

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
PATIENCE = 3.0  # seconds: Slack's own


class SocketMode:
    """The connections of the app. Each thing goes to one of them, whichever (docs.slack.dev)."""

    def __init__(self, space: Workspace) -> None:
        self.connections: list[ServerConnection] = []
        self._acks: dict[str, Queue[Json]] = {}
        self._changed = threading.Condition()
        self._server = serve(self._talk, "127.0.0.1", 0)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        space.socket_url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/link"

    def _talk(self, connection: ServerConnection) -> None:
        hello = {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A0HOLDFAST"}}
        connection.send(json.dumps(hello))
        with self._changed:
            self.connections.append(connection)
            self._changed.notify_all()
        try:
            for said in connection:
                answer = json.loads(said)
                if waits := self._acks.get(answer.get("envelope_id", "")):
                    waits.put(answer)
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self.connections.remove(connection)
                self._changed.notify_all()

    def wait(self, count: int = 1, seconds: float = 10.0) -> None:
        """Until so many connections stand."""
        with self._changed:
            there = self._changed.wait_for(lambda: len(self.connections) == count, seconds)
        assert there, f"{len(self.connections)} connections stand, not {count}"

    def __call__(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        """What would have been a request; without an acknowledgement in time it failed."""
        kind, payload = _enveloped(body, headers.get("Content-Type", ""))
        name, acks = str(uuid4()), Queue[Json]()
        self._acks[name] = acks
        envelope = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        with self._changed:
            there = list(self.connections)
        if not there:
            return 503, {}, b"no connection"
        random.choice(there).send(json.dumps(envelope))
        try:
            answer = acks.get(timeout=PATIENCE)
        except Empty:
            return 504, {}, b"not acknowledged"
        finally:
            del self._acks[name]
        return 200, {}, json.dumps(answer["payload"]).encode() if answer.get("payload") else b""

    def drop(self) -> None:
        """Slack ends every connection, as it does now and then; the app connects again."""
        for each in list(self.connections):
            each.close()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join(5)


def _enveloped(body: bytes, kind: str) -> tuple[str, Json]:
    if "json" in kind:
        return "events_api", json.loads(body)
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in fields:
        return "interactive", json.loads(fields["payload"])
    return "slash_commands", fields


@method("apps.connections.open")
def _open(space: Workspace, args: Args) -> Json:
    if not space.socket_url:
        raise Refused("forbidden_team")
    return {"url": space.socket_url}
