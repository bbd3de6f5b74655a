"""Fixes: recording one, the list, and the exceptions on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.fix import fixes as find
from holdfast.people.queries import default_programme
from holdfast.tracker.models import PullRequest
from holdfast.tracker.queries.pull import proposed_fix, unreviewed
from holdfast.web.answers import number, once, see
from holdfast.web.forms.piece import RecordFix
from holdfast.web.request import Request
from holdfast.web.teams import team_choices


def fixes(request: Request) -> HttpResponse:
    exceptions = request.GET.get("exceptions") == "1"
    after = number(request.GET.get("after"))
    pulls_after = number(request.GET.get("pulls_after"))
    return render(
        request,
        "web/fixes/list.html",
        {
            "page": find(default_programme(), exceptions=exceptions, after=after),
            "exceptions": exceptions,
            "older": after is not None,
            "pulls": unreviewed(after=pulls_after) if exceptions else None,
            "older_pulls": pulls_after is not None,
        },
    )


def of_escalation(request: Request, ref: str) -> HttpResponse:
    escalation = by_ref(ref)
    posted = request.method == "POST"
    pull = None if posted else proposed_fix(escalation)
    form = RecordFix(request.POST if posted else None, initial=_taken_from(pull))
    form.offer(team_choices())
    if posted:
        made = form.carry_out(actions.record_fix, ref=ref, by=once(request), at=request.now)
        if made:
            said = "Recorded, on the list of exceptions." if made.exception else "Recorded."
            return see(f"/escalations/{escalation.ref}", request, said)
    return render(
        request,
        "web/fixes/new.html",
        {"escalation": escalation, "form": form, "pull": pull},
        status=form.status,
    )


def _taken_from(pull: PullRequest | None) -> dict[str, str]:
    """What the form can say by itself; why it was them only a person knows."""
    if pull is None:
        return {}
    return {
        "fixed_by": pull.author.login if pull.author else "",
        "team": pull.team.name,
        "reviewer": pull.reviewer.login if pull.reviewer else "",
        "url": pull.url,
    }
