"""What insight itself changes: who gets the monthly report, and that it was made."""

from holdfast.insight.actions.reporting import make_reports
from holdfast.insight.actions.subscription import end_subscription, subscribe

__all__ = ["end_subscription", "make_reports", "subscribe"]
