from holdfast.tracker.models.filing import Filing
from holdfast.tracker.models.place import Place

__all__ = ["Filing", "Place"]
