"""What happens between the promises: requests that outlive their cause, people who just left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.models import ClosureRequest, Ownership
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import NotAllowed
from holdfast.people.actions import deactivate
from tests.cast import Story


@pytest.mark.req("R60", "R72")
def test_declining_answers_a_request_to_close_that_waits(story: Story):
    """Otherwise the raiser would be asked for ever about something that has ended."""
    issue = story.raised(by="sam")
    request = story.ask_to_close(issue, by="lea", outcome="context_changed", reason="Moot.")
    story.decline(issue, by="ana", reason="Not ours.")
    assert not ClosureRequest.objects.get(pk=request.pk).is_pending
    story.forward(days=5)
    assert "closure.asked_again" not in story.happened(issue)
    story.reopen(issue, by="sam")
    assert story.see(issue).state == "raised"


def gone(story: Story, login: str) -> Actor:
    """The actor of somebody whose session was open while a lead deactivated them."""
    session = story.of(login)
    deactivate(login=login, reason="Left.", by=story.lea, at=story.now)
    return session


@pytest.mark.req("R41")
def test_who_was_deactivated_a_moment_ago_becomes_no_owner(story: Story):
    from holdfast.escalation.actions import accept, accept_handover

    raised, owned = story.raised(), story.owned(by="ana")
    offer = story.offer(owned, to="kim")
    kim = gone(story, "kim")
    with pytest.raises(NotAllowed, match="deactivated"):
        accept(ref=raised.ref, by=kim, at=story.now)
    with pytest.raises(NotAllowed, match="deactivated"):
        accept_handover(handover_id=offer.pk, by=kim, at=story.now)
    assert Ownership.objects.count() == 1


@pytest.mark.req("R58", "R91")
def test_an_offer_to_somebody_who_left_expires_and_the_leads_hear(story: Story):
    issue = story.owned(by="ana")
    story.offer(issue, to="kim")
    gone(story, "kim")
    story.forward(days=4)
    assert "handover.expired" in story.happened(issue)
    assert story.see(issue).owner.login == "ana"


@pytest.mark.req("R59", "R91")
def test_the_leads_hear_at_once_when_the_owner_has_left(story: Story):
    from holdfast.journal.models import Delivery

    issue = story.owned(by="ana")
    gone(story, "ana")
    story.now = story.see(issue).update_due_at + timedelta(minutes=1)
    story.tick()
    told = Delivery.objects.filter(event__kind="escalation.update_overdue")
    assert str(story.people["lea"].pk) in told.values_list("recipient", flat=True)
    assert story.see(issue).owner.login == "ana"
