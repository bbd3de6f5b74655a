"""The group that is called for help elsewhere, such as a user group in Slack.

An edge that knows one registers how to look; the rotation compares it with who is on. With none the
page says that it is not connected.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from holdfast.people.models import Programme
from holdfast.rotation.rules.reconcile import GroupSaid


class Group(Protocol):
    """A third source beside sheet and table."""

    def members(self, programme: Programme, *, at: datetime) -> GroupSaid | None:
        """Who was in it when it was last looked at, by the logins of people here; None where that is
        not known. No network: it answers from what the edge has kept."""
        ...


_groups: list[Group] = []


def register(group: Group) -> None:
    _groups.append(group)


def members(programme: Programme, *, at: datetime) -> GroupSaid | None:
    """What the first of them that knows says."""
    said = (group.members(programme, at=at) for group in _groups)
    return next((each for each in said if each is not None), None)
