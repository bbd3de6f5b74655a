"""A programme's room, chosen as on the page for it, and what a story reads of its group."""

from __future__ import annotations

from datetime import date, timedelta

from holdfast.journal.models import Event
from holdfast.rotation.models import Confirmation, Seat, Window, Withdrawal
from holdfast.slack.models import Room
from holdfast.slack.room.actions import choose_room


def chosen(slack, **given) -> Room:
    """Lea chooses group and channel, and the worker does what follows."""
    room = choose_room(
        programme=slack.story.programme,
        **{
            "group_id": slack.group.id,
            "group_handle": slack.group.handle,
            "channel_id": slack.home.id,
            "channel_name": slack.home.name,
            "keeps_topic": False,
            "keeps_bookmark": False,
            **given,
        },
        by=slack.story.lea,
        at=slack.story.now,
    )
    slack.work()
    return room


def writes(slack) -> int:
    """How often the group was written, as Slack counts."""
    return sum(call.ok for call in slack.workspace.calls("usergroups.users.update"))


def live(slack, hours: float) -> None:
    """Time passes, and then the worker does what is due."""
    slack.story.now += timedelta(hours=hours)
    slack.work()


def next_window(slack, *logins: str, starts: date, ends: date) -> Window:
    """Another window with confirmed seats."""
    window = Window.objects.create(
        programme=slack.story.programme, starts_on=starts, ends_on=ends, wanted=2
    )
    for position, login in enumerate(logins):
        person = slack.story.people[login]
        seat = Seat.objects.create(
            window=window, person=person, position=position, source="hand", at=slack.story.now
        )
        Confirmation.objects.create(seat=seat, by=person, at=slack.story.now)
    return window


def leaves(slack, login: str) -> None:
    """Their seats are withdrawn behind the application's back; a look finds it."""
    for seat in Seat.objects.filter(person__login=login, withdrawal=None):
        Withdrawal.objects.create(
            seat=seat, by=seat.person, at=slack.story.now, reason="Cannot be there."
        )


def happened(kind: str) -> list[dict]:
    return [each.data for each in Event.objects.filter(kind=kind).order_by("pk")]
