"""What the stories of the rotation in Slack share."""

from __future__ import annotations

from holdfast.people.models import Person
from holdfast.rotation.models import Seat
from holdfast.slack import home as sections
from holdfast.slack.identity import person_of
from holdfast.slack.rotating import sections as ours
from tests.slack import blocks as kit
from tests.slack.conftest import Office
from tests.slack.messages import Message
from tests.slack.people import User
from tests.slack.views import Home

SECTIONS = (ours.what_became, ours.offered_to_me, ours.my_next_window, ours.my_words)


def linked(slack: Office, *logins: str) -> None:
    """They used the app before, so that it knows where to write to them."""
    for login in logins:
        person_of(slack.workspace.user(login).id, at=slack.story.now)


def told(slack: Office, login: str) -> Message:
    """The last direct message to somebody, once the worker has done what it can."""
    slack.work()
    return slack.workspace.user(login).dms[-1]


def word(user: User) -> str:
    """The last that only they were shown, or were told directly."""
    return user.seen[-1].shown if user.seen else user.dms[-1].shown


def home(slack: Office, login: str) -> Home:
    """The parts of somebody's App Home that are about the rotation, as they stand now."""
    person = Person.objects.select_related("team").get(login=login)
    registered = [make for _, make in sections._sections if make in SECTIONS]
    assert set(registered) == set(SECTIONS)
    made = [block for make in registered for block in make(person, slack.story.now)]
    view = {"type": "home", "blocks": [block.to_dict() for block in made]}
    assert not made or kit.view_problems(view) == []
    user = slack.workspace.user(login)
    user.published = Home(slack.workspace, user, view)
    return user.published


def stands(seat: Seat) -> str:
    """confirmed, proposed or withdrawn."""
    seat = Seat.objects.select_related("confirmation", "withdrawal").get(pk=seat.pk)
    if hasattr(seat, "withdrawal"):
        return "withdrawn"
    return "confirmed" if hasattr(seat, "confirmation") else "proposed"
