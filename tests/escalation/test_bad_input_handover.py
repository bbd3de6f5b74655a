"""Handovers with input that makes no sense: each a clear refusal or a harmless repeat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdfast.escalation.models import Handover, HandoverAnswer
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound, Refusal
from holdfast.people.actions import deactivate
from tests.cast import Story

pytestmark = pytest.mark.req("R58", "R91")


def gone(story: Story, login: str) -> None:
    deactivate(login=login, reason="Left.", by=story.lea, at=story.now)


OFFERS: list[tuple[str, dict, type[Refusal], str | None, str]] = [
    ("to oneself", {"to": "ana"}, Invalid, "to", "owns it already"),
    ("to oneself by a lead", {"to": "ana", "by": "lea"}, Invalid, "to", "owns it already"),
    ("to somebody deactivated", {"to": "bo"}, Invalid, "to", "deactivated"),
    ("to nobody", {"to": " "}, Invalid, "to", "to whom"),
    ("to nobody here", {"to": "zoe"}, Invalid, "to", "Nobody here"),
    ("to no engineer", {"to": "sam"}, Invalid, "to", "no engineer"),
    ("to markup", {"to": "<script>\x00\u202e"}, Invalid, "to", "Nobody here"),
    ("by somebody else", {"by": "kim"}, NotAllowed, None, "Only Ana Ruiz"),
    ("by its raiser", {"by": "sam"}, NotAllowed, None, "Only Ana Ruiz"),
    ("without a note", {"note": "\x00\u202e \n"}, Invalid, "note", "handover note"),
    ("200 kB of note", {"note": "x" * 200_000}, Invalid, "note", "200,000 characters"),
]


@pytest.mark.parametrize(
    ("given", "kind", "field", "words"), [row[1:] for row in OFFERS], ids=[row[0] for row in OFFERS]
)
def test_an_offer_that_makes_no_sense(
    story: Story, given: dict, kind: type[Refusal], field: str | None, words: str
):
    issue = story.owned(by="ana")
    gone(story, "bo")
    with pytest.raises(kind, match=words) as refused:
        story.offer(issue, **{"to": "kim", **given})
    assert refused.value.field == field
    assert "\u202e" not in refused.value.message and "\x00" not in refused.value.message
    assert not Handover.objects.exists()
    assert story.happened(issue)[-1] == "escalation.accepted"


@pytest.mark.parametrize("state", ["not owned", "closed", "declined", "not there"])
def test_an_offer_of_what_nobody_can_hand_over(story: Story, state: str):
    issue = story.raised()
    if state == "declined":
        story.decline(issue, by="ana", reason="No crisis.")
    if state == "closed":
        story.answer(story.ask_to_close(story.accept(issue, by="ana")), agree=True)
    if state == "not there":
        issue.pk = 999
    with pytest.raises(NotFound if state == "not there" else Conflict):
        story.offer(issue, to="kim", by="lea")
    assert not Handover.objects.exists()


ENDS: dict[str, Callable[[Story, Handover], object]] = {
    "accepted": lambda story, offer: story.take_over(offer, by="kim"),
    "declined": lambda story, offer: story.refuse_offer(offer, by="kim"),
    "withdrawn": lambda story, offer: story.withdraw(offer),
    "expired": lambda story, offer: story.forward(days=4),
    "expired, before the sweep": lambda story, offer: setattr(
        story, "now", story.now + timedelta(days=4)
    ),
    "closed over": lambda story, offer: story.answer(
        story.ask_to_close(offer.escalation), agree=True
    ),
}
ANSWERS: dict[str, Callable[[Story, Handover], object]] = {
    "accept": lambda story, offer: story.take_over(offer, by="kim"),
    "decline": lambda story, offer: story.refuse_offer(offer, by="kim"),
    "withdraw": lambda story, offer: story.withdraw(offer),
}
# The same word again, and taking back what has run out unanswered but was not swept yet.
HARMLESS = {
    ("accepted", "accept"),
    ("declined", "decline"),
    ("withdrawn", "withdraw"),
    ("closed over", "withdraw"),
    ("expired, before the sweep", "withdraw"),
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("end", ENDS)
def test_two_tabs_that_end_the_same_offer(story: Story, end: str, answer: str):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    ENDS[end](story, offer)
    owner, before = story.see(issue).owner, story.happened(issue)
    if (end, answer) in HARMLESS:
        ANSWERS[answer](story, offer)
        assert HandoverAnswer.objects.filter(handover=offer).count() == 1
    else:
        # What was ended by somebody else is nothing they may touch, or it says how it ended.
        with pytest.raises((Conflict, NotAllowed)) as refused:
            ANSWERS[answer](story, offer)
        assert refused.value.message.endswith(".")
        assert story.happened(issue) == before
    assert story.see(issue).owner == owner


@pytest.mark.parametrize("answer", ["accept", "decline", "withdraw"])
@pytest.mark.parametrize("login", ["sam", "bo", "rex", "max"])
def test_an_answer_by_somebody_else(story: Story, answer: str, login: str):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    does = {"accept": story.take_over, "decline": story.refuse_offer, "withdraw": story.withdraw}
    with pytest.raises(NotAllowed):
        does[answer](offer, by=login)
    assert Handover.objects.get().is_pending


@pytest.mark.parametrize("login", ["lea", "ada"])
def test_not_even_a_lead_accepts_for_somebody_else(story: Story, login: str):
    offer = story.offer(story.owned(by="ana"), to="kim")
    with pytest.raises(NotAllowed, match="offered to Kim"):
        story.take_over(offer, by=login)


def test_the_successor_left_meanwhile(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim")
    kim = story.kim
    gone(story, "kim")
    from holdfast.escalation.actions import accept_handover

    with pytest.raises(NotAllowed, match="deactivated"):
        accept_handover(handover_id=offer.pk, by=kim, at=story.now)
    assert story.see(issue).owner.login == "ana"


def test_the_same_offer_from_two_tabs_is_one_and_another_is_told_of_the_first(story: Story):
    issue = story.owned(by="ana")
    first = story.offer(issue, to="kim", note="All of it.")
    assert story.offer(issue, to="@KIM ", note=" All of it.\x00 ") == first
    with pytest.raises(Conflict, match="already offered to Kim"):
        story.offer(issue, to="bo", note="All of it.")
    with pytest.raises(Conflict, match="already offered to Kim"):
        story.offer(issue, to="kim", note="Another note.")
    assert Handover.objects.count() == 1


def test_markup_and_controls_in_a_note_are_text(story: Story):
    issue = story.owned(by="ana")
    offer = story.offer(issue, to="kim", note="<b>Bold</b>\x00\x1b[31m\u202e & “this”\r\nnext")
    assert offer.note == "<b>Bold</b>[31m & “this”\nnext"


def test_a_note_as_long_as_a_note_may_be(story: Story):
    offer = story.offer(story.owned(by="ana"), to="kim", note="x" * 20_000)
    assert len(offer.note) == 20_000
