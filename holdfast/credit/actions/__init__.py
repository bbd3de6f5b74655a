"""The only writers of equivalents, service records and returns."""

from holdfast.credit.actions.equivalents import grant_equivalent, withdraw_equivalent
from holdfast.credit.actions.returns import remind_of_returns, send_return, write_return
from holdfast.credit.actions.service_records import issue_service_record

__all__ = [
    "grant_equivalent",
    "issue_service_record",
    "remind_of_returns",
    "send_return",
    "withdraw_equivalent",
    "write_return",
]
