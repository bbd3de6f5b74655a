"""Tags: calls for help that are no escalation yet, and saying that one is none."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.models import Tag
from holdfast.escalation.queries.tag import tag_numbered
from holdfast.escalation.queries.tag import tags as find
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.web.answers import number as numbered
from holdfast.web.answers import once, see
from holdfast.web.forms.tag import Dismiss
from holdfast.web.request import Request

TABS = {"open": "Open", "raised": "Raised", "dismissed": "No escalation"}


def tags(request: Request) -> HttpResponse:
    state = request.GET.get("state", "open")
    if state not in TABS:
        state = "open"
    after = numbered(request.GET.get("after"))
    found = find(default_programme(), state=state, after=after)
    shown = [(tag, _raising(tag), _may_dismiss(request, tag)) for tag in found.items]
    return render(
        request,
        "web/tags/list.html",
        {
            "tab": state,
            "tabs": TABS,
            "rows": shown,
            "next": found.next,
            "older": after is not None,
        },
    )


def dismissal(request: Request, number: int) -> HttpResponse:
    tag = tag_numbered(number)
    form = Dismiss(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = form.carry_out(actions.dismiss_tag, tag_id=number, by=once(request), at=request.now)
        if done:
            return see("/tags", request, f"{done.said_by_whom} is told why it is no escalation.")
    return render(request, "web/tags/dismiss.html", {"tag": tag, "form": form}, status=form.status)


def _raising(tag: Tag) -> str:
    """The form to raise it, with where it was asked."""
    return "/escalations/new?" + urlencode({"origin_url": tag.thread_url})


def _may_dismiss(request: Request, tag: Tag) -> bool:
    return may(request.actor, "tag.dismiss", mine=tag.said_by_id == request.user.pk)
