"""What came to customer support in the last months: an import, and issues that were escalated."""

from __future__ import annotations

import io
from datetime import timedelta

from holdfast.escalation.models import Escalation
from holdfast.people.queries import default_programme
from holdfast.site.demo.company import acting
from holdfast.site.demo.tale import Tale
from holdfast.support.actions import begin_import, bring_issues, import_issues, match, match_raised

_DAYS = 200
_TITLES = (
    *("Search finds nothing after the upgrade", "Invoices arrive twice", "Cannot add a colleague"),
    *("Export is slow", "Question about retention", "Login loops", "Webhook is late"),
)
# Seven, for an eighth of the issues are bugs: so everybody has some of them.
_CUSTOMERS = (
    *("Northwind", "Contoso", "Adatum", "Litware"),
    *("Woodgrove", "Lucerne", "Trey Research"),
)
_GROUPS = ("First line", "Platform", "Billing desk")


def came_to_support(tale: Tale) -> None:
    """Some two a day, an eighth of them bugs; the newest escalations are about some of them."""
    lines = ["Ticket ID,Created at,Solved at,Organization,Group,Priority,Status,Subject,Type"]
    for number in range(2 * _DAYS):
        opened = tale.ago(days=_DAYS - number // 2, hours=number % 9)
        solved = opened + timedelta(hours=5 + number * 37 % 150)
        done = solved < tale.at
        lines.append(
            f"{4000 + number},{opened:%Y-%m-%d %H:%M},{f'{solved:%Y-%m-%d %H:%M}' if done else ''},"
            f"{_CUSTOMERS[number * 3 % 7]},{_GROUPS[number % 3]},{('normal', 'high')[number % 2]},"
            f"{'solved' if done else 'open'},{_TITLES[number % 7]},"
            f"{'Bug' if number % 8 == 0 else 'Question'}"
        )
    # A row as every export has one.
    lines.append("4999,soon,,Lucerne,Platform,normal,open,Cannot be read,Question")
    at, by = tale.ago(hours=3), acting("nora")
    made = bring_issues(
        programme=default_programme(),
        file=io.BytesIO("\n".join(lines).encode()),
        name="tickets.csv",
        by=by,
        at=at,
    )
    begin_import(import_id=made.pk, columns={}, defect=("Type", ["Bug"]), by=by, at=at)
    import_issues(clock=lambda: at)
    for place, escalation in enumerate(Escalation.objects.order_by("-pk")[:6]):
        match(ref=escalation.ref, key=str(4361 + place), by=acting("nora"), at=tale.ago(hours=2))
    match_raised(tale.at)
