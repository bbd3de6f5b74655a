"""What happens to an escalation is said on its ticket, once each, and never to the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.helpdesk import client, comments
from holdfast.journal.models import Delivery


def raised(helpdesk, **given: object) -> tuple[int, object]:
    helpdesk.work(seconds=1)
    number = helpdesk.desk.ticket("Index stops")
    where = f"{helpdesk.desk.url}/agent/tickets/{number}"
    return number, helpdesk.story.raised(origin_url=where, **given)


def said(desk, number: int) -> list[str]:
    return [each["body"] for each in desk.comments[number]]


def owed() -> Delivery:
    return Delivery.objects.filter(channel="zendesk", recipient__startswith="ticket:").latest("pk")


@pytest.mark.req("R68", "R69")
def test_each_step_is_said_inside(helpdesk, desk):
    story = helpdesk.story
    number, escalation = raised(helpdesk, title="Index stops after upgrade")
    helpdesk.work(seconds=1)
    story.accept(escalation, by="ana")
    story.update(escalation, by="ana", text="The log shows <b>no</b> worker.")
    helpdesk.work(seconds=1)
    offer = story.offer(escalation, by="ana", to="kim")
    story.take_over(offer, by="kim")
    helpdesk.work(seconds=1)
    told = said(desk, number)
    assert len(told) == 4
    assert "needs an owner" in told[0] and escalation.ref in told[0]
    assert "Ana Ruiz" in told[1] and "single point of contact" in told[1]
    assert "<b>no</b> worker" in told[2] and "Kim Seo-yeon" in told[3]
    assert all(f"/escalations/{escalation.ref}" in each for each in told)
    assert all(each["public"] is False for each in desk.comments[number])
    assert "Accept it, or decline" not in told[0], "the agent of a ticket cannot"


def test_what_came_from_elsewhere_is_not_said(helpdesk, desk):
    helpdesk.work(seconds=1)
    number = desk.ticket()
    story = helpdesk.story
    story.raised(origin_url=f"https://other.zendesk.com/agent/tickets/{number}")
    story.raised(origin_url=f"{desk.url}/agent/users/{number}")
    story.raised()
    helpdesk.work(seconds=1)
    assert not said(desk, number)


@pytest.mark.parametrize("how", ["cut", "killed"])
def test_an_answer_that_was_cut_is_not_written_twice(helpdesk, desk, how, monkeypatch):
    number, _ = raised(helpdesk)
    if how == "cut":
        desk.fail(0, path="/api/v2/tickets", method="PUT", times=1, cut=True)
        helpdesk.work(seconds=1)
        assert owed().state == Delivery.State.IN_DOUBT
    else:
        whole = client.ask

        def dies(*given: object, **more: object):
            whole(*given, **more)
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(client, "ask", dies)
            with pytest.raises(KeyboardInterrupt):
                helpdesk.work(seconds=1)
        assert owed().state == Delivery.State.SENDING
    for each in range(150):  # it is looked for behind what others wrote meanwhile
        desk.comment(number, f"Note {each}")
    helpdesk.work(seconds=900)
    assert sum("holdfast-" in each for each in said(desk, number)) == 1
    assert owed().state == Delivery.State.SENT


def test_what_broke_down_before_it_was_written_goes_again(helpdesk, desk):
    number, _ = raised(helpdesk)
    desk.fail(500, path="/api/v2/tickets", until=helpdesk.story.now + timedelta(minutes=10))
    helpdesk.work(seconds=30 * 60)
    assert len(said(desk, number)) == 1 and owed().state == Delivery.State.SENT


def test_its_limit_and_somebody_else_at_the_ticket(helpdesk, desk):
    number, _ = raised(helpdesk)
    desk.fail(429, path="/api/v2/tickets", times=1, headers={"Retry-After": "50"})
    desk.fail(409, path="/api/v2/tickets", times=1)
    helpdesk.work(seconds=45)
    assert not said(desk, number)
    helpdesk.work(seconds=30)
    assert len(said(desk, number)) == 1


@pytest.mark.parametrize("status", ["closed", "deleted"])
def test_a_ticket_that_takes_nothing_any_more(helpdesk, desk, status):
    number, _ = raised(helpdesk)
    desk.change(number, status=status)
    helpdesk.work(seconds=1)
    assert not said(desk, number)
    state = Delivery.State.SENT if status == "closed" else Delivery.State.DEAD
    assert owed().state == state and owed().note


def test_a_token_that_may_only_read_is_said_once_and_piles_up_nothing(helpdesk, desk, at):
    desk.may_write = False
    number, escalation = raised(helpdesk)
    helpdesk.work(seconds=1)
    assert "does not allow it (403)" in at("ada").get("/setup/zendesk")
    asked = len(desk.asked)
    helpdesk.story.accept(escalation, by="ana")
    helpdesk.work(seconds=1)
    assert len(desk.asked) == asked
    desk.may_write = True
    at("ada").post("/setup/zendesk/look")
    helpdesk.story.update(escalation, by="ana", text="Found it.")
    helpdesk.work(seconds=1)
    assert len(said(desk, number)) == 1 and "Found it." in said(desk, number)[0]


def test_the_mark_is_its_own(helpdesk, settings):
    raised(helpdesk)
    one = comments.mark_of(owed())
    settings.BASE_URL = "https://another.example.com"
    assert comments.mark_of(owed()) != one
