from holdfast.rotation.models.dropping import Dropping
from holdfast.rotation.models.plan import Pin, Plan, PlanEdit, Publication, Unpin
from holdfast.rotation.models.relief import (
    Dropped,
    DroppedOutcome,
    Relief,
    ReliefAcknowledgement,
    ReliefEnd,
)
from holdfast.rotation.models.seat import Confirmation, Seat, Withdrawal
from holdfast.rotation.models.service import ServedHalf, Strike, WindowClosing
from holdfast.rotation.models.settlement import Settlement
from holdfast.rotation.models.sign_up import SignUp
from holdfast.rotation.models.swap import Swap, SwapAnswer, SwapEnd, SwapOverride
from holdfast.rotation.models.table import TableImport, TableUpload
from holdfast.rotation.models.volunteer import Volunteer
from holdfast.rotation.models.waiver import Waiver
from holdfast.rotation.models.window import Window

__all__ = [
    "Confirmation",
    "Dropped",
    "DroppedOutcome",
    "Dropping",
    "Pin",
    "Plan",
    "PlanEdit",
    "Publication",
    "Relief",
    "ReliefAcknowledgement",
    "ReliefEnd",
    "Seat",
    "ServedHalf",
    "Settlement",
    "SignUp",
    "Strike",
    "Swap",
    "SwapAnswer",
    "SwapEnd",
    "SwapOverride",
    "TableImport",
    "TableUpload",
    "Unpin",
    "Volunteer",
    "Waiver",
    "Window",
    "WindowClosing",
    "Withdrawal",
]
