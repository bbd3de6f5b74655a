"""People at the API who do not give up: what got no answer is sent again, under the same key."""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

PEOPLE = ("sam", "ana", "kim", "bo", "lea")
_PATIENCE = 30.0  # seconds without any answer before a request counts as lost


@dataclass
class Memory:
    """What all clients know together: numbers they were told, and how requests ended."""

    escalations: list[str] = field(default_factory=list)
    handovers: list[int] = field(default_factory=list)
    asks: list[int] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    made: list[str] = field(default_factory=list)  # keys of what was answered with 2xx
    ended: Counter[int] = field(default_factory=Counter)
    repeats: int = 0  # requests sent again because no answer came
    lost: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client:
    def __init__(self, address: str, token: str, memory: Memory, seed: int) -> None:
        self.http = httpx.Client(
            base_url=f"{address}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        )
        self.memory = memory
        self.dice = random.Random(seed)

    def act(self) -> None:
        """One thing, carried through until there is an answer."""
        method, path, body, kind = self._something()
        key = str(uuid.UUID(int=self.dice.getrandbits(128)))
        headers = {"Idempotency-Key": key} if method == "POST" else {}
        answer = self._until_answered(method, path, body, headers)
        if answer is None:
            self.memory.lost.append(f"{method} {path}")
            return
        with self.memory.lock:
            self.memory.ended[answer.status_code] += 1
            if answer.is_success and method == "POST":
                self.memory.made.append(key)
                self._remember(kind, answer.json())

    def _until_answered(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> httpx.Response | None:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                answer = self.http.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                answer = None
            # 503 is a database that is busy: try again, as its problem document says.
            if answer is not None and answer.status_code != 503:
                return answer
            with self.memory.lock:
                self.memory.repeats += 1
            time.sleep(0.05)
        return None

    def _remember(self, kind: str, made: dict[str, Any]) -> None:
        if kind == "escalations":
            self.memory.escalations.append(made["ref"])
        elif kind in {"handovers", "asks", "pieces", "requests"}:
            getattr(self.memory, kind).append(made["id"])

    def _something(self) -> tuple[str, str, dict[str, Any], str]:
        dice, memory = self.dice, self.memory
        who = dice.choice(PEOPLE)
        said = f"Said {dice.random()}"
        with memory.lock:
            refs = memory.escalations[-12:]
            late = {
                noun: (getattr(memory, noun)[-6:] or [1])
                for noun in ("handovers", "asks", "pieces", "requests")
            }
        raising = {
            "title": said,
            "stakes": "They stop.",
            "why_now": "The queue.",
            "severity": dice.randrange(4),
            "as": who,
        }
        if not refs or dice.random() < 0.12:
            return "POST", "/escalations", raising, "escalations"
        ref = dice.choice(refs)
        soon = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
        one = {noun: dice.choice(numbers) for noun, numbers in late.items()}
        here = f"/escalations/{ref}"
        every: list[tuple[str, str, dict[str, Any], str]] = [
            ("PUT", f"{here}/acceptance", {}, ""),
            ("PUT", f"{here}/acceptance", {}, ""),
            ("POST", f"{here}/updates", {"text": said}, "updates"),
            ("POST", f"{here}/updates", {"text": said, "next_step": said}, "updates"),
            ("POST", f"{here}/decline", {"reason": said}, ""),
            ("POST", f"{here}/handovers", {"to": dice.choice(PEOPLE), "note": said}, "handovers"),
            ("PUT", f"/handovers/{one['handovers']}/acceptance", {}, ""),
            ("PUT", f"/handovers/{one['handovers']}/decline", {"reason": said}, ""),
            (
                "POST",
                f"{here}/asks",
                {"to_team": "Search", "what": said, "by": soon},
                "asks",
            ),
            ("PUT", f"/asks/{one['asks']}/acknowledgement", {}, ""),
            ("PUT", f"/asks/{one['asks']}/completion", {}, ""),
            ("POST", f"{here}/pieces", {"team": "Search", "title": said}, "pieces"),
            ("PUT", f"/pieces/{one['pieces']}/bounce", {"reason": said}, ""),
            ("PUT", f"/pieces/{one['pieces']}/completion", {}, ""),
            ("PUT", f"/pieces/{one['pieces']}/waiver", {"reason": said}, ""),
            ("PUT", f"{here}/cornered", {"reason": said}, ""),
            ("PUT", f"{here}/cornered/end", {"how": said}, ""),
            ("PUT", f"{here}/pause", {"reason": said, "resumes_on": soon}, ""),
            ("PUT", f"{here}/pause/end", {}, ""),
            (
                "POST",
                f"{here}/closure-requests",
                {"outcome": "resolved", "reason": said},
                "requests",
            ),
            (
                "PUT",
                f"/closure-requests/{one['requests']}/answer",
                {"agree": dice.random() < 0.7, "note": said},
                "",
            ),
            ("PUT", f"{here}/reopening", {"reason": said}, ""),
            ("PUT", f"{here}/merge", {"into": dice.choice(refs), "reason": said}, ""),
        ]
        method, path, body, kind = dice.choice(every)
        return method, path, {**body, "as": who}, kind
