"""How an escalation ends: asked, answered by whoever may, or by a silence that was announced."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from holdfast.escalation.actions import involve
from holdfast.escalation.models import Closure, ClosureAnswer, ClosureRequest, Escalation, Piece
from holdfast.escalation.queries import closures_to_answer
from holdfast.escalation.queries.classification import by_class
from holdfast.escalation.queries.learning import learnings
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.people.actions import deactivate
from holdfast.people.models import Team
from tests.cast import Story


def told(event: Event, story: Story) -> set[str]:
    """The logins of whom an event owes a message."""
    logins = {str(person.pk): login for login, person in story.people.items()}
    return {logins[each.recipient] for each in Delivery.objects.filter(event=event)}


def last(kind: str) -> Event:
    return Event.objects.filter(kind=kind).order_by("-pk")[0]


@pytest.mark.req("R60")
def test_the_support_engineer_may_answer_as_well_as_the_raiser(story: Story):
    issue = story.supported(story.owned(by="ana"), by="max")
    request = story.ask_to_close(issue)
    assert told(last("closure.asked"), story) == {"sam", "max"}
    assert [each.pk for each in closures_to_answer(story.people["max"].pk)] == [request.pk]
    story.answer(request, agree=True, by="max")
    assert story.see(issue).state == "closed"
    assert told(last("escalation.closed"), story) == {"sam", "ana"}
    with pytest.raises(Conflict, match="already agreed"):
        story.answer(request, agree=True, by="sam")


@pytest.mark.req("R60")
def test_nobody_but_the_raiser_answers_their_own_request(story: Story):
    issue = story.supported(story.owned(by="ana"), by="max")
    request = story.ask_to_close(issue, by="max")
    assert told(last("closure.asked"), story) == {"sam", "ana"}
    assert closures_to_answer(story.people["max"].pk) == []
    with pytest.raises(NotAllowed, match="You asked to close it; Sam Okafor"):
        story.answer(request, agree=True, by="max")
    with pytest.raises(NotAllowed):
        story.answer(request, agree=True, by="ana")
    assert story.ask_to_close(issue, by="max").pk == request.pk, "the same again is a repeat"
    story.ask_to_close(issue, by="sam")
    assert story.see(issue).state == "closed", "asking while being asked is a yes"


@pytest.mark.req("R60")
def test_a_support_engineer_who_asks_while_being_asked_agrees(story: Story):
    issue = story.supported(story.owned(by="ana"), by="max")
    request = story.ask_to_close(issue, by="ana")
    with pytest.raises(Conflict, match="Sam Okafor, who raised it, or Max Vogel"):
        story.ask_to_close(issue, by="lea")
    story.ask_to_close(issue, by="max")
    assert ClosureAnswer.objects.get(request=request).by.login == "max"


@pytest.mark.req("R60")
def test_where_the_raiser_is_gone_the_support_engineer_or_the_leads_answer(story: Story):
    issue = story.owned(by="ana")
    deactivate(login="sam", reason="left", by=story.ada, at=story.now)
    request = story.ask_to_close(issue)
    assert "lea" in told(last("closure.asked"), story)
    story.answer(request, agree=False, by="lea", note="Not yet.")
    story.supported(issue, by="max")
    request = story.ask_to_close(issue, reason="Now it is.")
    assert "lea" not in told(last("closure.asked"), story)
    story.answer(request, agree=True, by="max")
    assert story.see(issue).state == "closed"


@pytest.mark.req("R60")
def test_silence_closes_after_two_reminders_on_the_day_they_named(story: Story):
    issue = story.supported(story.owned(by="ana"), by="max")
    offer = story.offer(issue, to="bo")
    request = story.ask_to_close(issue)
    named = [last("closure.asked").data["closes_at"]]
    story.forward(days=3)
    assert told(last("closure.asked_again"), story) == {"sam", "max", "lea"}
    named.append(last("closure.asked_again").data["closes_at"])
    story.forward(days=2)
    request.refresh_from_db()
    assert (request.reminders, request.is_pending) == (2, True)
    named.append(last("closure.asked_again").data["closes_at"])
    assert request.alarm_at == datetime.fromisoformat(named[-1])
    assert len(set(named)) == 1, "whoever answers within the working day hears one date"

    story.now = request.alarm_at - timedelta(minutes=1)
    story.tick()
    assert story.see(issue).is_open
    story.now += timedelta(minutes=1)
    story.tick()
    story.tick()
    closed = story.see(issue)
    assert closed.state == "closed"
    assert (closed.closure.by, closed.closure.request.answer.by) == (None, None)
    event = last("escalation.closed")
    assert (event.by, event.via, event.data["silence"]) == (None, "clock", True)
    assert "Nobody answered, after 2 reminders." in event.data["note"]
    assert told(event, story) == {"sam", "max", "ana", "lea"}
    assert story.happened(issue).count("closure.asked_again") == 2
    assert story.happened(issue).count("escalation.closed") == 1
    offer.refresh_from_db()
    assert not offer.is_pending

    story.reopen(issue, by="sam")
    assert story.see(issue).owner.login == "ana", "one history, one owner"
    assert "max" in told(last("escalation.reopened"), story)
    story.ask_to_close(issue)
    story.answer(story.see(issue).closure_requests.last(), agree=True)
    assert Closure.objects.filter(escalation=issue).count() == 2


@pytest.mark.req("R60", "R80")
def test_what_is_still_open_stays_open_however_silent_it_is(story: Story):
    issue = story.owned(by="ana")
    request = ClosureRequest.objects.get(pk=story.ask_to_close(issue).pk)
    Piece.objects.create(
        escalation=issue,
        team=Team.objects.get(name="Search"),
        title="Rebuild the index",
        by=story.people["ana"],
        at=story.now,
        alarm_at=story.now + timedelta(days=365),
    )
    story.forward(days=9)
    assert story.see(issue).is_open
    event = last("closure.postponed")
    assert {"ana", "lea"} <= told(event, story)
    assert event.data["reason"]
    request.refresh_from_db()
    assert request.alarm_at > story.now, "it is tried again later, not at every tick"
    assert story.happened(issue).count("closure.postponed") <= 2
    assert not ClosureAnswer.objects.filter(request=request).exists()


@pytest.mark.req("R79", "R80", "R82")
def test_its_class_is_said_when_closing_or_after(story: Story):
    issue = story.owned(by="ana")
    story.ask_to_close(issue, classed="quick_fix", evidence="A flag.")
    assert story.happened(issue)[-2:] == ["escalation.classified", "closure.asked"]
    story.answer(story.see(issue).closure_requests.last(), agree=True)
    other = story.owned(by="kim")
    story.ask_to_close(other, by="sam")
    week = {"since": story.now - timedelta(days=7), "until": story.now + timedelta(days=7)}
    assert by_class(story.programme, **week) == {"": 1, "quick_fix": 1}

    first = story.classify(other, "Many-teams", by="kim", evidence="Three of them.")
    assert story.classify(other, "many_teams", by="kim").pk == first.pk, "the same again"
    story.classify(other, "defect", by="kim")
    assert by_class(story.programme, **week) == {"defect": 1, "quick_fix": 1}
    assert by_class(story.programme, since=week["until"], until=week["until"]) == {}
    assert story.see(other).classifications.count() == 2, "what was said before is kept"


@pytest.mark.req("R79")
def test_whose_word_a_class_takes(story: Story):
    issue = story.owned(by="ana")
    story.classify(issue, "wrong_use", by="sam")
    story.classify(issue, "defect", by="bo")
    with pytest.raises(NotAllowed):
        story.classify(issue, "defect", by="rex")
    for word in ("", "broken", "<b>defect</b>", "defect\x00s"):
        with pytest.raises(Invalid) as refused:
            story.classify(issue, word)
        assert refused.value.field == "class"
    with pytest.raises(Invalid):
        story.ask_to_close(issue, classed="broken")
    assert not ClosureRequest.objects.exists()


@pytest.mark.req("R23", "R24", "R83")
def test_what_was_learned_is_written_and_found(story: Story):
    issue = story.supported(story.owned(by="ana"), by="max")
    story.ask_to_close(issue, by="sam")
    written = story.learn(
        issue,
        "Check the flag first.",
        audience=["se,ce"],
        customer_words="<b>You saved us</b>",
        doc_url="https://docs.example/flag",
        tool_url="https://tools.example/flags",
    )
    assert written.audience == "CE,SE"
    assert told(last("learning.written"), story) == {"sam", "max"}
    same = story.learn(
        issue,
        "Check the flag first.",
        audience=["CE", "SE"],
        customer_words="<b>You saved us</b>",
        doc_url="https://docs.example/flag",
        tool_url="https://tools.example/flags",
    )
    assert same.pk == written.pk
    story.learn(issue, "And the index.", by="sam", audience=["TA"])
    assert [each.text for each in learnings(story.programme).items] == [
        "And the index.",
        "Check the flag first.",
    ]
    assert [each.pk for each in learnings(story.programme, audience="ce").items] == [written.pk]
    page = learnings(story.programme, limit=1)
    assert page.next == page.items[0].pk
    rest = learnings(story.programme, after=page.next)
    assert ([each.pk for each in rest.items], rest.next) == ([written.pk], None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " \x00 "}, "text"),
        ({"text": "x" * 200_000}, "text"),
        ({"audience": []}, "audience"),
        ({"audience": ["EE"]}, "audience"),
        ({"customer_words": "x" * 200_000}, "customer_words"),
        ({"doc_url": "javascript:alert(1)"}, "doc_url"),
        ({"tool_url": "not an address"}, "tool_url"),
    ],
)
def test_a_learning_that_says_nothing_is_refused(story: Story, given: dict, field: str):
    issue = story.owned(by="ana")
    with pytest.raises(Invalid) as refused:
        story.learn(issue, **{"text": "Look.", **given})
    assert refused.value.field == field
    with pytest.raises(NotAllowed):
        story.learn(issue, by="rex")
    assert story.happened(issue)[-1] == "escalation.accepted"


@pytest.mark.req("R48")
def test_another_severity_is_another_clock(story: Story):
    issue = story.owned(by="ana", severity=3)
    story.regrade(issue, 0, by="sam", reason="All of them are down.")
    graver = story.see(issue)
    assert graver.severity == 0
    assert graver.update_due_at == graver.alarm_at == story.now.replace(hour=9, day=4)
    assert told(last("escalation.regraded"), story) == {"ana"}
    story.regrade(issue, 0, by="ana")
    story.regrade(issue, 3, by="ana")
    assert "lea" in told(last("escalation.regraded"), story), "more time for oneself is seen"
    assert story.happened(issue).count("escalation.regraded") == 2
    with pytest.raises(NotAllowed):
        story.regrade(issue, 1, by="kim")
    for severity, reason, field in ((4, "So.", "severity"), (1, " ", "reason")):
        with pytest.raises(Invalid) as refused:
            story.regrade(issue, severity, reason=reason)
        assert refused.value.field == field
    story.ask_to_close(issue, by="sam")
    with pytest.raises(Conflict):
        story.regrade(issue, 1)


@pytest.mark.req("R60")
def test_what_has_ended_takes_nothing_more_but_what_was_learned(story: Story):
    issue, other = story.owned(by="ana"), story.owned(by="ana")
    request = story.ask_to_close(issue)
    story.answer(request, agree=True)
    before = story.happened(issue)
    for act in (
        lambda: story.update(issue),
        lambda: story.ask_to_close(issue),
        lambda: story.ask_to_close(issue, by="sam"),
        lambda: story.answer(request, agree=False, note="No."),
        lambda: story.merge(issue, other),
        lambda: story.merge(other, issue),
        lambda: story.offer(issue, to="bo"),
    ):
        with pytest.raises(Conflict):
            act()
    story.answer(request, agree=True)
    assert story.happened(issue) == before
    assert Escalation.objects.filter(closure__isnull=False).count() == 1


@pytest.mark.req("R48", "R60")
def test_whoever_takes_part_hears_how_it_ends_and_that_it_goes_on(story: Story):
    issue = story.supported(story.owned(), by="max")
    involve(ref=issue.ref, login="rex", by=story.ana, at=story.now)
    story.take_over(story.offer(issue, to="kim"), by="kim")
    assert story.told("handover.accepted") == {"ana", "sam", "max", "rex"}
    story.ask_to_close(issue, by="sam")
    assert story.told("escalation.closed") == {"kim", "max", "rex"}
    story.reopen(issue, by="max")
    assert story.told("escalation.reopened") == {"kim", "sam", "rex"}
    waiting = story.supported(story.raised(), by="max")
    story.decline(waiting, by="ana", reason="No.")
    assert story.told("escalation.declined") == {"sam", "max"}


@pytest.mark.req("R60")
def test_who_answers_to_the_customer_reopens_it_and_nobody_else_of_theirs(story: Story):
    issue = story.supported(story.owned(), by="max")
    story.ask_to_close(issue, by="sam")
    with pytest.raises(NotAllowed):
        story.reopen(issue, by="rex")
    story.reopen(issue, by="max", reason="Acme called.")
    assert story.see(issue).is_open
