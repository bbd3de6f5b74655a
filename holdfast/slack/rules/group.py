"""What is to be done about a user group: pure, from who must be in it, who is, and what was before.

It is written only where it differs and we know why: who is on changed. What a hand changed is left as
it is until somebody decides, or until who is on changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

Users = tuple[str, ...]

# Slack may show for a moment what stood before our own write.
_SETTLES = timedelta(minutes=2)
# A refusal is tried again so often, and at every change of who is on.
TRY_AGAIN = timedelta(days=1)


class Step(StrEnum):
    WELL = "well"  # it holds who it must
    WRITE = "write"
    EMPTY = "empty"  # nobody could be put in: a group is never emptied
    DRIFTED = "drifted"  # a hand changed it: the leads decide
    WAITS = "waits"  # they were asked and have not answered
    HELD = "held"  # they chose to keep it so
    SETTLES = "settles"  # it still shows what stood before our write
    REFUSED = "refused"  # Slack does not let us, as it said lately


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of the group (the fields of models/group.py)."""

    written: Users | None = None
    written_at: datetime | None = None
    before: Users | None = None
    drift: Users | None = None
    held: Users | None = None
    refused_for: Users | None = None
    tried_at: datetime | None = None


def step(wanted: Users, there: Users, known: Known, *, at: datetime) -> Step:
    """`wanted` must be in it, `there` are; both sorted."""
    if not wanted:
        return Step.EMPTY
    if there == wanted:
        return Step.WELL
    tried = known.tried_at
    if known.refused_for == wanted and tried and at - tried < TRY_AGAIN:
        return Step.REFUSED
    if known.written is None or known.written in {there, ()} or known.written != wanted:
        return Step.WRITE
    return _by_hand(there, known, at=at)


def _by_hand(there: Users, known: Known, *, at: datetime) -> Step:
    """It is not what we wrote, and who is on has not changed since."""
    if there == known.held:
        return Step.HELD
    written_at = known.written_at
    if there == known.before and written_at and at - written_at < _SETTLES:
        return Step.SETTLES
    return Step.WAITS if there == known.drift else Step.DRIFTED


@dataclass(frozen=True, slots=True)
class Difference:
    """What makes one list out of another."""

    added: Users
    removed: Users


def difference(before: Iterable[str], after: Iterable[str]) -> Difference:
    old, new = set(before), set(after)
    return Difference(tuple(sorted(new - old)), tuple(sorted(old - new)))


# What Slack's refusals mean, in words: which setting somebody has to change (docs.slack.dev, errors of
# usergroups.users.update; the setting: Workspace settings, Permissions, User groups).
_REFUSALS: Mapping[str, str] = {
    "permission_denied": (
        "This Slack workspace lets only some people change user groups. In Slack's admin pages, under "
        "“Settings & permissions”, tab “Permissions”, section “User groups”, set “Who can modify user "
        "groups” to everyone: an app has no other way."
    ),
    "missing_scope": (
        "The app lacks the permissions usergroups:read and usergroups:write. Install it again on "
        "/setup/slack."
    ),
    "no_such_subteam": (
        "The Slack group is deleted or switched off. Switch it on again in Slack (People & user "
        "groups), or choose another one on /setup/slack."
    ),
    "subteam_max_users_exceeded": "The Slack group is full: Slack takes no more people into it.",
}
_PAID = "User groups need a paid plan of Slack's. Until then everybody who is on is mentioned one by one."
_REFUSALS = {
    **_REFUSALS,
    **dict.fromkeys(("plan_upgrade_required", "paid_teams_only", "paid_only"), _PAID),
}
GONE = "no_such_subteam"
NOT_THEIRS = frozenset({"invalid_users", "failed_for_some_users"})


def refusal(code: str) -> str:
    """Why the group cannot be kept up, and what has to be changed in Slack for it."""
    return _REFUSALS.get(
        code, f"Slack does not let us keep the group up (“{code}”); see /setup/slack."
    )
