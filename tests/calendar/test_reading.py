"""Days away are read from a calendar, again and again, by the worker."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.ledger import deliver_due
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import (
    add_absence,
    begin_absences,
    deactivate,
    import_absences,
    reactivate,
    read_absence_calendar,
    remove_absence,
    remove_absence_calendar,
    set_absence_calendar,
)
from holdfast.people.models import Absence, AbsenceCalendar
from holdfast.people.queries.away import days_off, time_off, without_hours
from tests.calendar.server import CalendarServer, all_day, ics
from tests.cast import Story
from tests.mail.test_not_moving import letter

AWAY = all_day("a", "20260310", "20260313")


def give(story: Story, server: CalendarServer, login: str = "bo", *, by: str = "", words: str = ""):
    return set_absence_calendar(
        login=login, address=server.address, words=words, by=story.of(by or login), at=story.now
    )


def read(story: Story) -> int:
    """The worker's sender of calendars, at the story's time."""
    return deliver_due("calendar", clock=lambda: story.now)


def known(login: str = "bo") -> list[tuple[str, str, str]]:
    return [
        (f"{each.starts_on:%m-%d}", f"{each.ends_on:%m-%d}", each.source)
        for each in Absence.objects.filter(person__login=login).order_by("starts_on", "pk")
    ]


def alarms() -> list[dict]:
    return [event.data for event in Event.objects.filter(kind="absence.long").order_by("id")]


def test_what_is_added_moved_and_removed(story: Story, server: CalendarServer):
    add_absence(
        login="bo", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 2), by=story.bo, at=story.now
    )
    server.content = ics(AWAY, all_day("b", "20260401"))
    give(story, server)
    assert read(story) == 1
    by_hand = ("05-01", "05-02", "hand")
    assert known() == [("03-10", "03-12", "calendar"), ("04-01", "04-01", "calendar"), by_hand]
    kept = Absence.objects.get(uid="b").pk
    server.content = ics(all_day("a", "20260311", "20260313"), all_day("b", "20260401"))
    story.now += timedelta(hours=6)
    assert read(story) == 1
    assert known() == [("03-11", "03-12", "calendar"), ("04-01", "04-01", "calendar"), by_hand]
    assert Absence.objects.get(uid="b").pk == kept
    server.content = ics()
    story.now += timedelta(hours=6)
    read(story)
    assert known() == [by_hand]
    assert Event.objects.filter(kind="absences.read").count() == 3


def test_it_is_asked_when_due_and_only_then(story: Story, server: CalendarServer):
    server.content = ics(AWAY)
    give(story, server)
    give(story, server)
    assert Event.objects.filter(kind="calendar.given").count() == 1
    assert [read(story), read(story)] == [1, 0]
    story.now += timedelta(hours=5, minutes=59)
    assert read(story) == 0
    story.now += timedelta(minutes=1)
    assert read(story) == 1
    assert ["if-none-match" in each for each in server.asked] == [False, True]
    assert Event.objects.filter(kind="absences.read").count() == 1
    read_absence_calendar(login="bo", by=story.lea, at=story.now)
    assert read(story) == 1
    story.now += timedelta(days=7)
    read(story)
    assert "if-none-match" not in server.asked[-1], "all of it is asked for once a week"
    calendar = AbsenceCalendar.objects.get()
    assert (calendar.read_at, calendar.next_at) == (story.now, story.now + timedelta(hours=6))


def test_another_address_takes_the_place_of_the_first(story: Story, server: CalendarServer):
    server.content = ics(AWAY)
    give(story, server)
    read(story)
    server.content = ics(all_day("z", "20260320", more="CATEGORIES:PTO\n"))
    give(story, server, by="lea", words="pto")
    assert read(story) == 1
    assert known() == [("03-20", "03-20", "calendar")]
    assert Delivery.objects.filter(channel="calendar").count() == 1


@pytest.mark.req("R91")
def test_a_long_one_rings_once_however_it_is_cut(story: Story, server: CalendarServer):
    story.owned(by="bo")
    pieces = [all_day(f"d{day}", f"202603{day}") for day in range(10, 20)]
    server.content = ics(*pieces)
    give(story, server)
    read(story)
    (alarm,) = alarms()
    assert (alarm["away_from_on"], alarm["away_until_on"]) == ("2026-03-10", "2026-03-19")
    assert "bo" in story.told("absence.long") and "lea" in story.told("absence.long")
    server.content = ics(all_day("d", "20260310", "20260318"))
    story.now += timedelta(hours=6)
    read(story)
    assert len(alarms()) == 1, "shorter is no news"
    server.content = ics(all_day("d", "20260310", "20260325"))
    story.now += timedelta(hours=6)
    read(story)
    assert [each["days"] for each in alarms()] == [10, 15]
    begin_absences(story.now + timedelta(days=7))
    assert len(alarms()) == 3, "and once more when it begins"


@pytest.mark.parametrize("behave", ["missing", "page"])
def test_what_fails_is_asked_less_often_and_told_after_days(
    story: Story, server: CalendarServer, behave: str
):
    server.content = ics(AWAY)
    give(story, server)
    read(story)
    server.behave = behave
    gaps = []
    told = []
    for _ in range(10):
        calendar = AbsenceCalendar.objects.get()
        story.now = calendar.next_at
        assert read(story) == 1
        after = AbsenceCalendar.objects.get()
        gaps.append((after.next_at - story.now) // timedelta(hours=1))
        told.append(Event.objects.filter(kind="calendar.failing").count())
    assert gaps[:7] == [1, 2, 4, 8, 16, 24, 24]
    assert (told[0], told[-1]) == (0, 1)
    assert story.told("calendar.failing") == {"bo"}
    mail = letter("calendar.failing", "bo")
    assert mail.subject == "Your calendar cannot be read any more"
    assert "at 127.0.0.1, and since" in mail.text and "/people/bo" in mail.text
    assert known() == [("03-10", "03-12", "calendar")], "what was read before still counts"
    assert after.problem.endswith(".")
    server.behave = "well"
    story.now = after.next_at
    read(story)
    assert AbsenceCalendar.objects.get().problem == ""


def test_without_the_address_what_is_past_stays(story: Story, server: CalendarServer):
    server.content = ics(AWAY, all_day("b", "20260401"), all_day("c", "20260303", "20260306"))
    give(story, server)
    read(story)
    assert remove_absence_calendar(login="bo", by=story.bo, at=story.now)
    assert not remove_absence_calendar(login="bo", by=story.bo, at=story.now)
    assert known() == [("03-03", "03-03", "file")]
    story.now += timedelta(days=1)
    assert read(story) == 1
    assert Delivery.objects.get(channel="calendar").state == "sent"
    give(story, server)
    assert read(story) == 1
    assert ("03-10", "03-12", "calendar") in known()


def test_what_was_forgotten_by_the_calendar_has_been(story: Story, server: CalendarServer):
    server.content = ics(all_day("c", "20260302", "20260310"))
    give(story, server)
    read(story)
    server.content = ics()
    story.now += timedelta(days=3)
    read(story)
    assert known() == [("03-02", "03-05", "calendar")]


def test_who_may_and_what_is_refused(story: Story, server: CalendarServer):
    with pytest.raises(NotAllowed):
        give(story, server, "ana", by="bo")
    for address, says in (("", "Give the address"), ("me.ics", "not a web address")):
        with pytest.raises(Invalid, match=says):
            set_absence_calendar(login="bo", address=address, by=story.bo, at=story.now)
    with pytest.raises(NotFound, match="No calendar is read"):
        read_absence_calendar(login="bo", by=story.bo, at=story.now)
    server.content = ics(AWAY)
    give(story, server)
    read(story)
    with pytest.raises(Conflict, match="would come back"):
        remove_absence(absence_id=Absence.objects.get().pk, by=story.bo, at=story.now)


def test_somebody_deactivated_is_not_read_for_until_they_are_back(
    story: Story, server: CalendarServer
):
    give(story, server)
    read(story)
    deactivate(login="bo", reason="Left.", by=story.lea, at=story.now)
    story.now += timedelta(hours=6)
    read(story)
    assert len(server.asked) == 1
    reactivate(login="bo", by=story.lea, at=story.now)
    story.now += timedelta(days=1)
    read(story)
    assert len(server.asked) == 2


def test_an_address_changed_while_it_was_read(
    story: Story, server: CalendarServer, monkeypatch: pytest.MonkeyPatch
):
    from holdfast.calendar import channel

    server.content = ics(AWAY)
    give(story, server)
    ask = channel.fetch

    def slow(address: str, **given: str):
        answer = ask(address, **given)
        monkeypatch.setattr(channel, "fetch", ask)
        set_absence_calendar(login="bo", address=server.address + "?2", by=story.bo, at=story.now)
        return answer

    monkeypatch.setattr(channel, "fetch", slow)
    assert read(story) == 2, "what came of the old address is dropped, the new one is asked at once"
    assert [each["path"] for each in server.asked] == ["/secret/me.ics", "/secret/me.ics?2"]
    assert known() == [("03-10", "03-12", "calendar")]


def test_no_secret_in_the_journal_nor_the_log(
    story: Story, server: CalendarServer, caplog: pytest.LogCaptureFixture
):
    give(story, server)
    server.behave = "missing"
    read(story)
    remove_absence_calendar(login="bo", by=story.bo, at=story.now)
    for event in Event.objects.all():
        assert "secret" not in str(event.data)
    assert "secret" not in str(list(Delivery.objects.values()))
    assert "secret" not in caplog.text


def test_a_file_comes_in_once(story: Story):
    story.owned(by="bo")
    content = ics(all_day("a", "20260310", "20260320"), all_day("old", "20250101"))

    def bring(by: str = "bo"):
        return import_absences(login="bo", content=content, by=story.of(by), at=story.now)

    done = bring()
    assert (done.added, done.known) == (1, 0)
    assert known() == [("03-10", "03-19", "file")]
    assert len(alarms()) == 1
    done = bring("lea")
    assert (done.added, done.known) == (0, 1)
    assert len(alarms()) == 1
    with pytest.raises(NotAllowed):
        bring("ana")
    remove_absence(absence_id=Absence.objects.get().pk, by=story.bo, at=story.now)
    assert known() == []


def test_by_hand_and_by_calendar_are_two(story: Story, server: CalendarServer):
    server.content = ics(AWAY)
    give(story, server)
    read(story)
    add_absence(
        login="bo",
        starts_on=date(2026, 3, 10),
        ends_on=date(2026, 3, 12),
        by=story.bo,
        at=story.now,
    )
    assert [source for *_, source in known()] == ["calendar", "hand"]
    remove_absence_calendar(login="bo", by=story.bo, at=story.now)
    assert known() == [("03-10", "03-12", "hand")]


def test_days_off_are_absences_and_holidays(story: Story):
    ana, bo = story.people["ana"], story.people["bo"]
    ana.holidays = "DE-BE"
    ana.save()
    add_absence(
        login="ana",
        starts_on=date(2026, 3, 7),
        ends_on=date(2026, 3, 9),
        by=story.ana,
        at=story.now,
    )
    off = time_off([ana.pk, bo.pk], date(2026, 3, 8), date(2026, 4, 3))
    assert [each.source for each in off[ana.pk]] == ["hand", "holiday", "holiday"]
    assert all(each.why for each in off[ana.pk][1:]), "a holiday has its name"
    assert off[bo.pk] == []
    days = days_off([ana.pk, bo.pk], date(2026, 3, 8), date(2026, 4, 3))
    assert days[ana.pk] == {date(2026, 3, 8), date(2026, 3, 9), date(2026, 4, 3)}
    assert [each.login for each in without_hours()] == []
    bo.zone = ""
    bo.save()
    assert [each.login for each in without_hours()] == ["bo"]
