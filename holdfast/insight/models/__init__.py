from holdfast.insight.models.subscription import Subscription

__all__ = ["Subscription"]
