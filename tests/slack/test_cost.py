"""What Slack costs in every action: it is asked in the transaction of each."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdfast.journal.channels import channel
from holdfast.journal.models import Event
from holdfast.slack.identity import person_of
from holdfast.slack.models import Room

# Readings of the database in each action, with Slack on, everything kept up, somebody told.
COSTS = {
    "escalation.accepted": 4,  # accounts of those told, rooms, Homes that stand open, the card
    "escalation.updated": 4,
    "handover.offered": 4,
    "seat.confirmed": 3,
    "policy.changed": 3,
    "absence.given": 2,
}


def cost(slack, kind: str, *people: str) -> list[str]:
    event = Event.objects.filter(kind=kind).last() or Event(kind=kind, subject="seat-1", data={})
    numbers = [slack.story.people[each].pk for each in people]
    with CaptureQueriesContext(connection) as asked:
        channel("slack").announce(event, numbers, at=slack.story.now)
    return [each["sql"] for each in asked.captured_queries]


@pytest.fixture
def lived(slack):
    person_of(slack.kim.id, at=slack.story.now)
    Room.objects.update(keeps_canvas=True)
    escalation = slack.story.owned()
    slack.story.update(escalation)
    slack.story.offer(escalation, to="kim")
    return slack


@pytest.mark.parametrize("kind", sorted(COSTS))
def test_what_each_action_pays(lived, kind: str):
    asked = cost(lived, kind, "kim")
    assert len(asked) == COSTS[kind], asked
    assert all(each.startswith("SELECT") for each in asked), asked


def test_without_slack_nothing_is_asked(lived, settings):
    settings.SLACK_BOT_TOKEN = ""
    assert [cost(lived, kind, "kim") for kind in COSTS] == [[]] * len(COSTS)
