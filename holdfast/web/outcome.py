"""What a page says of how an escalation ended, and of what is the same as it."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.classification import class_of
from holdfast.escalation.queries.learning import learnings_of
from holdfast.escalation.queries.merge import duplicates_of, standing_merge
from holdfast.kernel.actor import Actor
from holdfast.people.rules.permission import may
from holdfast.web.forms import Form
from holdfast.web.forms import closing as forms


def outcome(escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """Asks the database only for what hangs on it."""
    return {
        "classed": class_of(escalation) if hangs.classifications else None,
        "learnings": learnings_of(escalation) if hangs.learnings else [],
        "merged": standing_merge(escalation),
        "duplicates": duplicates_of(escalation) if hangs.duplicates else [],
    }


def closing_acts(escalation: Escalation, actor: Actor) -> list[tuple[type[Form], bool]]:
    """Each form with whether this person may use it now."""
    owner = escalation.owner
    ours = {owner.pk if owner else None, escalation.raised_by_id}
    mine = actor.person_id in ours
    concerned = mine or actor.person_id == escalation.support_engineer_id
    is_open, answerable = escalation.is_open, escalation.answerable.pk == actor.person_id
    may_merge = may(actor, "escalation.merge", mine=answerable)
    return [
        (forms.Classify, may(actor, "escalation.classify", mine=concerned)),
        (forms.Learn, may(actor, "escalation.learn", mine=concerned)),
        (forms.Merge, is_open and (may_merge or (not owner and may(actor, "escalation.accept")))),
        (forms.Regrade, is_open and may(actor, "escalation.regrade", mine=mine)),
    ]
