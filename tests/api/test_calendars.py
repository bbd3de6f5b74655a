"""Calendars and time off, asked and said by a program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from holdfast.people.actions import add_absence
from holdfast.people.models import CalendarFeed
from tests.api.client import Api, problem
from tests.cast import Story

pytestmark = [pytest.mark.urls("tests.api.urls"), pytest.mark.django_db]


def test_where_days_away_are_read_from(client_of: Callable[..., Api]):
    bo, kim = client_of("bo"), client_of("kim")
    given = {"address": "webcal://calendar.example.com/secret.ics", "words": "PTO"}
    made = bo.put("people/bo/calendar", given)
    assert made.status_code == 200
    assert made.json()["host"] == "calendar.example.com"
    assert "secret" not in made.content.decode()
    assert bo.put("people/bo/calendar", given).json() == made.json()
    assert bo.get("people/bo/calendar").json() == made.json()
    problem(kim.get("people/bo/calendar"), 403, "not-allowed")
    problem(kim.put("people/bo/calendar", given), 403, "not-allowed")
    problem(bo.put("people/bo/calendar", {"address": "x"}), 422, "invalid", "address")
    assert bo.put("people/bo/calendar/reading", {}).status_code == 200
    for _ in range(2):
        assert bo.call("DELETE", "people/bo/calendar").json()["host"] is None
    problem(bo.put("people/bo/calendar/reading", {}), 404, "not-found")


def test_addresses_of_calendars(client_of: Callable[..., Api]):
    ana = client_of("ana")
    made = ana.put("people/ana/feeds/programme", {}).json()
    assert made["address"].endswith(".ics")
    (known,) = ana.get("people/ana/feeds").json()["items"]
    assert known == {**made, "address": None}
    problem(client_of("kim").get("people/ana/feeds"), 403, "not-allowed")
    assert ana.call("DELETE", "people/ana/feeds/programme").json() == {"items": []}
    assert CalendarFeed.objects.get().revoked_at is not None


def test_who_is_away(client_of: Callable[..., Api], story: Story):
    add_absence(
        login="ana",
        starts_on=date(2026, 3, 9),
        ends_on=date(2026, 3, 10),
        reason="A wedding",
        by=story.ana,
        at=story.now,
    )
    ana, bo = story.people["ana"], story.people["bo"]
    ana.holidays, bo.zone = "DE", ""
    ana.save()
    bo.save()
    kim = client_of("kim")
    found = kim.get("away?from=2026-03-01&to=2026-04-03").json()
    assert (found["from"], found["without_hours"]) == ("2026-03-01", ["bo"])
    ((person),) = found["people"]
    assert [each["source"] for each in person["off"]] == ["hand", "holiday"]
    assert "wedding" not in str(found)
    problem(kim.get("away?from=2026-03-10&to=2026-03-01"), 422, "invalid", "to")
    assert Client().get("/api/v1/away?from=2026-03-10&to=2026-03-11").status_code == 401
