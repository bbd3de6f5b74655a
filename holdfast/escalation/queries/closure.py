"""Who may say yes or no to closing."""

from __future__ import annotations

from holdfast.escalation.models import ClosureRequest, Escalation
from holdfast.kernel.refusal import NotFound


def answerers(escalation: Escalation, *, asked_by: int) -> set[int]:
    """Numbers of who may agree to closing by themselves: the raiser, and the support engineer
    unless it is them who asked."""
    others = {escalation.support_engineer_id} - {asked_by, None}
    return {escalation.raised_by_id} | {number for number in others if number}


def closure_request(number: int) -> ClosureRequest:
    """With its escalation and who asked. Raises NotFound."""
    found = (
        ClosureRequest.objects.filter(pk=number)
        .select_related("by", "escalation__ownership__person", "escalation__raised_by")
        .first()
    )
    if found is None:
        raise NotFound(f"There is no request to close {number}.")
    return found
