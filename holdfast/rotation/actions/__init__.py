"""The only writers of windows, seats and sign-ups."""

from holdfast.rotation.actions.reminding import (
    announce_open_seats,
    ask_for_sign_ups,
    ask_to_confirm,
)
from holdfast.rotation.actions.seating import seat_person
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.sign_up_import import ImportedSignUps, import_sign_ups
from holdfast.rotation.actions.sign_ups import SignedUp, sign_up, sign_up_sheet
from holdfast.rotation.actions.table import Imported, import_table, upload_table
from holdfast.rotation.actions.volunteer import change_volunteer
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
    "announce_open_seats",
    "ask_for_sign_ups",
    "ask_to_confirm",
    "change_volunteer",
    "change_window",
    "confirm_seat",
    "drop_window",
    "import_sign_ups",
    "import_table",
    "open_windows",
    "seat_person",
    "sign_up",
    "sign_up_sheet",
    "take_up_window",
    "upload_table",
    "withdraw_seat",
]
