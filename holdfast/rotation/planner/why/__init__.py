"""Why this person, why not that one, why a seat stays empty and what would fill it."""

from holdfast.rotation.planner.why.explain import explain

__all__ = ["explain"]
