"""A calendar read, given and removed, and a difference settled, at the same instant."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from holdfast.people.actions import (
    add_absence,
    make_feed,
    remove_absence_calendar,
    set_absence_calendar,
    take_answer,
)
from holdfast.people.models import Absence, AbsenceCalendar, CalendarFeed, Programme
from holdfast.people.rules.absence_calendar import CalendarAnswer
from holdfast.rotation.actions import settle, upload_table
from holdfast.rotation.models import Seat, Settlement
from holdfast.rotation.queries.reconcile import reconciled
from tests import cast
from tests.calendar.server import all_day, ics
from tests.cast import Story
from tests.escalation.racing import at_once

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
ADDRESS = "https://calendar.example.com/{}.ics"


@pytest.fixture
def committed(transactional_db: None) -> Story:
    # Emptying the tables between tests that commit takes the first programme along.
    Programme.objects.get_or_create(name="Escalation engineering")
    return cast.tell()


def test_a_calendar_is_one_whoever_does_what(committed: Story):
    story, at = committed, {"at": committed.now}
    bo = {"login": "bo", "by": story.bo}
    given = set_absence_calendar(address=ADDRESS.format(0), **bo, **at)
    for turn in range(6):
        answer = CalendarAnswer(given.address, ics(all_day("a", f"202604{10 + turn}")), etag="x")
        read = partial(take_answer, calendar_id=given.pk, answer=answer, **at)
        other = partial(set_absence_calendar, address=ADDRESS.format(turn + 1), **bo, **at)
        day = date(2026, 5, 1) + timedelta(days=turn)
        by_hand = partial(add_absence, starts_on=day, ends_on=day, **bo, **at)
        gone = [partial(remove_absence_calendar, **bo, **at)] if turn % 2 else []
        result = at_once([read, read, other, by_hand, *gone])
        assert not result.broken and not result.refused
        assert AbsenceCalendar.objects.count() <= 1
        assert Absence.objects.filter(uid="").count() == turn + 1
        dates = list(Absence.objects.exclude(uid="").values_list("starts_on", flat=True))
        assert len(dates) == len(set(dates)), "nobody is away twice for one event"
        if not AbsenceCalendar.objects.exists():
            assert dates == [], "what it said of days to come went with it"
        given = set_absence_calendar(address=ADDRESS.format(turn + 1), **bo, **at)


def test_one_address_of_a_kind_is_live(committed: Story):
    story = committed
    make = partial(make_feed, login="ana", kind="person", by=story.ana, at=story.now)
    result = at_once([make] * 5)
    assert not result.broken and len(result.done) == 5
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


@pytest.mark.req("R37")
def test_two_clicks_make_one_seat_and_one_settlement(committed: Story):
    story = committed
    upload_table(
        programme=story.programme,
        content=b"| Rotation | Engineers |\n|---|---|\n| 2026-02-16 to 2026-03-16 | @ana, @bo |\n",
        name="page.md",
        by=story.lea,
        at=story.now,
    )
    found = {each.kind: each.key for each in reconciled(story.programme, at=story.now).open}

    def click(kind: str, take: str):
        return lambda: settle(
            programme=story.programme, key=found[kind], take=take, by=story.lea, at=story.now
        )

    result = at_once([click("only-in-table", "table")] * 3 + [click("not-in-table", "ours")] * 3)
    assert not result.broken
    assert Seat.objects.filter(person__login="bo").count() == 1
    assert Settlement.objects.count() == 1
