"""A seat that comes and goes while the traffic runs, and what was written to the group for it."""

from __future__ import annotations

import threading

import httpx

from tests.slack.workspace import Workspace

EVERY = 7.0  # seconds


class Seats:
    """Kim's seat, given up and taken again by the lead's hand, through the API."""

    def __init__(self, address: str, secret: str) -> None:
        self.http = httpx.Client(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=20,
        )
        self.changes = 0

    def until(self, over: threading.Event) -> None:
        window = self.http.get("/windows").raise_for_status().json()["items"][0]
        seat = next(
            each["id"] for each in window["seats"] if each["login"] == "kim" and _is_kept(each)
        )
        while not over.wait(EVERY):
            because = {"as": "lea", "reason": "Somebody else takes it."}
            self._done(self.http.put(f"/seats/{seat}/withdrawal", json=because))
            if over.wait(EVERY):
                return
            asked = {"as": "lea", "login": "kim", "override": "For the measurement."}
            made = self.http.post(f"/windows/{window['id']}/seats", json=asked)
            seat = made.raise_for_status().json()["id"]
            self._done(self.http.put(f"/seats/{seat}/confirmation", json={"as": "kim"}))

    def _done(self, answer: httpx.Response) -> None:
        answer.raise_for_status()
        self.changes += 1


def _is_kept(seat: dict) -> bool:
    return seat["state"] != "withdrawn"


def written(space: Workspace, before: set[str]) -> tuple[int, int]:
    """How often the group's members were written, and how many of these writes changed nothing."""
    writes = idle = 0
    for call in space.calls("usergroups.users.update"):
        if not call.ok:
            continue
        wanted = call.args["users"]
        named = set(wanted.split(",") if isinstance(wanted, str) else wanted)
        writes += 1
        idle += named == before
        before = named
    return writes, idle
