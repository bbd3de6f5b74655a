"""The only writers of escalations. Each is one transaction that ends in an event."""

from holdfast.escalation.actions.acceptance import accept
from holdfast.escalation.actions.alarms import ring_due_alarms
from holdfast.escalation.actions.classification import classify
from holdfast.escalation.actions.closure import answer_closure, ask_to_close
from holdfast.escalation.actions.decline import decline
from holdfast.escalation.actions.handover import (
    accept_handover,
    decline_handover,
    expire_handovers,
    offer_handover,
    withdraw_handover,
)
from holdfast.escalation.actions.learning import learn
from holdfast.escalation.actions.merge import merge
from holdfast.escalation.actions.raising import raise_escalation
from holdfast.escalation.actions.regrading import regrade
from holdfast.escalation.actions.reopening import reopen
from holdfast.escalation.actions.silence import ask_again
from holdfast.escalation.actions.update import update

__all__ = [
    "accept",
    "accept_handover",
    "answer_closure",
    "ask_again",
    "ask_to_close",
    "classify",
    "decline",
    "decline_handover",
    "expire_handovers",
    "learn",
    "merge",
    "offer_handover",
    "raise_escalation",
    "regrade",
    "reopen",
    "ring_due_alarms",
    "update",
    "withdraw_handover",
]
