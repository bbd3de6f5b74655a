"""The only writers of windows and seats."""

from holdfast.rotation.actions.reconcile import settle
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.table import Imported, import_table, upload_table

__all__ = [
    "Imported",
    "confirm_seat",
    "import_table",
    "settle",
    "upload_table",
    "withdraw_seat",
]
