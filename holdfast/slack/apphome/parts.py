"""What the sections of the Home are made of: short lines, at most two buttons in a row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    SectionBlock,
)

from holdfast.escalation.models import Escalation
from holdfast.kernel.period import local_date
from holdfast.people.models import Person
from holdfast.people.rules.permission import rank
from holdfast.slack.identity import users_of
from holdfast.slack.text import MOST_TEXT, escape, link, moment, said, shorten, user
from holdfast.slack.verbs import Verb

_MOST_TITLE = 200
_MOST_HEADER = 150  # Slack's own, of a header


def address(path: str) -> str:
    return f"{settings.BASE_URL}{path}"


def page_of(escalation: Escalation) -> str:
    return address(f"/escalations/{escalation.ref}")


def header(words: str) -> Block:
    return HeaderBlock(text=shorten(words, _MOST_HEADER))


def lines(*given: str) -> Block:
    """One block of several short lines; empty ones are left out."""
    return SectionBlock(text=shorten("\n".join(line for line in given if line), MOST_TEXT))


def small(words: str) -> Block:
    return ContextBlock(elements=[MarkdownTextObject(text=shorten(words, MOST_TEXT))])


def row(*verbs: Verb) -> Block:
    """The value goes into the action_id, too: on one page stand several of one name."""
    return ActionsBlock(elements=[verb.button(at=verb.value) for verb in verbs])


def and_more(count: int, path: str) -> list[Block]:
    """The line under a list that was cut; nothing where it was not."""
    return [small(link(address(path), f"and {count} more"))] if count > 0 else []


def titled(escalation: Escalation) -> str:
    """Its name, how bad it is and its title, with a link to its page."""
    title = said(escalation.title, most=_MOST_TITLE)
    return f"*{link(page_of(escalation), escalation.ref)} · sev{escalation.severity} · {title}*"


def marks(escalation: Escalation) -> list[str]:
    """What makes it stand still."""
    found = {
        "cornered": escalation.cornered_id,
        "paused": escalation.pause_id,
        "stands still": escalation.stagnates_since,
    }
    return [word for word, so in found.items() if so]


def update_due(escalation: Escalation, at: datetime) -> str:
    """When its next update is due, and plainly where that is past."""
    due = escalation.update_due_at
    if due is None:
        return ""
    if due <= at:
        return f"*Update overdue* since {moment(due)}"
    return f"Next update due {moment(due)}"


class Called:
    """How people are called: by their account, where we know it; looked up once for a section."""

    def __init__(self, people: Iterable[int | None]) -> None:
        self._users = users_of({number for number in people if number is not None})

    def __call__(self, person: Person) -> str:
        found = self._users.get(person.pk)
        return user(found) if found else escape(str(person))

    def number(self, number: int, name: str) -> str:
        found = self._users.get(number)
        return user(found) if found else escape(name)


def is_engineer(person: Person) -> bool:
    """May they own escalations and sit on the rotation?"""
    return rank(person.role) >= rank("engineer")


def leads_it(person: Person) -> bool:
    return rank(person.role) >= rank("lead")


def today_of(person: Person, at: datetime) -> date:
    return local_date(at, person.zone or "UTC")


def day(given: date) -> str:
    return f"{given:%a} {given.day} {given:%b}"


def days(given: tuple[date, date]) -> str:
    return f"{day(given[0])} to {day(given[1])}"


def several(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
