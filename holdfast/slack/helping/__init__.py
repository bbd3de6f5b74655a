"""Every other action that a person takes on an escalation, in Slack: asks, corners, pauses, pieces,
fixes, who is involved, what was learned. One module a noun: its forms, its buttons, and which direct
messages carry them. What somebody may do is the escalation's own knowledge (possible.py).
"""

from holdfast.slack.helping import (
    asks,
    capacity,
    closings,
    corners,
    fixes,
    more,
    offers,
    participants,
    pauses,
    pieces,
)

__all__ = [
    "asks",
    "capacity",
    "closings",
    "corners",
    "fixes",
    "more",
    "offers",
    "participants",
    "pauses",
    "pieces",
]
