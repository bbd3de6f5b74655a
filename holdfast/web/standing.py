"""What keeps an escalation from moving, for its page: banners, and what this person may do."""

from __future__ import annotations

from typing import Any

from holdfast.escalation.models import Escalation
from holdfast.escalation.queries import Attached
from holdfast.escalation.queries.cornered import running_corner, time_cornered
from holdfast.web import words
from holdfast.web.forms import Form
from holdfast.web.forms import standing as forms
from holdfast.web.request import Request

# What may be done (possible.py): its form.
NOT_MOVING: dict[str, type[Form]] = {
    "corner": forms.Corner,
    "acknowledge_cornered": forms.Acknowledge,
    "free": forms.Free,
    "pause": forms.Pause,
    "resume": forms.Resume,
}


def standing(request: Request, escalation: Escalation, hangs: Attached) -> dict[str, Any]:
    """Reads only what there is."""
    return {
        "corner": running_corner(escalation),
        "cornered_for": words.length(time_cornered(escalation, request.now))
        if hangs.corners
        else "",
    }
