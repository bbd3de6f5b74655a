"""The states of a piece, and what may follow which; pure words over its moves (R80, R81)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from holdfast.kernel.text import plural
from holdfast.kernel.working_time import WorkingHours, deadline
from holdfast.people.rules.policy import Policy

SENT, TAKEN, BOUNCED, DONE, WAIVED = STATES = ("sent", "taken", "bounced", "done", "waived")
ENDED = frozenset({DONE, WAIVED})
_STATE_AFTER = {"reopened": SENT}  # every other move is named like the state it leads to

# From which states a move makes sense.
MAY_FOLLOW = {
    "taken": frozenset({SENT, BOUNCED}),
    "bounced": frozenset({SENT, TAKEN}),
    "sent": frozenset({SENT, TAKEN, BOUNCED}),
    "done": frozenset({SENT, TAKEN, BOUNCED}),
    "waived": frozenset({SENT, TAKEN, BOUNCED}),
    "reopened": ENDED,
}

_MIDDLE = {SENT: "sent to", TAKEN: "taken by", BOUNCED: "bounced by"}
_IN_ORDER = (DONE, WAIVED, TAKEN, SENT, BOUNCED)


def state_after(moves: Sequence[str]) -> str:
    """The state that these moves, oldest first, leave a piece in. Handing it out sent it."""
    return _STATE_AFTER.get(moves[-1], moves[-1]) if moves else SENT


def progress(pieces: Iterable[tuple[str, str]]) -> str:
    """“3 pieces: 1 done, 1 taken by Search, 1 bounced by Billing”, of (state, team) of each.

    Empty where there are no pieces.
    """
    counts = Counter((state, "" if state in ENDED else team) for state, team in pieces)
    if not counts:
        return ""
    parts = [
        f"{count} {_MIDDLE[state]} {team}" if team else f"{count} {state}"
        for (state, team), count in sorted(
            counts.items(), key=lambda each: (_IN_ORDER.index(each[0][0]), each[0][1])
        )
    ]
    return f"{plural(counts.total(), 'piece')}: {', '.join(parts)}"


def silent_at(moved_at: datetime, policy: Policy) -> datetime:
    """When a piece that nobody moves from then on counts as silent (R59), in the programme's own
    working hours: a team has none that we know."""
    hours = WorkingHours(zone=policy.zone, starts=policy.day_starts, ends=policy.day_ends)
    return deadline(moved_at, policy.piece_silence, hours)
