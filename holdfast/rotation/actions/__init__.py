"""The only writers of windows and seats, and of what was served in them."""

from holdfast.rotation.actions.closing import close_windows, credit_half, strike_half
from holdfast.rotation.actions.reconcile import settle
from holdfast.rotation.actions.relief import (
    acknowledge_relief,
    ask_for_relief,
    drop,
    say_outcome,
)
from holdfast.rotation.actions.relief_alarms import ring_reliefs
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.table import Imported, import_table, upload_table
from holdfast.rotation.actions.waiver import waive

__all__ = [
    "Imported",
    "acknowledge_relief",
    "ask_for_relief",
    "close_windows",
    "confirm_seat",
    "credit_half",
    "drop",
    "import_table",
    "ring_reliefs",
    "say_outcome",
    "settle",
    "strike_half",
    "upload_table",
    "waive",
    "withdraw_seat",
]
