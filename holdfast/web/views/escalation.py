"""Escalations: the list, raising one, its page, and what is done to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from holdfast.escalation import actions
from holdfast.escalation.queries import Page, by_ref, page
from holdfast.escalation.queries.piece import pieces_progress
from holdfast.escalation.queries.search import search
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.web.answers import number, once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request

TABS = {
    "open": "Open",
    "stuck": "Stuck",
    "mine": "Mine",
    "asked": "Raised by me",
    "off-rotation": "Off rotation",
    "closed": "Closed",
    "declined": "Declined",
}
LONGEST_SEARCH = 400


def escalations(request: Request) -> HttpResponse:
    tab = request.GET.get("state", "open")
    if tab not in TABS:
        tab = "open"
    shown: dict[str, Any] = {"tab": tab, "tabs": TABS}
    if words := clean(request.GET.get("q"))[:LONGEST_SEARCH]:
        # Words are looked for everywhere, whichever tab was open.
        shown |= {"tab": "", "words": words, "found": search(default_programme(), words, limit=50)}
    else:
        found = _page(request, tab)
        shown |= {
            "page": found,
            "older": bool(request.GET.get("after")),
            "may_hand_over_all": may(request.actor, "escalation.hand_over"),
            "pieces": pieces_progress(found.items),
        }
    return render(request, "web/escalations/list.html", shown)


def _page(request: Request, tab: str) -> Page:
    after = number(request.GET.get("after"))
    programme, me = default_programme(), request.user.pk
    if tab == "mine":
        return page(programme, state="open", owner=me, after=after)
    if tab == "asked":
        return page(programme, state="all", raised_by=me, after=after)
    return page(programme, state=tab, after=after, at=request.now)


def escalation(request: Request, ref: str) -> HttpResponse:
    found = by_ref(ref)
    if found.ref != ref:
        return redirect(f"/escalations/{found.ref}")
    return escalation_page(request, ref, escalation=found)


def acceptance(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Accept(request.POST)
    done = form.carry_out(actions.accept, ref=ref, by=request.actor, at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is yours: you are its single point of contact.")


def decline(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Decline(request.POST)
    done = form.carry_out(actions.decline, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is declined; {done.raised_by} is told why.")


def updates(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.WriteUpdate(request.POST)
    done = form.carry_out(actions.update, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, "Your update is sent; the clock starts again.")


def reopening(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Reopen(request.POST)
    done = form.carry_out(actions.reopen, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.ref} is open again; {done.answerable} is answerable.")
