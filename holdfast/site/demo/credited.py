"""What was served, stated: Hugo's record, and what counts as much as a turn."""

from __future__ import annotations

from datetime import timedelta

from holdfast.credit import actions as credit
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale


def recorded(tale: Tale) -> None:
    """Nora grants Ines her autumn with support; Hugo has his record issued."""
    day = tale.at.date()
    credit.grant_equivalent(
        login="ines-example",
        kind="support embed",
        starts_on=day - timedelta(days=300),
        ends_on=day - timedelta(days=273),
        days=18,
        reason="Sat with support while the new ticket queue came in.",
        by=acting("nora"),
        at=tale.ago(days=2),
    )
    credit.issue_service_record(login="hugo-example", by=acting("hugo"), at=tale.ago(hours=5))
