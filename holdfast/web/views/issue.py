"""Support issues: the list, one of them, the CSV, and what an escalation is about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from holdfast.kernel.period import instant
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may
from holdfast.support import actions
from holdfast.support.presenting.issue import as_csv
from holdfast.support.queries.counting import any_imported
from holdfast.support.queries.issue import issue_by_key, matches_with, page_of_issues, some_issues
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import issue as forms
from holdfast.web.request import Request

KINDS = {"counted": "Issues", "defects": "Filed defects", "deleted": "Deleted in the helpdesk"}


def issues(request: Request) -> HttpResponse:
    """Newest first, by what the address asks for."""
    asked, typed = _asked(request)
    after = clean(request.GET.get("after"))[:80]
    found = page_of_issues(default_programme(), **asked, after=after or None)
    return render(
        request,
        "web/issues/list.html",
        {
            "page": found,
            "asked": typed,
            "kinds": KINDS,
            "after": after,
            "filtered": any(value for name, value in typed.items() if name != "kind"),
            "any": found.items or any_imported(default_programme()),
            "query": urlencode({name: value for name, value in typed.items() if value}),
            "may_import": may(request.actor, "issues.import"),
        },
    )


def csv(request: Request) -> HttpResponse:
    """The same issues, all of them, as they are read from the database."""
    asked, _ = _asked(request)
    found = some_issues(default_programme(), **asked)
    response = StreamingHttpResponse(as_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="issues.csv"'
    return response  # type: ignore[return-value]  # as good as one


def _asked(request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """What the list is asked for, and the same as it was typed; what cannot be read is as if it were not
    there."""
    typed = {
        name: clean(request.GET.get(name))[:200]
        for name in ("kind", "key", "customer", "team", "engaged", "since", "until")
    }
    typed["kind"] = typed["kind"] if typed["kind"] in KINDS else "counted"
    typed["engaged"] = typed["engaged"] if typed["engaged"] in {"yes", "no"} else ""
    zone = policy_at(default_programme(), request.now).zone
    since, until = _day(typed["since"]), _day(typed["until"])
    begins: datetime | None = instant(since, time(), zone) if since else None
    ends = instant(until + timedelta(days=1), time(), zone) if until else None
    return {**typed, "since": begins, "until": ends}, typed


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 9000 else None


def issue(request: Request, key: str) -> HttpResponse:
    found = issue_by_key(default_programme(), clean(key))
    shown = {
        "issue": found,
        "matches": matches_with(found),
        "new": urlencode({"issue": found.key}),
    }
    return render(request, "web/issues/issue.html", shown)


def of_escalation(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.MatchIssue(request.POST)
    made = form.carry_out(actions.match, ref=ref, by=once(request), at=request.now)
    if made is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"It is about support issue {made.issue}.")


def removal(request: Request, ref: str, key: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    actions.unmatch(ref=ref, key=clean(key), by=request.actor, at=request.now)
    return see(here, request, "Taken away; the timeline still has it.")
