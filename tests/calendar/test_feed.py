"""A calendar program reads the rotation."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdfast.kernel import clock
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.people.actions import deactivate, make_feed, revoke_feed
from holdfast.people.models import CalendarFeed
from holdfast.rotation.actions import confirm_seat, withdraw_seat
from holdfast.rotation.models import Seat, Window
from tests.cast import Story


@pytest.fixture(autouse=True)
def _time(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: story.now)


def make(story: Story, kind: str = "programme", login: str = "ana", *, by: str = "") -> str:
    _, secret = make_feed(login=login, kind=kind, by=story.of(by or login), at=story.now)
    return secret


def get(secret: str, *, status: int = 200, **headers: str):
    response = Client().get(f"/calendar/{secret}.ics", headers=headers)
    assert response.status_code == status
    return response


def events(secret: str) -> list[icalendar.Event]:
    found = icalendar.Calendar.from_ical(get(secret).content)
    return list(found.walk("VEVENT"))


def window(story: Story, first: date, last: date, *logins: str, wanted: int = 2) -> Window:
    made = Window.objects.create(
        programme=story.programme, starts_on=first, ends_on=last, wanted=wanted
    )
    for login in logins:
        Seat.objects.create(window=made, person=story.people[login], source="hand", at=story.now)
    return made


def span(event: icalendar.Event) -> tuple[date, date]:
    return event["DTSTART"].dt, event["DTEND"].dt


@pytest.mark.req("R10")
def test_the_programme_names_who_is_on_and_what_is_open(story: Story):
    window(story, date(2026, 3, 16), date(2026, 4, 13), "bo", wanted=3)
    first, second = events(make(story))
    assert str(first["SUMMARY"]) == "On the rotation: Ana Ruiz, Kim Seo-yeon"
    assert str(first["STATUS"]) == "CONFIRMED"
    # The handover day belongs to who comes on; the last day of all is the last day.
    assert span(first) == (date(2026, 2, 16), date(2026, 3, 16))
    assert str(second["SUMMARY"]) == "On the rotation: Bo Larsen, 2 open"
    assert "2 seats are open." in str(second["DESCRIPTION"])
    assert str(second["STATUS"]) == "TENTATIVE"
    assert span(second) == (date(2026, 3, 16), date(2026, 4, 14))
    assert str(second["TRANSP"]) == "TRANSPARENT"


def test_a_person_sees_their_own_seats_and_nothing_else(story: Story):
    made = window(story, date(2026, 3, 16), date(2026, 4, 13), "ana", "bo")
    half = window(story, date(2026, 4, 13), date(2026, 5, 11))
    for login, part in (("ana", (date(2026, 4, 13), date(2026, 4, 27))), ("bo", None)):
        Seat.objects.create(
            window=half,
            person=story.people[login],
            starts_on=part and part[0],
            ends_on=part and part[1],
            source="hand",
            at=story.now,
        )
    secret = make(story, "person")
    served, coming, part = events(secret)
    assert [str(each["STATUS"]) for each in (served, coming, part)] == [
        "CONFIRMED",
        "TENTATIVE",
        "TENTATIVE",
    ]
    assert span(coming) == (date(2026, 3, 16), date(2026, 4, 13))
    assert span(part) == (date(2026, 4, 13), date(2026, 4, 27))
    assert b"Bo Larsen" not in get(secret).content
    seat = made.seats.get(person=story.people["ana"])
    story.now += timedelta(hours=1)
    confirm_seat(seat_id=seat.pk, by=story.ana, at=story.now)
    after = events(secret)[1]
    assert after["UID"] == coming["UID"]
    assert after["SEQUENCE"] > coming["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt == story.now
    assert str(after["STATUS"]) == "CONFIRMED"
    withdraw_seat(seat_id=seat.pk, reason="Leave.", by=story.ana, at=story.now)
    assert len(events(secret)) == 2


def test_it_is_written_as_the_standard_says(story: Story):
    story.people["ana"].name = "Ruiz, Ana; “Ännchen” \\ 🚀🚒 " + "é" * 80
    story.people["ana"].save()
    response = get(make(story))
    content = response.content
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"].startswith("private")
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(each) for each in lines) <= 75
    assert all(each.decode() for each in lines[:-1]), "no character is cut in two"
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "Ruiz\\, Ana\\; “Ännchen” \\\\ 🚀🚒" in unfolded
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20260216\r\n" in unfolded
    calendar = icalendar.Calendar.from_ical(content)
    assert str(calendar["X-WR-CALNAME"]) == "Escalation engineering rotation"
    (event,) = calendar.walk("VEVENT")
    assert story.people["ana"].name in str(event["SUMMARY"])
    for name in ("UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "DTEND", "URL"):
        assert name in event


def test_what_did_not_change_is_not_sent_again(story: Story):
    secret = make(story)
    first = get(secret)
    story.now += timedelta(days=1)
    again = get(secret, status=304, **{"If-None-Match": first["ETag"]})
    assert again.content == b"" and again["ETag"] == first["ETag"]
    withdraw_seat(seat_id=Seat.objects.first().pk, reason="Leave.", by=story.lea, at=story.now)
    assert get(secret, **{"If-None-Match": first["ETag"]})["ETag"] != first["ETag"]


def test_the_address_is_the_key(story: Story):
    first = make(story)
    assert first not in str(list(CalendarFeed.objects.values()))
    second = make(story)
    get(first, status=404)
    get(second)
    get(second[:-1], status=404)
    get("hc_" + "x" * 500, status=404)
    mine = make(story, "person")
    assert revoke_feed(login="ana", kind="programme", by=story.ana, at=story.now)
    assert not revoke_feed(login="ana", kind="programme", by=story.ana, at=story.now)
    get(second, status=404)
    get(mine)
    assert Client().post(f"/calendar/{mine}.ics").status_code == 405


def test_who_left_has_an_empty_calendar(story: Story):
    secret = make(story, "person")
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    assert events(secret) == []
    assert b"(ended)" in get(secret).content


def test_who_may_make_one(story: Story):
    for by in ("bo", "lea"):
        with pytest.raises(NotAllowed):
            make(story, "person", "ana", by=by)
    make(story, "person", "ana", by="ada")
    with pytest.raises(Invalid):
        make(story, "everything")


@pytest.mark.parametrize("kind", ["programme", "person"])
def test_it_asks_the_database_four_times_however_many_there_are(story: Story, kind: str):
    day = date(2026, 3, 16)
    for number in range(12):
        first = day + timedelta(days=28 * number)
        window(story, first, first + timedelta(days=28), "ana", "bo", "kim")
    secret = make(story, kind)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(events(secret)) == 13
    assert len(asked) <= 4, [each["sql"] for each in asked]
