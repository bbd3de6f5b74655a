"""The requests that are measured, against a store that bench.store filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import repeat

from bench.rounds import Batch, Request, Run, batch
from bench.servers import PostgreSQL, Server


def floor(server: Server, count: int) -> Batch:
    return batch(server, repeat(Request("GET", "/"), count), None)


def runs(
    server: Server, store: dict[str, str], database: PostgreSQL | None, *, count: int
) -> list[Run]:
    """Each returns its batches by the name of the target."""
    sam = {"Authorization": f"Bearer {store['sam']}", "Content-Type": "application/json"}
    ana = {"Authorization": f"Bearer {store['ana']}", "Content-Type": "application/json"}
    cookie = {"Cookie": f"holdfast={store['session']}"}

    def healthz() -> dict[str, Batch]:
        request = Request("GET", "/healthz")
        return {"healthz": batch(server, repeat(request, count), database)}

    def who() -> dict[str, Batch]:
        request = Request("GET", "/api/v1/who", ana)
        return {"who": batch(server, repeat(request, count), database)}

    def page() -> dict[str, Batch]:
        request = Request("GET", f"/escalations/{store['escalation']}", cookie)
        return {"page": batch(server, repeat(request, count), database)}

    def raise_and_accept() -> dict[str, Batch]:
        pairs = max(count // 4, 25)
        body = json.dumps(
            {
                "title": "Search is down for Acme",
                "stakes": "Acme renews on Friday and cannot search at all.",
                "why_now": "The search team's queue is two weeks long.",
                "severity": 1,
            }
        )
        raising = repeat(Request("POST", "/api/v1/escalations", sam, body), pairs)
        raised = batch(server, raising, database, keep=True)
        refs = [json.loads(answer)["ref"] for answer in raised.answers]

        def accepting() -> Iterator[Request]:
            for ref in refs:
                yield Request("PUT", f"/api/v1/escalations/{ref}/acceptance", ana, "{}")

        accepted = batch(server, accepting(), database)
        both = Batch(
            server_ms=raised.server_ms + accepted.server_ms,
            database_ms=raised.database_ms + accepted.database_ms,
            latencies=[
                sum(pair) for pair in zip(raised.latencies, accepted.latencies, strict=True)
            ],
            answers=[],
        )
        return {"raise": raised, "accept": accepted, "raise + accept": both}

    return [healthz, who, page, raise_and_accept]
