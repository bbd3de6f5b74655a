"""One engine: the traffic, the office at work beside it, and what is on record afterwards."""

from __future__ import annotations

import json
import os
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import repeat
from urllib.parse import parse_qs

import psutil

from bench.rounds import Request, batch, percentile
from bench.servers import Server, cpu_ms
from bench.slack.installation import Up, settle
from bench.slack.seats import Seats, written
from bench.slack.traffic import Traffic
from tests.slack.workspace import Workspace

_CHANNELS = 12
_ACTIONS_A_SECOND = 3
_DRAIN = 180.0  # seconds the worker may take for what is left


def run(engine: str, seconds: int, rate: int) -> dict:
    load_before, floor = os.getloadavg()[0], _floor()
    with Workspace() as space:
        secret, channels = settle(space, _CHANNELS)
        space.limits = "real"
        members = {each.id for each in space.group("escalation-engineers").members}
        up = Up()
        try:
            traffic = Traffic(space, f"{up.address}/slack/events", channels, seconds, rate)
            found = _measured(traffic, up, secret)
            waited = _drained()
        finally:
            log = up.stop()
        space.complaints, complaints = [], list(space.complaints)
    return {
        "engine": engine,
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "floor_ms": floor,
        "drained_s": waited,
        **found,
        **_records(space, members),
        "complaints": sorted(set(complaints))[:10],
        "errors": [line[:300] for line in log.splitlines() if "level='error'" in line][:10],
    }


def _floor() -> float:
    """CPU of an empty view, in milliseconds."""
    server = Server(["bench.floor"], {"DJANGO_SETTINGS_MODULE": "bench.floor"})
    try:
        batch(server, repeat(Request("GET", "/"), 100), None)
        return batch(server, repeat(Request("GET", "/"), 500), None).server_ms
    finally:
        server.stop()


def _measured(traffic: Traffic, up: Up, secret: str) -> dict:
    over = threading.Event()
    office = threading.Thread(target=_office, args=[up.address, secret, over])
    office.start()
    seats = Seats(up.address, secret)
    rotating = threading.Thread(target=seats.until, args=[over])
    rotating.start()
    before = {name: cpu_ms(up.part(name)) for name in ("web", "worker")}
    busy_before, ours_before = _busy(), _ours()
    traffic.run()
    used = {name: cpu_ms(up.part(name)) - before[name] for name in before}
    others = (_busy() - busy_before) - (_ours() - ours_before)
    over.set()
    office.join()
    rotating.join()
    took = [each.took for each in traffic.told]
    from_due = [each.late + each.took for each in traffic.told]
    sent = Counter(each.what for each in traffic.told)
    return {
        "seconds": traffic.seconds,
        "rate": traffic.rate,
        "sent": dict(sent),
        "statuses": dict(Counter(str(each.status) for each in traffic.told)),
        "ack_ms": {name: percentile(took, at) * 1000 for name, at in _POINTS.items()},
        "due_ms": {name: percentile(from_due, at) * 1000 for name, at in _POINTS.items()},
        "late": sum(each.late > 0.1 for each in traffic.told),
        "late_ms": max(each.late for each in traffic.told) * 1000,
        "web_ms": used["web"] / len(took),
        "worker_ms": used["worker"] / len(took),
        "noise": max(others, 0) / traffic.seconds,
        "seats_changed": seats.changes,
    }


_UNDER_WAY = 0.2  # seconds
_POINTS = {"p50": 0.5, "p99": 0.99, "p99.9": 0.999, "max": 1.0}


def _office(address: str, secret: str, over: threading.Event) -> None:
    """People at work through the API meanwhile: what they do is told, and shown, in Slack."""
    from tests.crash.client import Client, Memory

    client = Client(address, secret, Memory(), seed=5)
    while not over.wait(1 / _ACTIONS_A_SECOND):
        client.act()


def _busy() -> float:
    times = psutil.cpu_times()
    return times.user + times.system + times.nice


def _ours() -> float:
    """CPU seconds of the bench, of Holdfast, and of a PostgreSQL that the bench started."""
    total = 0.0
    mine = [psutil.Process(), *psutil.Process().children(recursive=True)]
    tree = {each.pid: each for each in mine}
    for each in psutil.process_iter(["name"]):
        if each.info["name"] == "postgres" and os.environ["HOLDFAST_DATABASE_URL"]:
            tree[each.pid] = each
    for each in tree.values():
        try:
            times = each.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


