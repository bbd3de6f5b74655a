"""Requests in batches, floor and target in turn, so that a busy machine disturbs both alike."""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.servers import PostgreSQL, Server, cpu_ms


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass
class Batch:
    """What one batch of equal requests cost, per request."""

    server_ms: float
    database_ms: float
    latencies: list[float]  # milliseconds, of each
    answers: list[bytes]


class Wrong(Exception):
    """A request was not answered as it should be; the target is left out and the reason shown."""


def batch(
    server: Server, requests: Iterator[Request], database: PostgreSQL | None, *, keep: bool = False
) -> Batch:
    """One client, one connection kept alive, one request after the other."""
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    latencies, answers = [], []
    backends = database.backends if database else list
    before, before_database = cpu_ms(server.workers()), cpu_ms(backends())
    for request in requests:
        started = time.perf_counter()
        client.request(request.method, request.path, body=request.body, headers=request.headers)
        response = client.getresponse()
        body = response.read()
        latencies.append((time.perf_counter() - started) * 1000)
        if response.status >= 300:
            raise Wrong(f"{request.method} {request.path}: {response.status} {body[:200]!r}")
        if keep:
            answers.append(body)
    client.close()
    count = len(latencies)
    return Batch(
        server_ms=(cpu_ms(server.workers()) - before) / count,
        database_ms=(cpu_ms(backends()) - before_database) / count,
        latencies=latencies,
        answers=answers,
    )


@dataclass
class Measured:
    """One target over all rounds."""

    name: str
    floors: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    wrong: str = ""

    def ratios(self) -> list[float]:
        return [each / floor for each, floor in zip(self.server, self.floors, strict=True)]

    def ratios_with_database(self) -> list[float]:
        both = zip(self.server, self.database, self.floors, strict=True)
        return [(server + database) / floor for server, database, floor in both]

    def add(self, found: Batch, floor: Batch) -> None:
        self.floors.append(floor.server_ms)
        self.server.append(found.server_ms)
        self.database.append(found.database_ms)
        self.latencies += found.latencies


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def middle(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


Run = Callable[[], dict[str, Batch]]


def measure(
    floor: Callable[[], Batch], stores: list[list[Run]], *, rounds: int
) -> list[dict[str, Measured]]:
    """Every run of every store beside a floor of its own, `rounds` times, after one round of warming
    up. The same run of all stores follows one another, so that they meet the same machine."""
    found: list[dict[str, Measured]] = [{} for _ in stores]
    for number in range(rounds + 1):
        for same in zip(*stores, strict=True):
            for measured, run in zip(found, same, strict=True):
                beside = floor()
                try:
                    batches = run()
                except (Wrong, OSError) as wrong:
                    measured.setdefault(run.__name__, Measured(run.__name__)).wrong = str(wrong)
                    continue
                for name, each in batches.items():
                    target = measured.setdefault(name, Measured(name))
                    if number:
                        target.add(each, beside)
    return found
