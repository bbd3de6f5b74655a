from holdfast.tracker.models.filing import Filing
from holdfast.tracker.models.place import Place
from holdfast.tracker.models.pull_request import PullRequest

__all__ = ["Filing", "Place", "PullRequest"]
