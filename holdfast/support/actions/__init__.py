"""What changes support issues."""

from holdfast.support.actions.taking_in import TakenIn, take_in

__all__ = ["TakenIn", "take_in"]
