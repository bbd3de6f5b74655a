from holdfast.escalation.models.closure import Closure, ClosureAnswer, ClosureRequest, Outcome
from holdfast.escalation.models.decline import Decline
from holdfast.escalation.models.escalation import Escalation, Severity
from holdfast.escalation.models.handover import Handover, HandoverAnswer
from holdfast.escalation.models.ownership import Ownership
from holdfast.escalation.models.reopening import Reopening
from holdfast.escalation.models.update import Update

__all__ = [
    "Closure",
    "ClosureAnswer",
    "ClosureRequest",
    "Decline",
    "Escalation",
    "Handover",
    "HandoverAnswer",
    "Outcome",
    "Ownership",
    "Reopening",
    "Severity",
    "Update",
]
