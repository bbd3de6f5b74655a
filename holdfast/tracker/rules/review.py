"""Who of the owning team looked at a change of somebody else's (R88)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def reviewer(approvals: Iterable[str], *, author: str, team: Mapping[str, int]) -> int | None:
    """Who of the team approves it, by number. `team` has the numbers of its people by login; what the
    author says of their own change does not count. Logins are the same in any case."""
    looked = sorted(login.lower() for login in approvals)
    return next((team[each] for each in looked if each in team and each != author.lower()), None)


def is_unreviewed(*, by_the_team: bool, reviewer: int | None) -> bool:
    """Is a merged change an exception? One by somebody of the owning team needs no reviewer."""
    return not by_the_team and reviewer is None
