"""Fixes: recording one, the list, and the exceptions on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.fix import fixes as find
from holdfast.people.queries import default_programme
from holdfast.web.answers import number, once, see
from holdfast.web.forms.piece import RecordFix
from holdfast.web.request import Request
from holdfast.web.teams import team_choices


def fixes(request: Request) -> HttpResponse:
    exceptions = request.GET.get("exceptions") == "1"
    after = number(request.GET.get("after"))
    return render(
        request,
        "web/fixes/list.html",
        {
            "page": find(default_programme(), exceptions=exceptions, after=after),
            "exceptions": exceptions,
            "older": after is not None,
        },
    )


def of_escalation(request: Request, ref: str) -> HttpResponse:
    escalation = by_ref(ref)
    posted = request.method == "POST"
    form = RecordFix(request.POST if posted else None)
    form.offer(team_choices())
    if posted:
        made = form.carry_out(actions.record_fix, ref=ref, by=once(request), at=request.now)
        if made:
            said = "Recorded, on the list of exceptions." if made.exception else "Recorded."
            return see(f"/escalations/{escalation.ref}", request, said)
    return render(
        request, "web/fixes/new.html", {"escalation": escalation, "form": form}, status=form.status
    )
