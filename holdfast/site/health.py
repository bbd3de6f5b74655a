"""/healthz, /readyz and /metrics: is it alive, can it serve, how is it doing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from holdfast.escalation.models import Escalation
from holdfast.insight.queries.days import today_in
from holdfast.insight.queries.engagement import engagement
from holdfast.insight.rules.asked import month_of
from holdfast.journal.models import Delivery, Heartbeat, Incoming
from holdfast.kernel.clock import now
from holdfast.kernel.text import plural
from holdfast.people.models import Programme

WORKER_SILENT = timedelta(seconds=60)

_migrated = False


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """This process answers. Asks nothing of anybody, so a database that is down restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 when people can be served and what is owed goes out; 503 says what is wrong."""
    wrong = problems(at=now())
    body = {"ready": not wrong, "problems": wrong}
    return JsonResponse(body, status=503 if wrong else 200)


def problems(*, at: datetime) -> dict[str, str]:
    """What keeps this installation from serving, by part: database, migrations, worker."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        waiting = _unapplied()
        if waiting:
            shown = ", ".join(waiting[:3])
            return {
                "migrations": f"{plural(len(waiting), 'migration')} not applied ({shown}): holdfast up does it."
            }
        beat_at = Heartbeat.objects.aggregate(last=Max("beat_at"))["last"]
    except DatabaseError as error:
        return {"database": f"It does not answer: {str(error).strip() or type(error).__name__}"}
    if beat_at is None:
        return {"worker": "No worker is running: start one with holdfast up --worker-only."}
    silent = at - beat_at
    if silent >= WORKER_SILENT:
        seconds = round(silent.total_seconds())
        return {"worker": f"No worker gave a sign of life for {seconds} s."}
    return {}


def _unapplied() -> list[str]:
    """Migrations this code has and the database has not. Once none are left, none come back."""
    global _migrated  # noqa: PLW0603
    if _migrated:
        return []
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _migrated = not plan
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def nobody(request: HttpRequest) -> bool:  # noqa: ARG001
    return False


@require_safe
@never_cache
def metrics(
    request: HttpRequest, *, may_read: Callable[[HttpRequest], bool] = nobody
) -> HttpResponse:
    """Prometheus's text. From this machine, or for whom `may_read` says so (a token)."""
    if not (_from_here(request) or may_read(request)):
        return HttpResponse(
            "Ask from this machine, or with an API token of scope read.\n",
            status=403,
            content_type="text/plain",
        )
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Ledger(at=now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _from_here(request: HttpRequest) -> bool:
    # Behind a proxy on this machine every visitor has its address; the proxy's headers tell.
    if any(
        f"HTTP_{name}" in request.META for name in ("X_FORWARDED_FOR", "FORWARDED", "X_REAL_IP")
    ):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class Ledger(Collector):
    """Read from the database when asked, so every process gives the same answer."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._deliveries()
        yield from self._incoming()
        yield from self._escalations()
        yield from self._engagement()
        beat_at = Heartbeat.objects.aggregate(last=Max("beat_at"))["last"]
        if beat_at:
            yield _gauge(
                "holdfast_worker_silent_seconds",
                "Seconds since a worker's last sign of life.",
                (self.at - beat_at).total_seconds(),
            )

    def _deliveries(self) -> Iterator[GaugeMetricFamily]:
        waiting = Delivery.objects.filter(wake_at__isnull=False)
        states = GaugeMetricFamily(
            "holdfast_deliveries", "Deliveries that are not done, and dead ones.", labels=["state"]
        )
        # What was sent grows for ever and would be counted for nothing.
        counts = dict(waiting.values_list("state").annotate(count=Count("id")))
        counts["dead"] = Delivery.objects.filter(state=Delivery.State.DEAD).count()
        for state in ("pending", "sending", "retry", "in_doubt", "dead"):
            states.add_metric([state], counts.get(state, 0))
        yield states
        oldest = waiting.filter(wake_at__lte=self.at).aggregate(at=Min("wake_at"))["at"]
        yield _gauge(
            "holdfast_deliveries_oldest_due_seconds",
            "How long the longest waiting delivery has been due.",
            (self.at - oldest).total_seconds() if oldest else 0,
        )

    def _incoming(self) -> Iterator[GaugeMetricFamily]:
        waiting = Incoming.objects.filter(wake_at__isnull=False)
        dead = Incoming.objects.filter(wake_at__isnull=True, done_at__isnull=True)
        states = GaugeMetricFamily(
            "holdfast_incoming", "What came in and is not done, and what is dead.", labels=["state"]
        )
        states.add_metric(["waiting"], waiting.count())
        states.add_metric(["dead"], dead.count())
        yield states
        oldest = waiting.filter(wake_at__lte=self.at).aggregate(at=Min("wake_at"))["at"]
        yield _gauge(
            "holdfast_incoming_oldest_due_seconds",
            "How long the longest waiting of what came in has been due.",
            (self.at - oldest).total_seconds() if oldest else 0,
        )

    def _escalations(self) -> Iterator[GaugeMetricFamily]:
        still_open = Escalation.objects.filter(closure__isnull=True, decline__isnull=True)
        late = Q(update_due_at__lt=self.at)
        found: dict[str, Any] = still_open.aggregate(
            open=Count("id"),
            unowned=Count("id", filter=Q(ownership__isnull=True)),
            overdue=Count("id", filter=late),
        )
        for name, says in (
            ("open", "Open escalations."),
            ("unowned", "Open escalations that nobody has accepted."),
            ("overdue", "Open escalations whose promised update is late."),
        ):
            yield _gauge(f"holdfast_escalations_{name}", says, found[name])

    def _engagement(self) -> Iterator[GaugeMetricFamily]:
        """Of this month so far, of all programmes; no sample of issues where none was ever imported, so
        that nobody divides by a number that is not known."""
        found = [
            engagement(each, month_of(today_in(each, self.at))) for each in Programme.objects.all()
        ]
        engaged = sum(each.engaged for each in found)
        known = [each.issues for each in found if each.issues is not None]
        yield _gauge("holdfast_engaged", "Issues of this month engineering was asked on.", engaged)
        if known:
            yield _gauge("holdfast_support_issues", "Support issues opened this month.", sum(known))


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)
