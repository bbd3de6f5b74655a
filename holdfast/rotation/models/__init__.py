from holdfast.rotation.models.plan import Pin, Plan, PlanEdit, Publication, Unpin
from holdfast.rotation.models.seat import Confirmation, Seat, Withdrawal
from holdfast.rotation.models.sign_up import SignUp
from holdfast.rotation.models.table import TableImport, TableUpload
from holdfast.rotation.models.volunteer import Volunteer
from holdfast.rotation.models.window import Window

__all__ = [
    "Confirmation",
    "Pin",
    "Plan",
    "PlanEdit",
    "Publication",
    "Seat",
    "SignUp",
    "TableImport",
    "TableUpload",
    "Unpin",
    "Volunteer",
    "Window",
    "Withdrawal",
]
