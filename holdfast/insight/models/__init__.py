from holdfast.insight.models.counted import Counted
from holdfast.insight.models.followed import Followed
from holdfast.insight.models.subscription import Subscription

__all__ = ["Counted", "Followed", "Subscription"]
