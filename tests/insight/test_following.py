"""The worker counts what is written, and misses nothing that commits late."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from holdfast.insight.actions.following import follow, rebuild
from holdfast.insight.models import Counted, Followed
from holdfast.insight.queries.flow import flow
from holdfast.insight.queries.period import month
from holdfast.journal.models import Event
from tests import cast


def raised(story) -> int:
    return flow(story.programme, month(story.programme, 2026, 3), at=story.now).raised


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_after_later_ones_is_counted():
    story = cast.tell()
    first = story.raised()
    wrote, go = threading.Event(), threading.Event()

    def late() -> None:
        try:
            with transaction.atomic():
                # A write, then the event, as every action does it; and a commit that takes its time.
                story.people["sam"].save(update_fields=["name"])
                Event.objects.create(
                    at=story.now, kind="escalation.accepted", subject=first.ref, by=1, via="test"
                )
                wrote.set()
                go.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    assert wrote.wait(20)
    story.raised(title="Later, and committed sooner")
    follow(clock=lambda: story.now)
    newest = Event.objects.order_by("-id").values_list("id", flat=True)[0]
    assert Followed.objects.get().event < newest - 1, "it went past what may still appear"
    assert raised(story) == 2, "figures do not wait for the worker"
    go.set()
    thread.join(20)
    # Transactions are numbered for the whole server: a test beside this one may hold one open for long.
    until = time.monotonic() + 120
    while Followed.objects.get().event < newest and time.monotonic() < until:
        follow(clock=lambda: story.now)
        time.sleep(0.05)
    assert Followed.objects.get().event >= newest
    assert Counted.objects.filter(kind="accepted", escalation=first.pk).count() == 1


def test_nobody_needs_a_worker_and_it_can_forget_everything(story, monkeypatch):
    monkeypatch.setattr("holdfast.insight.actions.following._all_ended_before", lambda _: True)
    story.owned()
    assert raised(story) == 1
    assert not Counted.objects.exists()
    follow(clock=lambda: story.now)
    kept = list(Counted.objects.values_list("kind", "at", "hours").order_by("kind"))
    assert len(kept) == 5
    assert follow(clock=lambda: story.now) == 0
    assert rebuild() == Event.objects.order_by("-id").values_list("id", flat=True)[0]
    assert not Counted.objects.exists()
    assert raised(story) == 1
    follow(clock=lambda: story.now)
    assert list(Counted.objects.values_list("kind", "at", "hours").order_by("kind")) == kept
