"""The status doc is kept whole when a window is handed over (R70)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from holdfast.escalation.actions.ground import one_by_one
from holdfast.escalation.models import StatusFreeze
from holdfast.escalation.queries.status_doc import status_doc
from holdfast.escalation.queries.status_freeze import (
    boundaries_to_freeze,
    since_last,
    window_to_freeze,
)
from holdfast.journal.actions import record
from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Programme
from holdfast.rotation.models import Window
from holdfast.rotation.queries.windows import days_of


def freeze_status(at: datetime) -> int:
    """Sweep: the doc of each boundary that has come, with what changed since the one before."""
    due = [
        pk for programme in Programme.objects.all() for pk in boundaries_to_freeze(programme, at)
    ]
    return one_by_one(_freeze, due, at)


def _freeze(window_id: int, at: datetime) -> int:
    # The shapes are made of what the actions return, so they can be imported only once those are.
    from holdfast.escalation.presenting.status_doc import as_data, as_markdown
    from holdfast.escalation.presenting.status_freeze import changes_as_data

    with transaction.atomic(durable=True):
        # Locked first: another ticker may be at it.
        Window.objects.select_for_update().filter(pk=window_id).first()
        window = window_to_freeze(window_id)
        programme, boundary_on = window.programme, days_of(window)[1]
        if StatusFreeze.objects.filter(programme=programme, boundary_on=boundary_on).exists():
            return 0
        data = as_data(status_doc(programme, at=at, most=None), base=settings.BASE_URL)
        data |= {
            "frozen": {
                "at": at.isoformat(),
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
            },
            "changes": changes_as_data(since_last(programme, at)),
            "url": f"{settings.BASE_URL}/status-doc/{window.starts_on.isoformat()}",
        }
        StatusFreeze.objects.create(
            programme=programme,
            starts_on=window.starts_on,
            ends_on=window.ends_on,
            boundary_on=boundary_on,
            data=data,
            markdown=as_markdown(data),
            at=at,
        )
        record(
            "status_doc.frozen",
            subject=f"programme-{programme.pk}",
            by=CLOCK,
            at=at,
            key=f"status-doc-frozen:{programme.pk}:{boundary_on.isoformat()}",
            data={
                "starts_on": window.starts_on.isoformat(),
                "ends_on": window.ends_on.isoformat(),
                "boundary_on": boundary_on.isoformat(),
                "open": len(data["open"]),
            },
        )
    return 1
