"""Handing over several at once; offers that nobody answers; what people off the rotation hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.escalation.actions import Offer, offer_everything, offer_several, withdraw_handover
from holdfast.escalation.models import Handover
from holdfast.escalation.queries import offers_to, page
from holdfast.escalation.queries.ownership import owners_of
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import RequestKey
from holdfast.kernel.refusal import Invalid, NotAllowed
from holdfast.people.actions import deactivate
from holdfast.rotation.models import Seat, Window, Withdrawal
from tests.cast import Story


def told(kind: str) -> set[str]:
    """Logins of whom the last event of that kind is owed to."""
    from holdfast.people.queries import names

    event = Event.objects.filter(kind=kind).latest("id")
    numbers = [int(each.recipient) for each in Delivery.objects.filter(event=event)]
    return {person.login for person in names(numbers).values()}


# --- several at once -------------------------------------------------------------------------------


@pytest.mark.req("R58", "R91")
def test_everything_somebody_owns_is_offered_and_accepted_one_by_one(story: Story):
    first, second = story.owned(by="ana"), story.owned(by="ana", title="Login loops")
    other = story.owned(by="bo", title="Not hers")
    done = offer_everything(to="kim", by=story.ana, at=story.now)
    assert [each.ref for each in done if each.handover] == [first.ref, second.ref]
    assert story.see(first).owner.login == story.see(second).owner.login == "ana"
    assert all("Context" in each.handover.note for each in done), "each has its own note"
    assert {each.escalation.title in each.note for each in Handover.objects.all()} == {True}
    mine = offers_to(story.people["kim"].pk)
    story.take_over(mine[0], by="kim")
    story.refuse_offer(mine[1], by="kim")
    owners = {story.see(each).owner.login for each in (first, second)}
    assert owners == {"kim", "ana"}, "one yes and one no"
    assert story.happened(other)[-1] == "escalation.accepted"


@pytest.mark.req("R58")
def test_one_that_is_refused_does_not_stop_the_others(story: Story):
    closed, offered, good = (story.owned(by="ana", title=each) for each in "abc")
    story.answer(story.ask_to_close(closed), agree=True)
    story.offer(offered, to="bo")
    refs = [closed.ref, "ESC-999", offered.ref, good.ref]
    done = offer_several(
        offers=[Offer(ref, "kim", "Mine no more.") for ref in refs], by=story.ana, at=story.now
    )
    assert [each.ref for each in done] == refs
    kinds = [each.refusal and each.refusal.kind.value for each in done]
    assert kinds == ["conflict", "not-found", "conflict", None]
    assert "is closed" in str(done[0].refusal) and "offered to Bo" in str(done[2].refusal)
    assert story.happened(good)[-1] == "handover.offered"
    again = offer_several(
        offers=[Offer(ref, "kim", "Mine no more.") for ref in refs], by=story.ana, at=story.now
    )
    assert again[3].handover == done[3].handover, "the same again is a repeat"
    assert story.happened(good).count("handover.offered") == 1


@pytest.mark.req("R58")
def test_the_same_request_sent_twice_offers_each_once(story: Story):
    story.owned(by="ana")
    story.owned(by="ana", title="Login loops")
    by = story.ana.with_request(RequestKey("api:1:key", "digest"))
    once = offer_everything(to="kim", by=by, at=story.now)
    for each in once:
        story.refuse_offer(each.handover, by="kim")
    again = offer_everything(to="kim", by=by, at=story.now)
    assert [each.handover for each in again] == [each.handover for each in once]
    assert Handover.objects.count() == 2, "what was declined since is not offered again by a repeat"


@pytest.mark.req("R58")
def test_a_lead_does_it_for_somebody_and_nobody_else_does(story: Story):
    issue = story.owned(by="ana")
    with pytest.raises(NotAllowed, match="Only Ana Ruiz"):
        offer_everything(to="kim", giver="ana", by=story.bo, at=story.now)
    for to in ("nobody", "sam", "ana", ""):
        with pytest.raises(Invalid) as wrong:
            offer_everything(to=to, giver="ana", by=story.lea, at=story.now)
        assert wrong.value.field == "to"
    with pytest.raises(Invalid) as wrong:
        offer_everything(to="kim", giver="nobody", by=story.lea, at=story.now)
    assert wrong.value.field == "from"
    assert not Handover.objects.exists()
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    (done,) = offer_everything(to="kim", giver="ana", by=story.lea, at=story.now)
    story.take_over(done.handover, by="kim")
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R58")
def test_what_went_to_somebody_else_meanwhile_is_left_alone(story: Story):
    issue = story.owned(by="ana")
    story.take_over(story.offer(issue, to="bo"), by="bo")
    (done,) = offer_everything(to="kim", giver="ana", refs=[issue.ref], by=story.lea, at=story.now)
    assert "Bo Larsen owns" in str(done.refusal)
    assert done.refusal.facts == {"owner": "bo"}
    with pytest.raises(Invalid, match="too many"):
        offer_several(offers=[Offer(issue.ref, "kim")] * 101, by=story.lea, at=story.now)


# --- an offer nobody answers -----------------------------------------------------------------------


@pytest.mark.req("R58")
def test_an_offer_expires_back_to_the_giver_with_an_alarm(story: Story):
    issue = story.owned(by="ana")
    story.offer(issue, to="bo")
    story.forward(days=3)
    assert story.happened(issue).count("handover.expired") == 1
    assert story.see(issue).owner.login == "ana"
    assert told("handover.expired") == {"ana", "bo", "lea"}
    assert story.offer(issue, to="kim").is_pending, "it can be offered again"


@pytest.mark.req("R58")
def test_it_falls_back_to_somebody_who_is_gone_and_the_alarm_says_so(story: Story):
    issue = story.owned(by="ana")
    story.offer(issue, to="bo", by="lea")
    for login in ("ana", "bo"):
        deactivate(login=login, reason="Left.", by=story.ada, at=story.now)
    story.forward(days=3)
    event = Event.objects.get(kind="handover.expired")
    assert (event.data["owner_gone"], event.data["successor_gone"]) == (True, True)
    assert "lea" in told("handover.expired")
    assert story.see(issue).owner.login == "ana", "nothing moves by itself"
    offer = story.offer(issue, to="kim", by="lea")
    story.take_over(offer, by="kim")
    assert story.see(issue).owner.login == "kim"


@pytest.mark.req("R58")
def test_closing_takes_the_offer_away_and_reopening_does_not_bring_it_back(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="bo")
    story.answer(story.ask_to_close(issue), agree=True)
    story.reopen(issue)
    assert Handover.objects.get().answer.word == "withdrawn"
    story.forward(days=3)
    assert "handover.expired" not in story.happened(issue)
    withdraw_handover(handover_id=offer.pk, by=story.ana, at=story.now)
    assert story.offer(issue, to="kim").is_pending


# --- who owned it ------------------------------------------------------------------------------


@pytest.mark.req("R91")
def test_the_chain_of_owners_has_no_hole_and_no_overlap(story: Story):
    issue = story.owned(by="ana")
    assert [each.person.login for each in owners_of(story.see(issue))] == ["ana"]
    for giver, to in (("ana", "bo"), ("bo", "kim"), ("kim", "ana")):
        story.now += timedelta(hours=1)
        story.take_over(story.offer(issue, to=to, by=giver), by=to)
    chain = owners_of(story.see(issue))
    assert [each.person.login for each in chain] == ["ana", "bo", "kim", "ana"]
    assert [each.until for each in chain[:-1]] == [each.since for each in chain[1:]]
    assert chain[-1].until is None
    story.answer(story.ask_to_close(issue), agree=True)
    assert owners_of(story.see(issue))[-1].until == story.now


# --- off the rotation ------------------------------------------------------------------------------


def held_off(story: Story) -> dict[str, date | None]:
    found = page(story.programme, state="off-rotation", at=story.now)
    return {each.owner.login: each.off_since for each in found.items}


@pytest.mark.req("R91")
def test_after_the_rotation_it_is_still_theirs_and_stands_in_a_list(story: Story):
    issue = story.owned(by="ana")
    story.owned(by="bo", title="Never had a seat")
    story.raised(by="rex")
    assert held_off(story) == {"bo": None}
    story.now += timedelta(days=20)  # the window ended on the 16th
    assert held_off(story) == {"bo": None, "ana": date(2026, 3, 16)}
    assert story.see(issue).owner.login == "ana", "a window that ends moves nothing"
    story.take_over(story.offer(issue, to="kim"), by="kim")
    assert held_off(story) == {"bo": None, "kim": date(2026, 3, 16)}
    window = Window.objects.create(
        programme=story.programme, starts_on=date(2026, 3, 17), ends_on=date(2026, 4, 14), wanted=1
    )
    seat = Seat.objects.create(
        window=window, person=story.people["kim"], position=0, source="hand", at=story.now
    )
    assert held_off(story) == {"bo": None}
    Withdrawal.objects.create(seat=seat, by=story.people["lea"], at=story.now, reason="Ill.")
    assert held_off(story) == {"bo": None, "kim": date(2026, 3, 16)}


@pytest.mark.req("R91")
def test_somebody_deactivated_holds_it_off_the_rotation_whatever_their_seat(story: Story):
    issue = story.owned(by="ana")
    assert held_off(story) == {}
    deactivate(login="ana", reason="Left.", by=story.lea, at=story.now)
    assert held_off(story) == {"ana": None}
    closed = story.ask_to_close(issue, by="lea")
    story.answer(closed, agree=True)
    assert held_off(story) == {}


@pytest.mark.req("R91")
def test_the_list_is_one_statement_however_long(story: Story):
    for number in range(8):
        story.owned(by="bo" if number % 2 else "ana", title=f"Issue {number}")
    story.now += timedelta(days=20)
    programme = story.programme
    with CaptureQueriesContext(connection) as asked:
        found = page(programme, state="off-rotation", at=story.now, limit=5)
        assert [each.owner.name for each in found.items]
    assert len(asked) == 2, "the policy in force, and the list"
    rest = page(story.programme, state="off-rotation", at=story.now, after=found.next)
    assert len(found.items) + len(rest.items) == 8
