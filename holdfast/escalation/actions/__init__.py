"""The only writers of escalations. Each is one transaction that ends in an event."""

from holdfast.escalation.actions.acceptance import accept
from holdfast.escalation.actions.alarms import ring_due_alarms
from holdfast.escalation.actions.ask import (
    acknowledge_ask,
    agree_ask,
    ask,
    decline_ask,
    finish_ask,
    remind_asks,
    withdraw_ask,
)
from holdfast.escalation.actions.closure import answer_closure, ask_again, ask_to_close
from holdfast.escalation.actions.decline import decline
from holdfast.escalation.actions.handover import (
    accept_handover,
    decline_handover,
    expire_handovers,
    offer_handover,
    withdraw_handover,
)
from holdfast.escalation.actions.raising import raise_escalation
from holdfast.escalation.actions.reopening import reopen
from holdfast.escalation.actions.update import update

__all__ = [
    "accept",
    "accept_handover",
    "acknowledge_ask",
    "agree_ask",
    "answer_closure",
    "ask",
    "ask_again",
    "ask_to_close",
    "decline",
    "decline_ask",
    "decline_handover",
    "expire_handovers",
    "finish_ask",
    "offer_handover",
    "raise_escalation",
    "remind_asks",
    "reopen",
    "ring_due_alarms",
    "update",
    "withdraw_ask",
    "withdraw_handover",
]
