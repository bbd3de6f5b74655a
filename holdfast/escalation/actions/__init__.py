"""The only writers of escalations. Each is one transaction that ends in an event."""

from holdfast.escalation.actions.acceptance import accept
from holdfast.escalation.actions.alarms import ring_due_alarms
from holdfast.escalation.actions.closure import answer_closure, ask_again, ask_to_close
from holdfast.escalation.actions.customer import import_customers, save_customer
from holdfast.escalation.actions.decline import decline
from holdfast.escalation.actions.handover import (
    accept_handover,
    decline_handover,
    expire_handovers,
    offer_handover,
    withdraw_handover,
)
from holdfast.escalation.actions.participant import involve, leave, spoke
from holdfast.escalation.actions.raising import raise_escalation
from holdfast.escalation.actions.reopening import reopen
from holdfast.escalation.actions.support import name_support
from holdfast.escalation.actions.update import update

__all__ = [
    "accept",
    "accept_handover",
    "answer_closure",
    "ask_again",
    "ask_to_close",
    "decline",
    "decline_handover",
    "expire_handovers",
    "import_customers",
    "involve",
    "leave",
    "name_support",
    "offer_handover",
    "raise_escalation",
    "reopen",
    "ring_due_alarms",
    "save_customer",
    "spoke",
    "update",
    "withdraw_handover",
]
