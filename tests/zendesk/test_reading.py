"""Tickets become support issues: page by page, for ever, whatever happens to Zendesk or to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from holdfast.helpdesk import reading
from holdfast.helpdesk.models import Reading
from holdfast.journal.models import Delivery, Event
from holdfast.people.actions import change_policy
from holdfast.support.models import Issue
from tests.zendesk.desk import EXPORT


def delivery() -> Delivery:
    return Delivery.objects.get(key=reading.KEY)


def policy(story, **changes: object) -> None:
    change_policy(
        programme=story.programme,
        effective_on=story.now.date(),
        changes=changes,
        reason="As our helpdesk has it.",
        by=story.lea,
        at=story.now,
    )


@pytest.mark.req("R77")
def test_a_year_comes_in_page_by_page(helpdesk, desk):
    begins = helpdesk.story.now - timedelta(days=360)
    for each in range(3000):
        at = begins + timedelta(hours=2.8 * each)
        desk.ticket(f"Question {each}", at=at, customer=f"Customer {each % 40}")
    helpdesk.work(seconds=60)
    assert Issue.objects.count() == 3000
    exports = [each for each in desk.asked if each.path == EXPORT]
    assert len(desk.asked) == len(exports) == 3
    assert "start_time" in exports[0].query and "cursor" in exports[1].query
    found = Reading.objects.get()
    assert (found.tickets, found.whole_at is not None, found.note) == (3000, True, "")
    # Nothing is read twice, and what is new is found within five minutes.
    new = desk.ticket("A new one")
    helpdesk.work(seconds=600)
    assert helpdesk.issue(new).title == "A new one"
    assert Reading.objects.get().tickets == 3001
    assert delivery().attempts <= 1


@pytest.mark.req("R77")
def test_what_is_taken_of_a_ticket_and_what_is_not(helpdesk, desk):
    at = helpdesk.story.now - timedelta(days=3)
    number = desk.ticket("=Cmd\x00 is\nslow", at=at, priority="Urgent", tags=["vip", "bug_report"])
    plain = desk.ticket("Else", at=at, tags=["problem"], type="problem")
    policy(helpdesk.story, defect_tags="filed_defect, Bug_Report")
    helpdesk.work()
    issue = helpdesk.issue(number)
    assert (issue.title, issue.customer, issue.team) == ("=Cmd is slow", "Acme", "Search")
    assert (issue.priority, issue.state, issue.source) == ("urgent", "open", "zendesk")
    assert issue.url == f"{desk.url}/agent/tickets/{number}"
    assert (issue.opened_at, issue.changed_at, issue.solved_at) == (at, at, None)
    assert issue.filed_defect and not helpdesk.issue(plain).filed_defect
    assert "hunter2" not in str(Issue.objects.values())


def test_solved_opened_again_and_deleted(helpdesk, desk):
    story = helpdesk.story
    number = desk.ticket(at=story.now - timedelta(days=1))
    solved_at = story.now
    desk.change(number, status="solved")
    story.now += timedelta(hours=5)
    desk.change(number, tags=["later"])
    helpdesk.work(seconds=400)
    assert helpdesk.issue(number).solved_at == solved_at
    desk.change(number, status="open")
    helpdesk.work(seconds=400)
    assert helpdesk.issue(number).solved_at is None
    desk.delete(number)
    gone_at = story.now
    helpdesk.work(seconds=400)
    assert (helpdesk.issue(number).state, helpdesk.issue(number).deleted_at) == ("deleted", gone_at)


def test_the_team_may_be_a_field_of_the_ticket(helpdesk, desk):
    policy(helpdesk.story, issue_team_field="360001")
    at = helpdesk.story.now - timedelta(days=1)
    told = desk.ticket(at=at, custom_fields=[{"id": 360001, "value": "code_insights"}])
    silent = desk.ticket(at=at, custom_fields=[{"id": 360001, "value": None}])
    helpdesk.work()
    assert helpdesk.issue(told).team == "code_insights"
    assert helpdesk.issue(silent).team == "Search"


def test_names_that_do_not_come_along_are_asked_for(helpdesk, desk):
    desk.sideloads = False
    at = helpdesk.story.now - timedelta(days=1)
    numbers = [desk.ticket(at=at, customer=f"Customer {each}") for each in range(130)]
    nobodys = desk.ticket(at=at, organization_id=None, group_id=999)
    helpdesk.work()
    assert helpdesk.issue(numbers[129]).customer == "Customer 129"
    assert helpdesk.issue(numbers[0]).team == "Search"
    assert (helpdesk.issue(nobodys).customer, helpdesk.issue(nobodys).team) == ("", "")
    asked = [each for each in desk.asked if "show_many" in each.path]
    assert [len(each.query["ids"].split(",")) for each in asked] == [100, 30]


def test_killed_between_the_page_and_its_cursor(helpdesk, desk, monkeypatch):
    for _ in range(5):
        desk.ticket(at=helpdesk.story.now - timedelta(days=1))

    class Killed(BaseException):
        pass

    whole = reading.take_in

    def dies(*given: object, **more: object):
        whole(*given, **more)
        raise Killed

    monkeypatch.setattr(reading, "take_in", dies)
    with pytest.raises(Killed):
        helpdesk.work()
    assert not Issue.objects.exists() and not Reading.objects.get().cursor
    assert delivery().state == Delivery.State.SENDING
    monkeypatch.setattr(reading, "take_in", whole)
    helpdesk.work(seconds=900)  # its lease runs out
    assert Issue.objects.count() == 5
    # A page that comes twice changes nothing.
    before = list(Issue.objects.order_by("pk").values())
    Reading.objects.update(cursor="")
    helpdesk.work(seconds=400)
    assert list(Issue.objects.order_by("pk").values()) == before


def test_an_hour_of_500_loses_nothing_and_is_said(helpdesk, desk, at):
    story = helpdesk.story
    first = desk.ticket(at=story.now - timedelta(days=1))
    helpdesk.work()
    desk.fail(500, until=story.now + timedelta(minutes=75))
    second = desk.ticket()
    asked = len(desk.asked)
    helpdesk.work(seconds=70 * 60)
    gaps = len(desk.asked) - asked
    assert 5 <= gaps <= 12, "with growing gaps"
    assert not Issue.objects.filter(key=str(second)).exists()
    assert delivery().state == Delivery.State.RETRY
    page = at("ada").get("/setup/zendesk")
    assert "broke down (500)" in page and "Not yet" in page
    told = Event.objects.filter(kind="zendesk.troubled")
    assert told.count() == 1
    mail = Delivery.objects.get(channel="mail", event=told.get())
    assert mail.recipient == str(story.people["ada"].pk)
    helpdesk.work(seconds=30 * 60)
    assert helpdesk.issue(first) and helpdesk.issue(second)
    assert Reading.objects.get().note == "" and "Works" in at("ada").get("/setup/zendesk")
    assert told.count() == 1


def test_its_limit_is_waited_out_as_it_says(helpdesk, desk):
    desk.ticket(at=helpdesk.story.now - timedelta(days=1))
    desk.fail(429, times=1, headers={"Retry-After": "93"})
    begins = helpdesk.story.now
    helpdesk.work(seconds=0)
    assert delivery().wake_at == begins + timedelta(seconds=93)
    helpdesk.work(seconds=100)
    assert Issue.objects.count() == 1 and Reading.objects.get().failures == 0


def test_many_pages_keep_below_the_limit(helpdesk, desk, monkeypatch):
    monkeypatch.setattr(reading, "_AT_ONCE", 5)
    for _ in range(125):
        desk.ticket(at=helpdesk.story.now - timedelta(days=1))
    helpdesk.work(seconds=240)
    assert Issue.objects.count() == 125 and len(desk.asked) >= 25


def test_a_token_that_is_wrong_is_said_and_can_be_mended(helpdesk, desk, settings, at):
    settings.ZENDESK_TOKEN = "wrong"
    helpdesk.work()
    page = at("ada").get("/setup/zendesk")
    assert "does not allow it (401)" in page and "HOLDFAST_ZENDESK_TOKEN" in page
    assert Event.objects.filter(kind="zendesk.troubled").count() == 1
    settings.ZENDESK_TOKEN = desk.token = "an-oauth-token"
    number = desk.ticket(at=helpdesk.story.now - timedelta(days=1))
    at("ada").post("/setup/zendesk/look")
    helpdesk.work(seconds=1)
    assert helpdesk.issue(number)


def test_a_cursor_that_zendesk_forgot(helpdesk, desk):
    first = desk.ticket(at=helpdesk.story.now - timedelta(days=2))
    helpdesk.work()
    cursor = Reading.objects.get().cursor
    desk.forgotten.add(cursor)
    second = desk.ticket()
    helpdesk.work(seconds=900)
    assert helpdesk.issue(first) and helpdesk.issue(second)
    assert Reading.objects.get().cursor not in {"", cursor}


def test_what_is_no_ticket_stops_nothing(helpdesk, desk):
    at = helpdesk.story.now - timedelta(days=1)
    bad = desk.ticket(at=at, created_at="yesterday")
    odd = desk.ticket(
        at=at, tags="many words", subject=None, priority=None, custom_fields="x", group_id="abc"
    )
    long = desk.ticket("x" * 900, at=at, organization_id=None)
    helpdesk.work()
    assert not Issue.objects.filter(key=str(bad)).exists()
    assert helpdesk.issue(odd).title == "" and len(helpdesk.issue(long).title) == 200


def test_an_answer_that_is_none(helpdesk, desk, monkeypatch):
    from holdfast.outside.client import Answer, Service

    with monkeypatch.context() as patched:
        patched.setattr(Service, "ask", lambda *_, **__: Answer(200, ["not", "an object"]))
        helpdesk.work()
    assert "something else" in Reading.objects.get().note
    assert delivery().state == Delivery.State.RETRY


def test_switched_off_nothing_is_asked_and_on_again_it_goes_on(helpdesk, desk, settings):
    helpdesk.work()
    settings.ZENDESK_TOKEN = ""
    asked = len(desk.asked)
    helpdesk.work(seconds=3600)
    assert len(desk.asked) == asked
    settings.ZENDESK_TOKEN = desk.token
    number = desk.ticket(at=helpdesk.story.now - timedelta(minutes=5))
    helpdesk.work(seconds=900)
    assert helpdesk.issue(number)


def test_read_again_from_a_day(helpdesk, desk, at):
    old = desk.ticket(at=datetime(2024, 5, 6, tzinfo=UTC))
    helpdesk.work()
    assert not Issue.objects.exists()
    page = at("ada").post("/setup/zendesk/begin", since="2024-01-01")
    assert "1 Jan 2024" in page
    helpdesk.work(seconds=10)
    assert helpdesk.issue(old)
    for wrong in ("", "2199-01-01", "soon"):
        page = at("ada").post("/setup/zendesk/begin", since=wrong, status=422)
        assert "a day before today" in page
