"""An escalation that does not move although its clock is kept (R59): marked once, until it moves."""

from __future__ import annotations

from datetime import datetime

from holdfast.escalation.actions.ground import save, tell
from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor
from holdfast.people.queries import leads


def mark_stagnating(escalation: Escalation, *, why: str, by: Actor, at: datetime) -> None:
    """Inside another action, with the escalation taken: who is answerable and the leads hear it.

    `why` is "pieces" where all of its open pieces are silent. One that stagnates already is told of
    no second time.
    """
    if escalation.stagnates_since:
        return
    escalation.stagnates_since = at
    save(escalation, {"stagnates_since"})
    tell(
        "escalation.stagnating",
        escalation,
        by=by.with_request(None),
        at=at,
        people=[escalation.answerable.pk, *leads()],
        why=why,
    )


def clear_stagnation(escalation: Escalation) -> set[str]:
    """Something moves again. Returns the fields to save."""
    if escalation.stagnates_since is None:
        return set()
    escalation.stagnates_since = None
    return {"stagnates_since"}
