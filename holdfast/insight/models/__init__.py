from holdfast.insight.models.counted import Counted
from holdfast.insight.models.followed import Followed

__all__ = ["Counted", "Followed"]
