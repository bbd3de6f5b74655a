"""An owner asks for help, and the team that is asked lives through its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.escalation.presenting.ask import brief_for
from holdfast.escalation.queries.ask import asks_waiting_for, engaged, suggestions
from holdfast.journal.models import Delivery, Event
from holdfast.mail.render import render
from holdfast.people.actions import save_area, set_contact
from holdfast.people.models import Person, Team
from tests.cast import START, Story


@pytest.fixture
def storage(story: Story) -> Team:
    """Max and Rex are the storage team, Rex answers for it, and the help directory knows."""
    team = Team.objects.create(name="Storage")
    Person.objects.filter(login__in=["max", "rex"]).update(team=team)
    set_contact(team="Storage", contact="rex", by=story.lea, at=story.now)
    save_area(
        name="Disks",
        keywords="disk, out of space",
        team="Storage",
        person="max",
        by=story.ana,
        at=story.now,
    )
    return team


def letters(login: str, kind: str) -> list[str]:
    """The mails somebody is owed about a kind of event, as they read them."""
    person = Person.objects.get(login=login)
    owed = Delivery.objects.filter(recipient=str(person.pk), event__kind=kind).order_by("id")
    return [render(each.event, person, key=each.key).text for each in owed]


@pytest.mark.req("R42", "R43", "R51", "R52", "R71", "R76", "R77")
def test_an_owner_asks_in_order_and_the_team_answers(story: Story, storage: Team):
    issue = story.owned(stakes="The disk fills up, and Acme renews on Friday.")
    order = [(each.group, each.team) for each in suggestions(issue)]
    assert order == [("home team", "Search"), ("owning team", "Storage")]
    assert "“disk”" in suggestions(issue)[1].why

    asked = story.ask(
        issue,
        to_team="Storage",
        what="Say why shard 7 grows.",
        until=date(2026, 3, 4),
        tried="Moved two repositories off it; it grew again.",
        customer_words="We found the shard and are looking at why it grows.",
    )
    rex = Person.objects.get(login="rex")
    assert asks_waiting_for(rex) == [asked]
    (letter,) = letters("rex", "ask.sent")
    for part in ("Say why shard 7 grows.", "Moved two repositories", "The disk fills up"):
        assert part in letter
    assert letter.index("MAY BE SAID TO THE CUSTOMER") < letter.index("We found the shard")
    assert "We found the shard" in brief_for(asked, base="").split("## May be said")[1]

    # Rex is away for the day: he hears of it again, and so does Ana.
    story.forward(hours=25)
    assert letters("rex", "ask.overdue") or letters("rex", "ask.unanswered")
    assert letters("ana", "ask.overdue") or letters("ana", "ask.unanswered")
    story.say_of_ask(asked, "decline", by="max", note="It is the index, not the disk.")
    assert "It is the index, not the disk." in letters("ana", "ask.declined")[0]
    since, until = START - timedelta(days=1), START + timedelta(days=7)
    assert engaged(story.programme, since=since, until=until).requests == 1, (
        "a no engaged them, too"
    )
    assert not asks_waiting_for(rex)


@pytest.mark.req("R60", "R42")
def test_silence_ends_no_ask_without_a_word(story: Story, storage: Team):
    """Whatever ends the escalation ends its asks, and who was asked hears it."""
    issue = story.owned()
    story.ask(issue, to_team="Storage")
    story.ask_to_close(issue, by="sam")
    assert len(letters("rex", "ask.withdrawn")) == 1
    assert Event.objects.filter(kind="ask.withdrawn").count() == 1
