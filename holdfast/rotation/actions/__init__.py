"""The only writers of windows and seats, and of what was served in them."""

from holdfast.rotation.actions.closing import close_windows, credit_half, strike_half
from holdfast.rotation.actions.editing import edit_plan
from holdfast.rotation.actions.pins import pin, unpin
from holdfast.rotation.actions.plan import cancel_plan, propose
from holdfast.rotation.actions.publishing import publish_plan
from holdfast.rotation.actions.reconcile import settle
from holdfast.rotation.actions.relief import acknowledge_relief, ask_for_relief, drop, say_outcome
from holdfast.rotation.actions.relief_alarms import ring_reliefs
from holdfast.rotation.actions.reminding import (
    announce_open_seats,
    ask_for_sign_ups,
    ask_to_confirm,
)
from holdfast.rotation.actions.seating import seat_person
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.sign_up_import import ImportedSignUps, import_sign_ups
from holdfast.rotation.actions.sign_ups import SignedUp, sign_up, sign_up_sheet
from holdfast.rotation.actions.solving import solve_plans
from holdfast.rotation.actions.swap import offer_swap, untake_swap
from holdfast.rotation.actions.swap_answers import (
    accept_swap,
    consent_to_swap,
    decline_swap,
    withdraw_swap,
)
from holdfast.rotation.actions.swap_sweep import mind_swaps
from holdfast.rotation.actions.table import Imported, import_table, upload_table
from holdfast.rotation.actions.volunteer import change_volunteer
from holdfast.rotation.actions.waiver import waive
from holdfast.rotation.actions.windows import (
    change_window,
    drop_window,
    open_windows,
    take_up_window,
)

__all__ = [
    "Imported",
    "ImportedSignUps",
    "SignedUp",
    "accept_swap",
    "acknowledge_relief",
    "announce_open_seats",
    "ask_for_relief",
    "ask_for_sign_ups",
    "ask_to_confirm",
    "cancel_plan",
    "change_volunteer",
    "change_window",
    "close_windows",
    "confirm_seat",
    "consent_to_swap",
    "credit_half",
    "decline_swap",
    "drop",
    "drop_window",
    "edit_plan",
    "import_sign_ups",
    "import_table",
    "mind_swaps",
    "offer_swap",
    "open_windows",
    "pin",
    "propose",
    "publish_plan",
    "ring_reliefs",
    "say_outcome",
    "seat_person",
    "settle",
    "sign_up",
    "sign_up_sheet",
    "solve_plans",
    "strike_half",
    "take_up_window",
    "unpin",
    "untake_swap",
    "upload_table",
    "waive",
    "withdraw_seat",
    "withdraw_swap",
]
