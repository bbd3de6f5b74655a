"""What goes wrong at Slack: refusals on order, lost answers, limits."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.slack import contract

_STATUS = {"ratelimited": 429, "internal_error": 500, "service_unavailable": 503}


@dataclass
class Fault:
    error: str
    times: int | None = 1
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False  # the deed is done, the answer lost


class Faults:
    """`limits` counts by the workspace's clock; None counts nothing."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)
        self._posted: dict[str, float] = {}
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self.limits: Callable[[], float] | None = None

    def add(
        self, method: str, error: str | int, *, retry_after: int | None, times: int | None
    ) -> None:
        if isinstance(error, int):
            self._waiting[method].append(Fault(f"http_{error}", times, error))
            return
        if method != "*" and error not in contract.errors(method):
            raise ValueError(f"Slack's reference knows no {error} of {method}")
        headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
        if error == "ratelimited" and not headers:
            headers = {"Retry-After": "30"}
        self._waiting[method].append(Fault(error, times, _STATUS.get(error, 200), headers))

    def cut(self, method: str, times: int | None) -> None:
        self._waiting[method].append(Fault("", times, after=True))

    def heal(self, method: str) -> None:
        self._waiting.pop(method, None)

    def next(self, method: str) -> Fault | None:
        for name in (method, "*"):
            if waiting := self._waiting.get(name):
                fault = waiting[0]
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        waiting.popleft()
                return fault
        return None

    def wait(self, method: str, channel: str) -> int:
        """Whole seconds until this call may come again; 0 lets it through and counts it."""
        if not self.limits:
            return 0
        now = self.limits()
        if method == "chat.postMessage":
            since = now - self._posted.get(channel, -math.inf)
            if since < 1:
                return 1
            self._posted[channel] = now
            return 0
        most = contract.TIERS.get(contract.METHODS[method]["tier"])
        if most is None:
            return 0
        calls = self._calls[method]
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= most:
            return max(1, math.ceil(60 - (now - calls[0])))
        calls.append(now)
        return 0
