"""The doc that was asked for: of now, or of a window as its end froze it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from holdfast.escalation.presenting.status_doc import live
from holdfast.escalation.queries.status_doc import status_doc
from holdfast.escalation.queries.status_freeze import freeze_on
from holdfast.kernel.period import local_date
from holdfast.people.models import Programme
from holdfast.people.queries import policy_at


def shown(
    programme: Programme, day: date | None, *, at: datetime, base: str
) -> tuple[dict[str, Any], str | None]:
    """The doc as data, and of a frozen one the markdown it was frozen with. Raises NotFound."""
    if day is not None:
        today = local_date(at, policy_at(programme, at).zone)
        if frozen := freeze_on(programme, day, today=today):
            return frozen.data, frozen.markdown
    return live(status_doc(programme, at=at), base=base), None
