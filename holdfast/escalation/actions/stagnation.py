"""Updates are written, or pieces are handed out, and nothing moves (R59)."""

from __future__ import annotations

from datetime import datetime

from holdfast.escalation.actions.ground import save, tell
from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor
from holdfast.people.queries import leads


def mark_stagnating(escalation: Escalation, *, why: str, by: Actor, at: datetime) -> None:
    """Inside another action: it stands still. The DRI and the leads hear it, once until it moves.

    `why` is "updates" (the same next step over and over) or "pieces" (every one is silent).
    """
    if escalation.stagnates_since:
        return
    escalation.stagnates_since = at
    save(escalation, {"stagnates_since"})
    tell(
        "escalation.stagnating",
        escalation,
        by=by.with_request(None),  # its key belongs to the event of the action it is inside of
        at=at,
        people=[escalation.answerable.pk, *leads()],
        why=why,
    )


def clear_stagnation(escalation: Escalation) -> set[str]:
    """It moves again. Returns the fields to save."""
    if escalation.stagnates_since is None:
        return set()
    escalation.stagnates_since = None
    return {"stagnates_since"}