def _drained() -> float:
    """Wait until nothing that is due is left; the seconds it took."""
    from holdfast.journal.models import Delivery, Incoming
    from holdfast.kernel import clock

    started = time.monotonic()
    while time.monotonic() - started < _DRAIN:
        soon = clock.now() + timedelta(seconds=90)
        waits = Incoming.objects.filter(wake_at__lte=soon).exists()
        owed = Delivery.objects.filter(channel="slack", wake_at__lte=soon).exists()
        if not (waits or owed):
            break
        time.sleep(0.25)
    return time.monotonic() - started


def _records(space: Workspace, members: set[str]) -> dict:
    from holdfast.journal.models import Delivery, Incoming
    from holdfast.slack.messages import MARK

    must, may = _expected(space)
    kept = set(Incoming.objects.values_list("key", flat=True))
    deliveries = Delivery.objects.filter(channel="slack")
    states = Counter(deliveries.values_list("state", flat=True))
    marks = Counter(
        each.metadata["event_payload"]["delivery"]
        for channel in space.channels.values()
        for each in channel.posts
        if each.metadata and each.metadata["event_type"] == MARK
    )
    posted = {
        row.key
        for row in deliveries.filter(state="sent")
        if "ts" in (row.message or {}) and "with" not in row.message
    }
    known = set(deliveries.values_list("key", flat=True))
    there = {(channel.id, each.ts) for channel in space.channels.values() for each in channel.posts}
    gone = [
        row.key
        for row in deliveries.filter(state="sent", key__in=posted)
        if (row.message["channel"], row.message["ts"]) not in there
    ]
    dead = list(
        Incoming.objects.filter(wake_at=None, done_at=None).values_list("kind", "note")[:10]
    )
    met, early = _limits(space)
    writes, idle = written(space, members)
    found = {
        "wanted": len(must),
        "rows": len(kept),
        "missing": len(must - kept),
        "unasked": len(kept - must - may),
        "not_done": Incoming.objects.filter(done_at=None).count(),
        "dead": dead,
        "deliveries": dict(states),
        "dead_deliveries": list(deliveries.filter(state="dead").values_list("key", "note")[:10]),
        "folded": deliveries.filter(state="sent", message__has_key="with").count(),
        "resent": sum(deliveries.values_list("resent", flat=True)),
        "messages": sum(marks.values()),
        "doubled": sum(count - 1 for count in marks.values()),
        "unknown_marks": len(set(marks) - known),
        "not_there": len(gone),
        "calls": len(space.calls()),
        "limited": met,
        "early": early,
        "group_writes": writes,
        "group_idle": idle,
    }
    names = (
        *("missing", "unasked", "not_done", "doubled", "unknown_marks", "not_there", "early"),
        "group_idle",
    )
    return {**found, "wrong": {name: found[name] for name in names if found[name]}}


def _expected(space: Workspace) -> tuple[set[str], set[str]]:
    """The keys that must be in the inbox for what was sent and answered, and those that may be: what
    opens a view leaves a row only where it opened none."""
    from holdfast.journal.inbox import fitting
    from holdfast.kernel import clock
    from holdfast.slack.app import read
    from holdfast.slack.calls import register

    must, may = set(), set()
    for sent in space.inbound.sent:
        if not sent.ok:
            continue
        raw = sent.body.decode()
        payload = json.loads(raw if raw[0] == "{" else parse_qs(raw)["payload"][0])
        call = read(payload, raw=raw, at=clock.now())
        if call is None or call.kind not in register.works:
            continue
        if call.kind.startswith("event:") and not register.wants[call.kind](call.event):
            continue
        (may if call.kind in register.opens else must).add(fitting(call.key))
    return must, may


def _limits(space: Workspace) -> tuple[int, int]:
    """How often Slack said “too many”, and the calls of the same method before its Retry-After."""
    held: dict[str, tuple[float, float]] = {}
    met = early = 0
    for call in space.calls():
        at = call.at.timestamp()
        said, until = held.get(call.method, (0.0, 0.0))
        # What was under way already when the answer came is no disobedience.
        early += said + _UNDER_WAY < at < until
        if call.error == "ratelimited":
            met += 1
            held[call.method] = (at, at + call.retry_after)
    return met, early
