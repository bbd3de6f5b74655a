from holdfast.credit.models.equivalent import Equivalent, EquivalentWithdrawal
from holdfast.credit.models.return_report import Return, ReturnNote
from holdfast.credit.models.service_record import ServiceRecord, SigningKey

__all__ = [
    "Equivalent",
    "EquivalentWithdrawal",
    "Return",
    "ReturnNote",
    "ServiceRecord",
    "SigningKey",
]
