"""What a tracker must be able to do. The edges github, jira and linear each register one; the context
files and hears through them and knows none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """Where a filed issue stands, whatever the tracker's own words are."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"
    DROPPED = "dropped"  # closed without being done: not planned, duplicate, deleted


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be filed. `marker` is a text that stands in the issue and nowhere else, by which it is
    found again; `body` is Markdown and holds it already."""

    where: str
    title: str
    body: str
    marker: str
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """`key` is what people call it there: “org/repo#12”, “PAY-7”."""

    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the tracker says of an issue. `words` is its own state (“In Review”); `login` is who changed
    it, as the tracker names them, empty where it does not say; `changed_at` orders the news."""

    key: str
    state: State
    words: str
    changed_at: datetime
    title: str = ""
    login: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request, as its newest news says. `refs` are the escalations it names (“ESC-7”) in title,
    text or branch; `state` is open, merged or closed; `approvals` are the logins whose newest review
    approves it (R88)."""

    repository: str
    number: int
    url: str
    title: str
    author_login: str
    refs: tuple[str, ...]
    state: str
    merged_at: datetime | None
    updated_at: datetime
    approvals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of a place: can it be filed there, and who can read it. Whoever does not know says
    that it is public."""

    public: bool
    title: str = ""


class Tracker(Protocol):
    """Everything raises the errors of `holdfast.outside.errors`."""

    name: str  # "github"
    title: str  # "GitHub"
    place: str  # what a place is called and looks like: "a repository, such as acme/payments"

    def is_on(self) -> bool:
        """Is it set up here?"""
        ...

    def is_place(self, where: str) -> bool:
        """Can this be the name of a place there? No network."""
        ...

    def look(self, where: str, *, at: datetime) -> Looked: ...

    def file(self, draft: Draft, *, at: datetime) -> Filed: ...

    def find(self, where: str, marker: str, *, at: datetime) -> Filed | None:
        """The issue with this marker, where one is there."""
        ...

    def standing(self, key: str, *, at: datetime) -> Standing: ...

    def key_of(self, url: str) -> str:
        """What people call the issue at this address, empty where it is none of this tracker's."""
        ...

    def rest(self) -> None:
        """Nothing more is due for now: let go of connections."""
        ...


_trackers: dict[str, Tracker] = {}


def register(tracker: Tracker) -> None:
    _trackers[tracker.name] = tracker


def trackers() -> list[Tracker]:
    """Those that are set up here."""
    return [each for each in _trackers.values() if each.is_on()]


def known(name: str) -> Tracker | None:
    """Set up here or not."""
    return _trackers.get(name)


def tracker(name: str) -> Tracker | None:
    found = _trackers.get(name)
    return found if found and found.is_on() else None
