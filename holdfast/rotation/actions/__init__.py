"""The only writers of windows and seats."""

from holdfast.rotation.actions.relief import (
    acknowledge_relief,
    ask_for_relief,
    drop,
    say_outcome,
)
from holdfast.rotation.actions.relief_alarms import ring_reliefs
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.table import Imported, import_table, upload_table

__all__ = [
    "Imported",
    "acknowledge_relief",
    "ask_for_relief",
    "confirm_seat",
    "drop",
    "import_table",
    "ring_reliefs",
    "say_outcome",
    "upload_table",
    "withdraw_seat",
]
