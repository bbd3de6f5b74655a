"""The only writers of windows and seats."""

from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.swap import offer_swap, untake_swap
from holdfast.rotation.actions.swap_answers import (
    accept_swap,
    consent_to_swap,
    decline_swap,
    withdraw_swap,
)
from holdfast.rotation.actions.swap_sweep import mind_swaps
from holdfast.rotation.actions.table import Imported, import_table, upload_table

__all__ = [
    "Imported",
    "accept_swap",
    "confirm_seat",
    "consent_to_swap",
    "decline_swap",
    "import_table",
    "mind_swaps",
    "offer_swap",
    "untake_swap",
    "upload_table",
    "withdraw_seat",
    "withdraw_swap",
]
