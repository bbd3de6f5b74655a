from holdfast.rotation.models.seat import Confirmation, Seat, Withdrawal
from holdfast.rotation.models.sign_up import SignUp
from holdfast.rotation.models.table import TableImport, TableUpload
from holdfast.rotation.models.volunteer import Volunteer
from holdfast.rotation.models.window import Window

__all__ = [
    "Confirmation",
    "Seat",
    "SignUp",
    "TableImport",
    "TableUpload",
    "Volunteer",
    "Window",
    "Withdrawal",
]
