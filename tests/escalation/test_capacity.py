"""At capacity: intake looks past them, the leads see it, and somebody always hears."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.escalation.models import AtCapacity
from holdfast.escalation.queries.capacity import at_capacity_now
from holdfast.kernel.refusal import Invalid, NotAllowed, NotFound
from tests.cast import Story, at


@pytest.mark.req("R45")
def test_intake_looks_past_who_is_at_capacity_but_somebody_always_hears(story: Story):
    story.at_capacity("ana", reason="Two sev0 at once")
    assert story.told("capacity.full") == {"lea"}
    story.raised()
    assert story.told("escalation.raised") == {"kim"}
    story.at_capacity("kim", by="lea")
    assert story.told("capacity.full") == {"kim"}
    story.raised()
    assert story.told("escalation.raised") == {"ana", "kim", "lea"}, "all full: everybody hears"
    story.has_capacity("ana")
    assert story.told("capacity.free") == {"lea"}
    issue = story.raised()
    assert story.told("escalation.raised") == {"ana"}
    story.decline(issue, by="ana", reason="No.")
    story.reopen(issue)
    assert story.told("escalation.reopened") == {"ana"}, "it waits for an owner again"
    story.accept(issue, by="kim")  # whoever is at capacity may still take one


@pytest.mark.req("R45")
def test_it_ends_with_its_last_day_where_they_are(story: Story):
    story.at_capacity("kim", until=at(4).date())
    kim = story.people["kim"].pk
    assert kim in at_capacity_now([kim], at(4, 14))
    assert kim not in at_capacity_now([kim], at(4, 15)), "midnight in Seoul"
    story.now = at(6)
    story.raised()
    assert "kim" in story.told("escalation.raised")
    story.at_capacity("kim", until=at(9).date())
    assert kim in at_capacity_now([kim], story.now)


@pytest.mark.req("R45")
def test_the_same_twice_is_a_repeat_and_other_words_stand_instead(story: Story):
    first = story.at_capacity("ana", until=at(9).date())
    assert story.at_capacity("ana", until=at(9).date()) == first
    story.at_capacity("ana", until=at(10).date())
    assert AtCapacity.objects.get(lifted_at=None).until == at(10).date()
    story.has_capacity("ana")
    story.has_capacity("ana")
    assert not AtCapacity.objects.filter(lifted_at=None).exists()


@pytest.mark.req("R45")
def test_who_may_switch_whom(story: Story):
    with pytest.raises(NotAllowed):
        story.at_capacity("ana", by="kim")
    with pytest.raises(NotAllowed):
        story.has_capacity("ana", by="sam")
    with pytest.raises(Invalid, match="no engineer"):
        story.at_capacity("sam", by="lea")
    with pytest.raises(NotFound):
        story.at_capacity("nobody-here", by="lea")
    with pytest.raises(Invalid, match="past"):
        story.at_capacity("ana", until=story.now.date() - timedelta(days=1))
    with pytest.raises(Invalid, match="200"):
        story.at_capacity("ana", reason="x" * 201)


def test_raising_asks_the_database_one_thing_more_and_no_more(story: Story):
    story.raised()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        story.raised()
    about = [each["sql"] for each in asked if "escalation_atcapacity" in each["sql"]]
    assert len(about) == 1
