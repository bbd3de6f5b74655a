"""Sheet, table, seats and Slack group side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.queries.reconcile import reconciled
from holdfast.web.answers import posted_to, see
from holdfast.web.request import Request


def reconcile(request: Request) -> HttpResponse:
    found = reconciled(default_programme(), at=request.now)
    return render(
        request,
        "web/rotation/reconcile.html",
        {
            "found": found,
            "open": {each.key for each in found.open},
            "may_settle": may(request.actor, "rotation.edit"),
        },
    )


def settlement(request: Request, key: str) -> HttpResponse:
    """One click: take a source's word, or keep ours."""
    if shown := posted_to("/rotation/reconcile", request):
        return shown
    said = actions.settle(
        programme=default_programme(),
        key=key,
        take=request.POST.get("take", ""),
        by=request.actor,
        at=request.now,
    )
    return see("/rotation/reconcile", request, said)
