"""The end of a window: what was handed over at the last one, and what the next one lays out."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from holdfast.escalation import actions as escalations
from holdfast.escalation.models import Escalation
from holdfast.people.queries import default_programme
from holdfast.rotation import actions as rotation
from holdfast.rotation.models import Window
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def last(tale: Tale) -> None:
    """Hugo's window ended; he kept what he had begun."""
    window = Window.objects.filter(
        programme=default_programme(), ends_on__lte=tale.at.date()
    ).latest("ends_on")
    over = datetime.combine(window.ends_on, time(9), UTC)
    escalations.make_packs(over - timedelta(days=1))
    issue = Escalation.objects.get(title__startswith="Invoices show the old")
    escalations.decide_item(
        window_id=window.pk,
        ref=issue.ref,
        decision="keep",
        by=acting("hugo"),
        at=over - timedelta(hours=20),
    )
    escalations.freeze_packs(over)
    escalations.freeze_status(over)
    rotation.close_windows(over + timedelta(days=1))


def ahead(tale: Tale) -> None:
    """The pack of the window that runs now; one of its items is kept already."""
    escalations.make_packs(tale.ago(minutes=90))
    running = Window.objects.get(
        starts_on__lte=tale.at.date(), pack__frozen=None, pack__isnull=False
    )
    issue = Escalation.objects.filter(ownership__person__login="ines-example", closure=None).first()
    if issue:
        escalations.decide_item(
            window_id=running.pk,
            ref=issue.ref,
            decision="keep",
            by=acting("ines"),
            at=tale.ago(minutes=45),
        )
