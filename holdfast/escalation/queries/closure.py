"""Who may say yes or no to closing."""

from __future__ import annotations

from holdfast.escalation.models import Escalation


def answerers(escalation: Escalation, *, asked_by: int) -> set[int]:
    """Numbers of who may agree to closing by themselves: the raiser, and the support engineer
    unless it is them who asked."""
    others = {escalation.support_engineer_id} - {asked_by, None}
    return {escalation.raised_by_id} | {number for number in others if number}
