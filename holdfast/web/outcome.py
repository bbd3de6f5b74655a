"""What a page says of how an escalation ended, and of what is the same as it."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.classification import class_of
from holdfast.escalation.queries.learning import learnings_of
from holdfast.escalation.queries.merge import duplicates_of, standing_merge
from holdfast.web.forms import Form
from holdfast.web.forms import closing as forms

# What may be done (possible.py): its form.
CLOSING: dict[str, type[Form]] = {
    "classify": forms.Classify,
    "learn": forms.Learn,
    "merge": forms.Merge,
    "regrade": forms.Regrade,
}


def outcome(escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """Asks the database only for what hangs on it."""
    return {
        "classed": class_of(escalation) if hangs.classifications else None,
        "learnings": learnings_of(escalation) if hangs.learnings else [],
        "merged": standing_merge(escalation),
        "duplicates": duplicates_of(escalation) if hangs.duplicates else [],
    }
