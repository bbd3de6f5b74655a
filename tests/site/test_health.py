"""/healthz, /readyz and /metrics."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import RequestFactory

from holdfast.journal.models import Heartbeat
from holdfast.kernel.clock import now
from holdfast.site import health
from holdfast.site.environment import load

pytestmark = pytest.mark.django_db


def ask(view, **meta):
    return view(RequestFactory().get("/", **meta))


def test_alive_asks_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask(health.healthz).status_code == 200


def test_ready_needs_a_worker_that_lives():
    answer = ask(health.readyz)
    assert answer.status_code == 503
    assert "worker" in json.loads(answer.content)["problems"]
    beat = Heartbeat.objects.create(worker="here:1", beat_at=now())
    assert ask(health.readyz).status_code == 200
    beat.beat_at -= timedelta(seconds=61)
    beat.save()
    answer = ask(health.readyz)
    assert (answer.status_code, "61 s" in answer.content.decode()) == (503, True)


def test_ready_says_when_the_database_or_a_migration_is_missing(monkeypatch):
    monkeypatch.setattr(health, "_unapplied", lambda: ["people.0009_more"])
    assert "people.0009_more" in json.loads(ask(health.readyz).content)["problems"]["migrations"]

    def away():
        raise OperationalError("connection refused")

    monkeypatch.setattr(health, "_unapplied", away)
    answer = ask(health.readyz)
    assert answer.status_code == 503
    assert "connection refused" in json.loads(answer.content)["problems"]["database"]


def test_metrics_are_for_this_machine_or_a_token():
    Heartbeat.objects.create(worker="here:1", beat_at=now())
    here = ask(health.metrics, REMOTE_ADDR="127.0.0.1").content.decode()
    assert 'holdfast_deliveries{state="dead"} 0.0' in here
    assert "holdfast_escalations_overdue 0.0" in here
    assert "holdfast_worker_silent_seconds" in here
    assert "holdfast_engaged 0.0" in here
    assert "holdfast_support_issues" not in here, "no issue was ever imported: not known, not 0"
    assert ask(health.metrics, REMOTE_ADDR="10.0.0.9").status_code == 403
    proxied = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.9"}
    assert ask(health.metrics, **proxied).status_code == 403
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9")
    assert health.metrics(request, may_read=lambda _: True).status_code == 200


@pytest.mark.parametrize(("address", "prepare"), [("", 3), ("?prepare_threshold=off", None)])
def test_statements_are_prepared_unless_a_pooler_is_between(monkeypatch, address, prepare):
    monkeypatch.setenv(
        "HOLDFAST_DATABASE_URL", f"postgresql://h:p@db.example.com/holdfast{address}"
    )
    options = load().database["OPTIONS"]
    assert options["prepare_threshold"] == prepare
    assert "off" not in options.values()
