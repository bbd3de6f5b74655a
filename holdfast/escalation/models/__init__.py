from holdfast.escalation.models.ask import Ask, AskAnswer
from holdfast.escalation.models.capacity import AtCapacity
from holdfast.escalation.models.classification import Classification, EscalationClass
from holdfast.escalation.models.closure import Closure, ClosureAnswer, ClosureRequest, Outcome
from holdfast.escalation.models.cornered import Acknowledgement, Cornered, Freed, Rung
from holdfast.escalation.models.customer import Customer
from holdfast.escalation.models.decline import Decline
from holdfast.escalation.models.escalation import Escalation, Phase, Severity
from holdfast.escalation.models.fix import Fix
from holdfast.escalation.models.handover import Handover, HandoverAnswer
from holdfast.escalation.models.learning import Learning
from holdfast.escalation.models.link import Link
from holdfast.escalation.models.merge import Merge
from holdfast.escalation.models.ownership import Ownership
from holdfast.escalation.models.pack import Frozen, Kept, Pack, PackItem
from holdfast.escalation.models.participant import Participant
from holdfast.escalation.models.pause import Pause, Resumption
from holdfast.escalation.models.piece import Piece, PieceMove, Purpose
from holdfast.escalation.models.reopening import Reopening
from holdfast.escalation.models.status_freeze import StatusFreeze
from holdfast.escalation.models.tag import Tag, TagAnswer
from holdfast.escalation.models.update import Update

__all__ = [
    "Acknowledgement",
    "Ask",
    "AskAnswer",
    "AtCapacity",
    "Classification",
    "Closure",
    "ClosureAnswer",
    "ClosureRequest",
    "Cornered",
    "Customer",
    "Decline",
    "Escalation",
    "EscalationClass",
    "Fix",
    "Freed",
    "Frozen",
    "Handover",
    "HandoverAnswer",
    "Kept",
    "Learning",
    "Link",
    "Merge",
    "Outcome",
    "Ownership",
    "Pack",
    "PackItem",
    "Participant",
    "Pause",
    "Phase",
    "Piece",
    "PieceMove",
    "Purpose",
    "Reopening",
    "Resumption",
    "Rung",
    "Severity",
    "StatusFreeze",
    "Tag",
    "TagAnswer",
    "Update",
]
