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
from holdfast.escalation.actions.calling import Called, call_for_help, called_again
from holdfast.escalation.actions.capacity import at_capacity, has_capacity
from holdfast.escalation.actions.classification import classify
from holdfast.escalation.actions.closure import answer_closure, ask_to_close
from holdfast.escalation.actions.cornered import (
    acknowledge_cornered,
    climb_ladders,
    corner,
    free,
)
from holdfast.escalation.actions.customer import import_customers, save_customer
from holdfast.escalation.actions.decline import decline
from holdfast.escalation.actions.fix import record_fix
from holdfast.escalation.actions.handover import (
    accept_handover,
    decline_handover,
    expire_handovers,
    offer_handover,
    withdraw_handover,
)
from holdfast.escalation.actions.handovers import Offer, Offered, offer_everything, offer_several
from holdfast.escalation.actions.learning import learn
from holdfast.escalation.actions.link import link, unlink
from holdfast.escalation.actions.merge import merge
from holdfast.escalation.actions.pack import decide_item, freeze_packs, make_packs
from holdfast.escalation.actions.participant import involve, leave, spoke
from holdfast.escalation.actions.pause import pause, resume
from holdfast.escalation.actions.piece import (
    amend_piece,
    bounce_piece,
    finish_piece,
    hand_out_piece,
    reopen_piece,
    resend_piece,
    take_piece,
    waive_piece,
)
from holdfast.escalation.actions.piece_silence import ring_silent_pieces
from holdfast.escalation.actions.raising import raise_escalation
from holdfast.escalation.actions.regrading import regrade
from holdfast.escalation.actions.reopening import reopen
from holdfast.escalation.actions.silence import ask_again
from holdfast.escalation.actions.status_freeze import freeze_status
from holdfast.escalation.actions.support import name_support
from holdfast.escalation.actions.tag import dismiss_tag, note_tag, remind_tags
from holdfast.escalation.actions.update import update

__all__ = [
    "Called",
    "Offer",
    "Offered",
    "accept",
    "accept_handover",
    "acknowledge_ask",
    "acknowledge_cornered",
    "agree_ask",
    "amend_piece",
    "answer_closure",
    "ask",
    "ask_again",
    "ask_to_close",
    "at_capacity",
    "bounce_piece",
    "call_for_help",
    "called_again",
    "classify",
    "climb_ladders",
    "corner",
    "decide_item",
    "decline",
    "decline_ask",
    "decline_handover",
    "dismiss_tag",
    "expire_handovers",
    "finish_ask",
    "finish_piece",
    "free",
    "freeze_packs",
    "freeze_status",
    "hand_out_piece",
    "has_capacity",
    "import_customers",
    "involve",
    "learn",
    "leave",
    "link",
    "make_packs",
    "merge",
    "name_support",
    "note_tag",
    "offer_everything",
    "offer_handover",
    "offer_several",
    "pause",
    "raise_escalation",
    "record_fix",
    "regrade",
    "remind_asks",
    "remind_tags",
    "reopen",
    "reopen_piece",
    "resend_piece",
    "resume",
    "ring_due_alarms",
    "ring_silent_pieces",
    "save_customer",
    "spoke",
    "take_piece",
    "unlink",
    "update",
    "waive_piece",
    "withdraw_ask",
    "withdraw_handover",
]
