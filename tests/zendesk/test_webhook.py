"""What Zendesk says by itself: signed, taken once, in any order."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from holdfast.helpdesk.pages import BODY
from holdfast.journal.models import Incoming
from holdfast.support.models import Issue

ROOT = Path(__file__).resolve().parents[2]


def reads(desk) -> int:
    return sum(each.path.startswith("/api/v2/tickets/") for each in desk.asked)


@pytest.mark.req("R77")
def test_an_event_is_taken_and_the_ticket_read(helpdesk, desk):
    number = desk.ticket("Index stops", tags=["filed_defect"])
    assert helpdesk.send(desk.event(number)) == "Taken.\n"
    kept = str(Incoming.objects.values())
    assert "hunter2" not in kept and "requester" not in kept
    helpdesk.work(seconds=1)
    issue = helpdesk.issue(number)
    assert (issue.title, issue.customer, issue.team) == ("Index stops", "Acme", "Search")
    assert issue.filed_defect and reads(desk) == 1


def test_a_trigger_says_all_and_nothing_is_asked(helpdesk, desk):
    number = desk.ticket("Index stops", tags=["vip", "filed_defect"], priority="high")
    helpdesk.send(desk.trigger(number, BODY))
    helpdesk.work(seconds=1)
    said = Issue.objects.values().get()
    assert reads(desk) == 0
    helpdesk.send(desk.event(number))
    helpdesk.work(seconds=1)
    assert reads(desk) == 1
    assert Issue.objects.values().get() == said, "what both say is the same"


@pytest.mark.parametrize("why", ["to the minute", "solved", "quotes"])
def test_a_trigger_that_does_not_say_all(helpdesk, desk, why):
    subject = 'She says "no"' if why == "quotes" else "Index stops"
    number = desk.ticket(subject)
    if why == "solved":
        desk.change(number, status="solved")
    helpdesk.send(desk.trigger(number, BODY, exact=why != "to the minute"))
    helpdesk.work(seconds=1)
    assert reads(desk) == 1 and helpdesk.issue(number).title == subject


def test_a_number_alone_is_enough(helpdesk, desk):
    number = desk.ticket()
    helpdesk.send(desk.signed(json.dumps({"id": number}).encode()))
    helpdesk.work(seconds=1)
    assert helpdesk.issue(number).team == "Search"


@pytest.mark.parametrize("first", ["webhook", "export"])
def test_before_or_after_the_export_it_is_the_same_issue(helpdesk, desk, first):
    number = desk.ticket("Index stops", at=helpdesk.story.now - timedelta(hours=1))
    hook = desk.trigger(number, BODY)
    if first == "webhook":
        helpdesk.send(hook)
        helpdesk.work(seconds=400)
    else:
        helpdesk.work(seconds=200)
        helpdesk.send(hook)
        helpdesk.work(seconds=200)
    assert Issue.objects.count() == 1
    issue = helpdesk.issue(number)
    assert (issue.title, issue.customer, issue.state) == ("Index stops", "Acme", "open")


def test_out_of_order_the_later_change_stands(helpdesk, desk):
    number = desk.ticket("Before")
    before = desk.trigger(number, BODY)
    helpdesk.story.now += timedelta(seconds=30)
    desk.change(number, subject="After", priority="urgent")
    after = desk.trigger(number, BODY)
    helpdesk.send(after)
    helpdesk.work(seconds=1)
    helpdesk.send(before)
    helpdesk.work(seconds=1)
    assert (helpdesk.issue(number).title, helpdesk.issue(number).priority) == ("After", "urgent")
    helpdesk.work(seconds=900)
    assert helpdesk.issue(number).title == "After"


def test_what_comes_again_is_known(helpdesk, desk):
    number = desk.ticket()
    for hook in (desk.event(number), desk.trigger(number, BODY)):
        for _ in range(3):
            helpdesk.send(hook)
    bare = desk.signed(json.dumps({"id": number}).encode())
    helpdesk.send(bare)
    helpdesk.send(bare)
    assert Incoming.objects.count() == 3
    helpdesk.work(seconds=1)
    assert Issue.objects.count() == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_deletion_is_believed_and_taken_back(helpdesk, desk, known):
    number = desk.ticket(at=helpdesk.story.now - timedelta(days=1))
    if known:
        helpdesk.work()
    desk.delete(number)
    helpdesk.send(desk.event(number, "soft_deleted"))
    helpdesk.work(seconds=1)
    assert helpdesk.issue(number).deleted_at
    helpdesk.work(seconds=400)  # the export says the same
    assert helpdesk.issue(number).deleted_at and helpdesk.issue(number).customer == "Acme"
    desk.change(number, status="open")
    helpdesk.send(desk.event(number, "undeleted"))
    helpdesk.work(seconds=1)
    assert helpdesk.issue(number).deleted_at is None


def test_what_cannot_be_read_any_more_is_left_to_the_export(helpdesk, desk):
    number = desk.ticket()
    hook = desk.event(number)
    desk.delete(number)
    helpdesk.send(hook)
    helpdesk.work(seconds=1)
    assert not Issue.objects.exists()
    assert Incoming.objects.get().done_at


def test_while_zendesk_is_down_they_wait_and_ask_once_for_all(helpdesk, desk):
    helpdesk.work(seconds=1)
    numbers = [desk.ticket() for _ in range(20)]
    desk.fail(500, path="/api/v2/tickets", until=helpdesk.story.now + timedelta(minutes=3))
    for number in numbers:
        helpdesk.send(desk.event(number))
    helpdesk.work(seconds=170)
    assert reads(desk) <= 4 and Incoming.objects.filter(done_at=None).count() == 20
    helpdesk.work(seconds=120)
    assert Issue.objects.count() == 20


def test_its_limit_holds_for_webhooks_too(helpdesk, desk):
    number = desk.ticket()
    desk.fail(429, path="/api/v2/tickets", times=1, headers={"Retry-After": "40"})
    helpdesk.send(desk.event(number))
    helpdesk.work(seconds=30)
    assert not Issue.objects.exists() and reads(desk) == 1
    helpdesk.work(seconds=20)
    assert helpdesk.issue(number)


def test_without_a_token_what_says_all_is_taken_and_the_rest_is_named(helpdesk, desk, settings, at):
    settings.ZENDESK_TOKEN = ""
    number = desk.ticket()
    helpdesk.send(desk.trigger(number, BODY))
    helpdesk.send(desk.event(desk.ticket()))
    helpdesk.work(seconds=1)
    assert Issue.objects.get() == helpdesk.issue(number)
    assert "HOLDFAST_ZENDESK_TOKEN" in Incoming.objects.get(done_at=None).note
    assert "1 webhook could not be worked on" in at("ada").get("/setup/zendesk")


# What is refused, with one sentence, and leaves nothing.


def nothing() -> bool:
    return not Incoming.objects.exists() and not Issue.objects.exists()


def test_unsigned_wrong_and_old(helpdesk, desk, client):
    body = json.dumps({"id": desk.ticket()}).encode()
    said = client.post("/webhooks/zendesk", data=body, content_type="application/json")
    assert said.status_code == 401 and b"not signed" in said.content
    assert "compare HOLDFAST_ZENDESK_WEBHOOK_SECRET" in helpdesk.send(
        desk.signed(body, secret="other"), status=401
    )
    assert "too long ago" in helpdesk.send(desk.signed(body, age=400), status=401)
    assert "too long ago" in helpdesk.send(desk.signed(body, age=-400), status=401)
    changed = desk.signed(body)
    changed.body += b" "
    helpdesk.send(changed, status=401)
    odd = desk.signed(body)
    odd.headers["X-Zendesk-Webhook-Signature"] = "\u00fc" * 3
    helpdesk.send(odd, status=401)
    assert nothing()


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[1]", b"\xff\xfe", b"{" * 5000, b'{"id": "NaN"}', b'{"id": true}', b"{}"],
)
def test_what_says_nothing(helpdesk, desk, body):
    assert "docs/zendesk.md" in helpdesk.send(desk.signed(body), status=400)
    assert nothing()


def test_events_of_others_are_not_kept(helpdesk, desk):
    hook = desk.event(desk.ticket(), type="zen:event-type:user.created", subject="zen:user:7")
    helpdesk.send(hook)
    assert nothing()


def test_too_large(helpdesk, desk):
    helpdesk.send(desk.signed(b'{"id": 7, "x": "' + b"x" * 1_000_000 + b'"}'), status=413)
    assert nothing()


def test_not_set_up(helpdesk, desk, settings, client):
    hook = desk.event(desk.ticket())
    settings.ZENDESK_WEBHOOK_SECRET = ""
    assert "/setup/zendesk" in helpdesk.send(hook, status=404)
    assert client.get("/webhooks/zendesk").status_code == 405


def test_guessing_is_slowed_down(helpdesk, desk):
    hook = desk.signed(b"{}", secret="a guess")
    for _ in range(60):
        helpdesk.send(hook, status=401)
    assert "wait a minute" in helpdesk.send(hook, status=429)


def test_the_body_to_paste_is_the_one_of_the_document():
    assert BODY in (ROOT / "docs" / "zendesk.md").read_text()
