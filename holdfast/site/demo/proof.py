"""What support had on its desk: the issues that engagement is counted against."""

from __future__ import annotations

from datetime import timedelta

from holdfast.escalation.models import Escalation
from holdfast.people.queries import default_programme
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale
from holdfast.support.actions import take_in
from holdfast.support.actions.matching import match
from holdfast.support.rules.said import Said

_DAYS = 200
_ASKED = (
    "Searches end early",
    "Exports stop half-way",
    "Logging in twice",
    "Slow pages",
    "Billing",
)


def support_issues(tale: Tale) -> None:
    """Three on most days of the last months, a few of which only file a defect."""
    customers = sorted(
        set(Escalation.objects.exclude(customer="").values_list("customer", flat=True))
    )
    said = []
    for number in range(3 * _DAYS):
        opened = tale.ago(days=_DAYS - number // 3, hours=5 - number % 3)
        if opened.weekday() > 4:
            continue
        solved = opened + timedelta(hours=2 + (number * 7) % 90)
        said.append(
            Said(
                key=f"HD-{1000 + number}",
                opened_at=opened,
                title=_ASKED[number % len(_ASKED)],
                url=f"https://help.example.com/tickets/{1000 + number}",
                customer=customers[number % len(customers)] if customers else "",
                team=("Search", "Identity", "Billing")[number % 3],
                state="solved" if solved < tale.at else "open",
                filed_defect=number % 17 == 0,
                solved_at=solved if solved < tale.at else None,
            )
        )
    take_in(default_programme(), said, source="csv", at=tale.at)
    asked = Escalation.objects.filter(asks__formal=True).distinct().order_by("pk")
    for escalation, issue in zip(asked[:2], said[-40::7], strict=False):
        if not issue.filed_defect:
            match(ref=escalation.ref, key=issue.key, by=acting("ines"), at=tale.at)
