"""What an escalation turned out to be and what became of it, as part of its own JSON."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.presenting.learning import learning_as_data
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.classification import class_of
from holdfast.escalation.queries.learning import learnings_of
from holdfast.escalation.queries.merge import duplicates_of, standing_merge


def outcome_as_data(escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """Asks the database only for what hangs on it."""
    classed = class_of(escalation) if hangs.classifications else None
    merged = standing_merge(escalation)
    duplicates = duplicates_of(escalation) if hangs.duplicates else []
    learned = learnings_of(escalation) if hangs.learnings else []
    return {
        "class": classed and classed.word,
        "class_evidence": (classed.evidence or None) if classed else None,
        "merged_into": merged and merged.into.ref,
        "duplicates": [each.escalation.ref for each in duplicates],
        "learnings": [learning_as_data(each) for each in learned],
    }
