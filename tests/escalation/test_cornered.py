"""Cornered (R53, R54): said at once, and somebody is asked until somebody has it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from holdfast.escalation.actions import climb_ladders
from holdfast.escalation.models import Cornered, Freed
from holdfast.escalation.queries.cornered import time_cornered
from holdfast.escalation.rules.cornered import ladder, next_step
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, Refusal
from holdfast.people.actions import change_policy, deactivate
from tests.cast import Story, at

HOUR = timedelta(hours=1)


def due(story: Story, issue) -> None:
    """The moment at which the next rung is asked."""
    story.now = Cornered.objects.get(escalation=issue, alarm_at__isnull=False).alarm_at
    story.tick()


@pytest.mark.req("R53", "R54")
def test_ana_says_that_she_is_cornered_and_the_ladder_is_climbed_until_somebody_helps(
    story: Story,
):
    change_policy(
        programme=story.programme,
        changes={"sponsor": "rex"},
        effective_on=story.now.date(),
        reason="Somebody stands behind it.",
        by=story.lea,
        at=story.now,
    )
    issue = story.owned(severity=3)
    clock = story.see(issue).update_due_at
    corner = story.corner(issue, reason="The storage team does not answer.")
    assert story.told("cornered.called") == {"lea"}
    assert corner.until == story.now + 2 * HOUR, "two working hours of Lea's"
    assert story.see(issue).cornered == corner
    assert story.see(issue).update_due_at == clock, "the update clock runs on"

    due(story, issue)
    assert story.told("cornered.climbed") == {"max", "ana"}, "her manager"
    due(story, issue)
    assert story.told("cornered.climbed") == {"rex", "ana"}, "the sponsor"
    due(story, issue)
    assert story.told("cornered.climbed") == {"lea", "ana"}, "at the top, the leads again"
    due(story, issue)
    assert story.told("cornered.climbed") == {"lea", "ana"}

    story.acknowledge(issue, by="max", note="I talk to storage.")
    assert "ana" in story.told("cornered.acknowledged")
    with pytest.raises(NotAllowed, match="Lea Marsh"):
        story.acknowledge(issue, by="bo")
    story.free(issue, how="Storage took it.")
    assert story.told("cornered.freed") == {"lea", "max", "rex"}
    assert story.see(issue).cornered is None
    count = len(story.happened(issue))
    story.forward(hours=8)
    assert "cornered.climbed" not in story.happened(issue)[count:]


@pytest.mark.req("R53")
def test_whoever_is_asked_by_name_comes_first_and_by_their_own_hours(story: Story):
    issue = story.owned()
    corner = story.corner(issue, ask_of="@Bo")
    assert story.told("cornered.called") == {"bo"}
    assert corner.until == story.now + 2 * HOUR, "Bo works in New York"
    due(story, issue)
    assert story.told("cornered.climbed") == {"lea", "ana"}


@pytest.mark.req("R53")
def test_an_acknowledgement_stops_the_climb_until_it_must_move(story: Story):
    issue = story.owned(severity=3)
    until = story.now + timedelta(days=1)
    story.corner(issue, until=until)
    story.acknowledge(issue, by="lea")
    story.acknowledge(issue, by="lea")  # pressed twice
    assert story.happened(issue).count("cornered.acknowledged") == 1
    story.forward(hours=23)
    assert "cornered.climbed" not in story.happened(issue)
    story.forward(hours=1)
    assert story.told("cornered.climbed") == {"max", "ana"}, "it did not move: on with the ladder"
    # An answer that comes after that time still holds the ladder for as long as an answer may take.
    story.acknowledge(issue, by="max")
    assert Cornered.objects.get().alarm_at > story.now


@pytest.mark.req("R53")
def test_the_same_call_twice_is_one_and_another_one_is_told_of_the_first(story: Story):
    issue = story.owned()
    first = story.corner(issue)
    assert story.corner(issue) == first
    with pytest.raises(Conflict, match=r"since Tue 2026-03-03 15:00 UTC; asked are Lea Marsh"):
        story.corner(issue, reason="Something else.")
    assert story.happened(issue).count("cornered.called") == 1
    story.free(issue)
    story.free(issue)
    assert story.happened(issue).count("cornered.freed") == 1
    assert story.corner(issue) != first, "cornered anew"


@pytest.mark.req("R53")
def test_who_may_call_it_and_of_what(story: Story):
    with pytest.raises(Conflict, match="Nobody owns"):
        story.corner(story.raised())
    issue = story.owned()
    refused: list[tuple[type[Refusal], dict[str, object]]] = [
        (NotAllowed, {"by": "kim"}),
        (Invalid, {"reason": "  "}),
        (Invalid, {"ask_of": "ana"}),
        (Invalid, {"ask_of": "nobody-here"}),
        (Invalid, {"until": story.now}),
        (Invalid, {"until": story.now + timedelta(days=400)}),
    ]
    for kind, given in refused:
        with pytest.raises(kind):
            story.corner(issue, **given)
    deactivate(login="bo", reason="Left.", by=story.ada, at=story.now)
    with pytest.raises(Invalid, match="deactivated"):
        story.corner(issue, ask_of="bo")
    with pytest.raises(Conflict, match="not cornered"):
        story.free(issue)
    assert not Cornered.objects.exists()


@pytest.mark.req("R53")
def test_a_lead_who_calls_it_for_ana_is_not_who_is_asked(story: Story):
    issue = story.owned()
    story.corner(issue, by="lea")
    assert story.told("cornered.called") == {"max", "ana"}
    story.free(issue, by="lea")
    # Kim has no manager, and nobody but Lea could be asked: then she is.
    other = story.owned(by="kim")
    story.corner(other, by="lea")
    assert [rung.person.login for rung in Cornered.objects.last().rungs.all()] == ["lea"]


@pytest.mark.req("R53")
def test_a_lead_who_is_cornered_alone_must_name_somebody(story: Story):
    issue = story.owned(by="lea")
    with pytest.raises(Invalid, match="name somebody"):
        story.corner(issue, by="lea")
    story.corner(issue, by="lea", ask_of="rex")
    due(story, issue)
    # Nobody is left above: whoever was asked hears it again.
    assert story.told("cornered.climbed") == {"rex", "lea"}


@pytest.mark.req("R53", "R58")
def test_it_stays_cornered_in_new_hands_and_the_new_owner_may_free_it(story: Story):
    issue = story.owned()
    story.corner(issue)
    story.take_over(story.offer(issue, to="kim"), by="kim")
    assert story.see(issue).cornered
    with pytest.raises(NotAllowed):
        story.free(issue, by="ana")
    story.free(issue, by="kim")


@pytest.mark.req("R53", "R60")
def test_closing_ends_the_corner_in_the_same_breath(story: Story):
    issue = story.owned()
    story.corner(issue)
    story.pause(issue, at(10).date())
    story.answer(story.ask_to_close(issue), agree=True)
    assert story.happened(issue)[-3:] == [
        "cornered.freed",
        "escalation.resumed",
        "escalation.closed",
    ]
    assert Freed.objects.get().how == "It was closed."
    assert climb_ladders(story.now + timedelta(days=9)) == 0
    with pytest.raises(Conflict, match="reopen it"):
        story.corner(issue)


@pytest.mark.req("R53")
def test_time_cornered_is_counted_over_all_corners(story: Story):
    issue = story.owned(severity=3)
    story.corner(issue)
    story.now += 3 * HOUR
    story.free(issue)
    story.now += HOUR
    assert time_cornered(issue, story.now) == 3 * HOUR
    story.corner(issue)
    story.now += 2 * HOUR
    assert time_cornered(issue, story.now) == 5 * HOUR, "the one that runs counts too"


@pytest.mark.req("R53")
def test_two_tickers_ask_the_next_rung_once(story: Story):
    issue = story.owned(severity=3)
    alarm = story.corner(issue).alarm_at
    assert (climb_ladders(alarm), climb_ladders(alarm)) == (1, 0)


@pytest.mark.req("R53")
def test_the_rule_skips_who_is_missing_asked_already_or_the_owner():
    steps = ladder(named=None, leads=[5, 6], manager=5, sponsor=9)
    assert next_step(steps, after=None, skip={6}).people == (5,)
    assert next_step(steps, after="lead", skip={5, 6}).part == "sponsor"
    assert next_step(steps, after="sponsor", skip=set()) is None
    assert (
        next_step(ladder(named=3, leads=[], manager=None, sponsor=None), after=None, skip={3})
        is None
    )
