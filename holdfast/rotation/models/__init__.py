from holdfast.rotation.models.seat import Confirmation, Seat, Withdrawal
from holdfast.rotation.models.table import TableImport, TableUpload
from holdfast.rotation.models.window import Window

__all__ = ["Confirmation", "Seat", "TableImport", "TableUpload", "Window", "Withdrawal"]
