"""The verbs of windows, seats by hand and sign-ups, for a story."""

from __future__ import annotations

from datetime import date

from holdfast.people.models import Person, Team
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Window
from holdfast.rotation.rules.sign_ups import BOTH, EAGER, IF_NEEDED, NO, WILLING, Said
from tests.cast import Story

__all__ = ["EAGER", "IF_NEEDED", "NO", "WILLING", "Said"]


def opened(story: Story, count: int = 3, *, by: str = "lea", **given) -> list[Window]:
    """The next windows: 16 March to 13 April, and so on by four weeks."""
    return actions.open_windows(
        programme=story.programme, count=count, by=story.of(by), at=story.now, **given
    )


def changed(story: Story, window: Window, *, by: str = "lea", reason: str = "", **changes):
    return actions.change_window(
        window_id=window.pk, changes=changes, reason=reason, by=story.of(by), at=story.now
    )


def dropped(story: Story, window: Window, *, by: str = "lea", reason: str = "A freeze."):
    return actions.drop_window(window_id=window.pk, reason=reason, by=story.of(by), at=story.now)


def seated(story: Story, window: Window, login: str, *, by: str = "lea", **given) -> Seat:
    return actions.seat_person(
        window_id=window.pk, login=login, by=story.of(by), at=story.now, **given
    )


def said(
    story: Story, window: Window, login: str, choice: int = WILLING, *, by: str = "", **given
) -> actions.SignedUp:
    facts = {"halves": BOTH, **given}
    return actions.sign_up(
        window_id=window.pk,
        login=login,
        choice=choice,
        by=story.of(by or login),
        at=story.now,
        **facts,
    )


def sheet(story: Story, text: str, *, by: str = "lea", dry_run: bool = False):
    return actions.import_sign_ups(
        programme=story.programme,
        content=text.encode(),
        dry_run=dry_run,
        by=story.of(by),
        at=story.now,
    )


def engineers(count: int, *, team: str = "Core") -> list[str]:
    """More engineers, each of a team of their own: eng-1, eng-2, …"""
    logins = [f"eng-{number}" for number in range(1, count + 1)]
    for number, login in enumerate(logins, start=1):
        Person.objects.create(
            login=login,
            name=f"Engineer {number}",
            email=f"{login}@example.com",
            role="engineer",
            zone="UTC",
            team=Team.objects.create(name=f"{team} {number}"),
            password="!",
        )
    return logins


def day(text: str) -> date:
    return date.fromisoformat(text)
