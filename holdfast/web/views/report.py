"""The programme report: the months, one of them, any days, the rows behind a figure, and by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.insight import actions
from holdfast.insight.presenting.report import as_data, changed, kept
from holdfast.insight.queries.days import days_asked, instants, today_in
from holdfast.insight.queries.engagement import trend
from holdfast.insight.queries.made import made_report
from holdfast.insight.queries.report import report
from holdfast.insight.queries.report_rows import rows_of
from holdfast.insight.queries.subscription import is_subscribed, readers, subscriptions
from holdfast.insight.rules.asked import Days, month, month_before, month_of, months
from holdfast.insight.rules.engagement import Engagement, headline
from holdfast.insight.rules.report_definitions import defined
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.queries import default_programme, policy_at
from holdfast.web.answers import posted_to, see
from holdfast.web.csv_file import csv_file
from holdfast.web.rates import rates
from holdfast.web.report_page import blocks, query, solved_address, words
from holdfast.web.request import Request

MONTHS = 24  # as the list shows them
_ROWS = 50
MOST_ROWS = 100_000  # of a file


def reports(request: Request) -> HttpResponse:
    """The list of months, or the report of the days that `from` and `to` name."""
    programme = default_programme()
    if request.GET.get("from") or request.GET.get("to"):
        return _page(request, asked_days(request))
    today = today_in(programme, request.now)
    shown = trend(programme, month_of(today), count=MONTHS)
    policy = policy_at(programme, request.now)
    return render(
        request,
        "web/reports/list.html",
        {
            "months": shown[_first(shown) :][::-1],
            "chart": rates(shown[-12:]),
            "last": month_before(today),
            "subscribed": is_subscribed(programme, request.user.pk),
            "gets_it": request.user.pk in readers(programme, policy),
            "subscriptions": subscriptions(programme),
        },
    )


def _first(shown: Sequence[Engagement]) -> int:
    """Months before anything was counted say nothing; the twelve of the chart are listed anyway."""
    counted = (at for at, each in enumerate(shown) if each.engaged or each.issues)
    return min(next(counted, len(shown)), max(0, len(shown) - 12))


def report_of_month(request: Request, key: str) -> HttpResponse:
    try:
        return _page(request, month(key))
    except Invalid as refusal:
        raise NotFound(str(refusal)) from None


def _page(request: Request, days: Days) -> HttpResponse:
    programme = default_programme()
    found = report(programme, days, at=request.now)
    mailed = made_report(programme, days.month) if days.month else None
    then = mailed.data["figures"] if mailed else {}
    following = Days(days.until, days.until)
    return render(
        request,
        "web/reports/page.html",
        {
            "found": found,
            "days": days,
            "query": query(days),
            "headline": headline(found.engagement),
            "words": list(words(found)),
            "chart": rates(found.trend),
            "blocks": blocks(found, defined()),
            "earlier": solved_address(found.before_after.days) if found.before_after else "",
            "classes": sorted(found.solved.classes.items(), key=lambda each: -each[1]),
            "defined": defined(),
            "mailed": mailed,
            "changed": changed(then, kept(as_data(found))) if mailed else [],
            "before": month_before(days.starts_on).month if days.month else "",
            "after": month_of(following.starts_on).month
            if days.month and days.until <= today_in(programme, request.now)
            else "",
        },
    )


def rows(request: Request) -> HttpResponse:
    """What a figure is made of."""
    figure, days = request.GET.get("figure", ""), asked_days(request)
    programme = default_programme()
    found = rows_of(
        programme,
        instants(programme, days),
        figure,
        at=request.now,
        after=request.GET.get("after") or None,
        limit=_ROWS,
    )
    return render(
        request,
        "web/reports/rows.html",
        {
            "rows": found,
            "definition": defined().get(figure),
            "figure": figure,
            "days": days,
            "query": query(days),
            "older": bool(request.GET.get("after")),
        },
    )


def rows_csv(request: Request) -> HttpResponse:
    figure, days = request.GET.get("figure", ""), asked_days(request)
    programme = default_programme()
    after: str | None = None
    lines: list[tuple[Any, ...]] = []
    period = instants(programme, days)
    while len(lines) < MOST_ROWS:
        found = rows_of(programme, period, figure, at=request.now, after=after, limit=200)
        lines += [(r.ref, r.title, r.value, r.at, r.by, r.note) for r in found.items]
        after = found.next
        if after is None:
            break
    head = ("ref", "title", "value", "at", "by", "note")
    return csv_file(f"{figure}-{days.starts_on}", head, islice(lines, MOST_ROWS))


def subscription(request: Request) -> HttpResponse:
    """One's own."""
    if shown := posted_to("/reports", request):
        return shown
    given: dict[str, Any] = {
        "programme": default_programme(),
        "login": request.user.login,
        "by": request.actor,
        "at": request.now,
    }
    if request.POST.get("end"):
        actions.end_subscription(**given)
        return see("/reports", request, "The report is mailed to you no more.")
    actions.subscribe(**given)
    return see("/reports", request, "The report comes to you on the first working day of a month.")


def asked_days(request: Request) -> Days:
    """`from` and `to` of the address, both counted; last month without them."""
    return days_asked(
        default_programme(),
        _day(request, "from"),
        _day(request, "to"),
        at=request.now,
    )


def year_asked(request: Request) -> Days:
    """The same; without them the last twelve months up to today."""
    if request.GET.get("from") or request.GET.get("to"):
        return asked_days(request)
    today = today_in(default_programme(), request.now)
    return Days(months(month_of(today), 12)[0].starts_on, today)


def _day(request: Request, name: str) -> date | None:
    text = request.GET.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(f"“{text[:20]}” is not a day; write 2026-03-03.", field=name) from None
