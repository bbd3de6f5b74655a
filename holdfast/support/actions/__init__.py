"""What changes support issues."""

from holdfast.support.actions.bringing import begin_import, bring_issues
from holdfast.support.actions.importing import import_issues
from holdfast.support.actions.matching import match, match_raised, unmatch
from holdfast.support.actions.taking_in import TakenIn, take_in
from holdfast.support.actions.tallying import recount

__all__ = [
    "TakenIn",
    "begin_import",
    "bring_issues",
    "import_issues",
    "match",
    "match_raised",
    "recount",
    "take_in",
    "unmatch",
]
