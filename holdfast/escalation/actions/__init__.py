"""The only writers of escalations. Each is one transaction that ends in an event."""

from holdfast.escalation.actions.acceptance import accept
from holdfast.escalation.actions.alarms import ring_due_alarms
from holdfast.escalation.actions.closure import answer_closure, ask_again, ask_to_close
from holdfast.escalation.actions.decline import decline
from holdfast.escalation.actions.handover import (
    accept_handover,
    decline_handover,
    expire_handovers,
    offer_handover,
    withdraw_handover,
)
from holdfast.escalation.actions.handovers import Offer, Offered, offer_everything, offer_several
from holdfast.escalation.actions.link import link, unlink
from holdfast.escalation.actions.raising import raise_escalation
from holdfast.escalation.actions.reopening import reopen
from holdfast.escalation.actions.update import update

__all__ = [
    "Offer",
    "Offered",
    "accept",
    "accept_handover",
    "answer_closure",
    "ask_again",
    "ask_to_close",
    "decline",
    "decline_handover",
    "expire_handovers",
    "link",
    "offer_everything",
    "offer_handover",
    "offer_several",
    "raise_escalation",
    "reopen",
    "ring_due_alarms",
    "unlink",
    "update",
    "withdraw_handover",
]
