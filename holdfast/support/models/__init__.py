from holdfast.support.models.issue import Issue

__all__ = ["Issue"]
