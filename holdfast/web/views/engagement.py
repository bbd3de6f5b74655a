"""How often engineering was engaged: the rate against its target, and the rows of both numbers."""

from __future__ import annotations

from itertools import islice

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.insight.queries.days import instants
from holdfast.insight.queries.engagement import Engagements, engagements
from holdfast.insight.queries.engagement_rows import WHICH, engagement_rows, every_row
from holdfast.insight.rules.engagement import BY, headline
from holdfast.insight.rules.report_definitions import ENGAGEMENT
from holdfast.people.queries import default_programme
from holdfast.web.csv_file import csv_file
from holdfast.web.rates import Rates, rates
from holdfast.web.report_page import query
from holdfast.web.request import Request
from holdfast.web.views.report import MOST_ROWS, asked_days, year_asked

TABS = (("month", "Month"), ("week", "Week"), ("team", "Team"), ("customer", "Customer"))


def engagement(request: Request) -> HttpResponse:
    by = request.GET.get("by", "month")
    by = by if by in BY else "month"
    days = year_asked(request)
    found = engagements(default_programme(), days, by=by)
    return render(
        request,
        "web/engagement/page.html",
        {
            "found": found,
            "days": days,
            "query": query(days),
            "by": by,
            "tabs": TABS,
            "name": dict(TABS)[by],
            "headline": headline(found.whole),
            "chart": _chart(found),
            "definition": ENGAGEMENT,
            "rows": f"/engagement/rows?{query(days)}",
        },
    )


def _chart(found: Engagements) -> Rates | None:
    """Time as it went by; of teams and customers a table says more."""
    if found.by not in {"month", "week"} or len(found.parts) < 2:
        return None
    return rates(found.parts, short="%b" if found.by == "month" else "%-d %b")


def rows(request: Request) -> HttpResponse:
    which, days = _which(request), asked_days(request)
    found = engagement_rows(
        default_programme(),
        instants(default_programme(), days),
        which,
        team=_said(request, "team"),
        customer=_said(request, "customer"),
        after=request.GET.get("after") or None,
    )
    kept = request.GET.copy()
    kept.pop("after", None)
    return render(
        request,
        "web/engagement/rows.html",
        {
            "rows": found,
            "which": which,
            "title": WHICH[which],
            "days": days,
            "kept": kept.urlencode(),
            "query": query(days),
            "team": _said(request, "team"),
            "customer": _said(request, "customer"),
            "older": bool(request.GET.get("after")),
        },
    )


def rows_csv(request: Request) -> HttpResponse:
    which, days = _which(request), asked_days(request)
    found = every_row(
        default_programme(),
        instants(default_programme(), days),
        which,
        team=_said(request, "team"),
        customer=_said(request, "customer"),
    )
    head = ("issue", "escalation", "title", "customer", "team", "at", "url")
    lines = (
        (each.key, each.ref, each.title, each.customer, each.team, each.at, each.url)
        for each in islice(found, MOST_ROWS)
    )
    return csv_file(f"{which}-{days.starts_on}", head, lines)


def _which(request: Request) -> str:
    which = request.GET.get("which", "engaged")
    return which if which in WHICH else "engaged"


def _said(request: Request, name: str) -> str | None:
    """Empty is “not said”, which is asked for as well."""
    return request.GET.get(name)
