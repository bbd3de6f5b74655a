"""Where the time of a request goes: `python -m bench.profile` on a fresh store of 10,000.

Runs the requests in this process under cProfile, without a server, and prints for each how many
queries it makes and the functions that cost most. Not a measurement: profiling slows small calls
more than large ones.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

_TIMES = 100
_LINES = 22


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        os.environ["HOLDFAST_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "holdfast.site.settings"
        from holdfast.site.processes import migrate

        migrate()
        from bench.store import fill

        known = fill(10_000, now=datetime.now(UTC))
        for name, speak in _requests(known).items():
            _show(name, speak)


def _requests(known: dict[str, str]) -> dict[str, Callable[[], Any]]:
    from django.conf import settings
    from django.test import Client

    from holdfast.escalation.actions import accept, raise_escalation
    from holdfast.people.models import Person
    from holdfast.people.queries import actor, default_programme

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    client = Client(headers={"Authorization": f"Bearer {known['ana']}"})
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = known["session"]
    raiser = Client(headers={"Authorization": f"Bearer {known['sam']}"})
    facts = {
        "title": "Search is down for Acme",
        "stakes": "Acme renews on Friday.",
        "why_now": "The queue is two weeks long.",
        "severity": 1,
    }
    people = {login: Person.objects.get(login=login) for login in ("sam", "ana")}

    def raised() -> str:
        answer = raiser.post("/api/v1/escalations", facts, content_type="application/json")
        return str(answer.json()["ref"])

    def raised_and_accepted() -> Any:
        return client.put(f"/api/v1/escalations/{raised()}/acceptance")

    def actions_alone() -> Any:
        by = {login: actor(each, via="api") for login, each in people.items()}
        at = datetime.now(UTC)
        issue = raise_escalation(programme=default_programme(), by=by["sam"], at=at, **facts)
        return accept(ref=issue.ref, by=by["ana"], at=at)

    return {
        "healthz": lambda: client.get("/healthz"),
        "who": lambda: client.get("/api/v1/who"),
        "page": lambda: browser.get(f"/escalations/{known['escalation']}"),
        "raise": raised,
        "raise + accept": raised_and_accepted,
        "raise + accept, the actions alone": actions_alone,
    }


def _show(name: str, speak: Callable[[], Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    try:
        for _ in range(3):
            answer = speak()
    except Exception as error:  # noqa: BLE001 - a page under construction is left out, and said so
        print(f"\n=== {name}: {error!r}")
        return
    with CaptureQueriesContext(connection) as captured:
        speak()
    queries = list(captured)
    used = time.process_time()
    for _ in range(_TIMES):
        speak()
    each = (time.process_time() - used) * 1000 / _TIMES
    print(
        f"\n=== {name}: {getattr(answer, 'status_code', '')} {each:.2f} ms, {len(queries)} queries"
    )
    for query in queries:
        print(f"   {query['sql'][:150]}")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(_TIMES):
        speak()
    profile.disable()
    for key in ("cumulative", "tottime"):
        pstats.Stats(profile).strip_dirs().sort_stats(key).print_stats(_LINES)


if __name__ == "__main__":
    main()
