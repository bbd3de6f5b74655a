"""The sheet, the table and the seats say three things, and the person was asked last. Lea finds out who
said what when, and each difference is one click (R37)."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest

from holdfast.people.actions import make_feed
from holdfast.people.queries.away import days_off
from holdfast.rotation.actions import confirm_seat, upload_table, withdraw_seat
from holdfast.rotation.models import Seat, SignUp, Window
from tests.calendar.server import all_day, calendar_server, ics
from tests.cast import Story
from tests.stories.day import Day

TABLE = """| Rotation | Engineers |
|---|---|
| 2026-02-16 to 2026-03-16 | [Ana Ruiz](https://github.com/ana), [Kim](https://github.com/kim) |
| 2026-03-16 to 2026-04-13 | [Ana Ruiz](https://github.com/ana), [Bo](https://github.com/bo) |
"""


def settle(day: Day, start: str, take: str) -> None:
    """Lea's click on the difference whose sentence starts so."""
    found = day.api("lea").get("reconcile").json()
    (key,) = [
        each["key"]
        for window in found["windows"]
        for person in window["people"]
        for each in person["differences"]
        if each["sentence"].startswith(start) and not each["settled"]
    ]
    day.at("lea").post(f"/rotation/reconcile/{key}/settlement", take=take)


@pytest.mark.req("R37")
def test_each_difference_is_named_and_one_click(day: Day, story: Story):
    window = Window.objects.create(
        programme=story.programme,
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 4, 13),
        wanted=2,
    )
    for login, choice in (("ana", 3), ("kim", 2)):
        SignUp.objects.create(
            person=story.people[login],
            window=window,
            choice=choice,
            source="web",
            by=story.people[login],
            at=story.now,
        )
        Seat.objects.create(
            window=window,
            person=story.people[login],
            source="plan",
            by=story.people["lea"],
            at=story.now,
        )
    for seat in window.seats.all():
        confirm_seat(seat_id=seat.pk, by=story.of(seat.person.login), at=story.now)
    assert day.run("rotation", "reconcile").code == 0, "everybody says the same"

    # Somebody edits the handbook's table by hand, and Ana thinks again in the sheet.
    story.now += timedelta(days=1)
    upload_table(
        programme=story.programme,
        content=TABLE.encode(),
        name="handbook.md",
        by=story.lea,
        at=story.now,
    )
    SignUp.objects.create(
        person=story.people["ana"],
        window=window,
        choice=0,
        note="We launch in March.",
        source="sheet",
        by=story.people["ana"],
        at=story.now,
    )
    said = day.run("rotation", "reconcile")
    assert said.code == 1
    assert "Ana Ruiz has a seat in" in said.out and "said no in the sheet" in said.out
    assert "The table names Bo Larsen" in said.out
    assert "Kim Seo-yeon has a seat in" in said.out and "does not name them" in said.out
    page = day.at("lea").get("/rotation/reconcile")
    assert "3 differences" in page
    assert "“handbook.md”, brought in by Lea Marsh" in page

    # The sheet is right about Ana; the table about Bo; about Kim it is not.
    settle(day, "Ana Ruiz", "sheet")
    assert "They said no in the sheet." in day.mail("ana", "seat.withdrawn")
    settle(day, "The table names Bo", "table")
    assert day.mails("bo", "seat.proposed")
    settle(day, "Kim Seo-yeon", "ours")
    rest = day.run("rotation", "reconcile")
    # Ana's withdrawal is news to the table, Bo has signed up nowhere.
    assert rest.out.count("--take") == 2
    settle(day, "The table names Ana", "ours")
    bo = Seat.objects.get(person=story.people["bo"], withdrawal=None)
    confirm_seat(seat_id=bo.pk, by=story.bo, at=story.now)
    assert day.run("rotation", "reconcile").code == 0
    standing = window.seats.filter(withdrawal=None).values_list("person__login", flat=True)
    assert set(standing) == {"kim", "bo"}
    exported = day.run("rotation", "export").out
    assert "kim" in exported.splitlines()[-1] and "bo" in exported.splitlines()[-1]

    # The clean table goes back into the handbook; what was settled does not come again.
    story.now += timedelta(days=1)
    upload_table(
        programme=story.programme,
        content=exported.encode(),
        name="handbook.md",
        by=story.lea,
        at=story.now,
    )
    assert day.run("rotation", "reconcile").code == 0


def test_a_calendar_says_away_and_a_calendar_shows_the_seats(day: Day, story: Story, settings):
    settings.CALENDAR_ALLOW_PRIVATE = True
    with calendar_server() as server:
        server.content = ics(all_day("leave", "20260309", "20260321"))
        day.run("people", "calendar", "set", "ana", server.address, "--as", "ana")
        assert day.run("people", "calendar", "read", "ana", "--as", "ana").code == 0
    alarm = day.mail("ana", "absence.long")
    assert "They hold these seats" in alarm
    assert "away" in day.mail("lea", "absence.long").subject
    ana = story.people["ana"].pk
    off = days_off([ana], date(2026, 3, 1), date(2026, 3, 31))[ana]
    assert len(off) == 12 and min(off) == date(2026, 3, 9)
    page = day.at("lea").get("/rotation/away")
    assert "Ana Ruiz" in page and "Mon 9 Mar" in page

    _, secret = make_feed(login="lea", kind="programme", by=story.lea, at=story.now)
    reader = day.at("").client

    def shown() -> tuple[str, str]:
        found = icalendar.Calendar.from_ical(reader.get(f"/calendar/{secret}.ics").content)
        (event,) = found.walk("VEVENT")
        return str(event["SUMMARY"]), str(event["STATUS"])

    assert shown() == ("On the rotation: Ana Ruiz, Kim Seo-yeon", "CONFIRMED")
    seat = Seat.objects.get(person=ana)
    withdraw_seat(seat_id=seat.pk, reason="On leave.", by=story.ana, at=story.now)
    assert shown() == ("On the rotation: Kim Seo-yeon, 1 open", "TENTATIVE")
