"""The only writers of windows, seats and plans."""

from holdfast.rotation.actions.editing import edit_plan
from holdfast.rotation.actions.pins import pin, unpin
from holdfast.rotation.actions.plan import cancel_plan, propose
from holdfast.rotation.actions.publishing import publish_plan
from holdfast.rotation.actions.seats import confirm_seat, withdraw_seat
from holdfast.rotation.actions.solving import solve_plans
from holdfast.rotation.actions.table import Imported, import_table, upload_table

__all__ = [
    "Imported",
    "cancel_plan",
    "confirm_seat",
    "edit_plan",
    "import_table",
    "pin",
    "propose",
    "publish_plan",
    "solve_plans",
    "unpin",
    "upload_table",
    "withdraw_seat",
]
