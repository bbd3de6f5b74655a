"""Whose an escalation is, for what only they may do to it."""

from __future__ import annotations

from holdfast.escalation.models import Escalation
from holdfast.kernel.actor import Actor


def concerns(escalation: Escalation, by: Actor) -> bool:
    """Is it theirs: as its owner, its raiser, or who answers to the customer for it?"""
    owner = escalation.ownership.person_id if escalation.ownership else None
    return by.person_id is not None and by.person_id in {
        owner,
        escalation.raised_by_id,
        escalation.support_engineer_id,
    }
