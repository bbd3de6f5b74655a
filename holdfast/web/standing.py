"""What keeps an escalation from moving, for its page: banners, and what this person may do."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Cornered, Escalation
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.cornered import running_corner, time_cornered
from holdfast.people.rules.permission import may
from holdfast.web import words
from holdfast.web.forms import Form
from holdfast.web.forms import standing as forms
from holdfast.web.request import Request


def standing(request: Request, escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """Reads only what there is."""
    return {
        "corner": running_corner(escalation),
        "cornered_for": words.length(time_cornered(escalation, request.now))
        if hangs.corners
        else "",
    }


def possible(
    request: Request, escalation: Escalation, corner: Cornered | None
) -> list[tuple[type[Form], bool]]:
    actor, me = request.actor, request.user.pk
    owner = escalation.owner
    if owner is None or not escalation.is_open:
        return []
    mine = owner.pk == me
    rungs = corner.rungs.all() if corner else ()
    asked = any(
        each.person_id == me and getattr(each, "acknowledgement", None) is None for each in rungs
    )
    return [
        (forms.Corner, corner is None and may(actor, "cornered.call", mine=mine)),
        (forms.Acknowledge, asked),
        (forms.Free, corner is not None and may(actor, "cornered.free", mine=mine)),
        (forms.Pause, may(actor, "escalation.pause", mine=mine)),
        (forms.Resume, bool(escalation.pause_id) and may(actor, "escalation.pause", mine=mine)),
    ]
