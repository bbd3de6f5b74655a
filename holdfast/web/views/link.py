"""Links of an escalation."""

from __future__ import annotations

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries.link import link as find
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import link as forms
from holdfast.web.request import Request


def links(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Link(request.POST)
    done = form.carry_out(actions.link, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"Linked: {done}.")


def removal(request: Request, number: int) -> HttpResponse:
    here = f"/escalations/{PREFIX}{find(number).escalation_id}"
    if shown := posted_to(here, request):
        return shown
    actions.unlink(link_id=number, by=request.actor, at=request.now)
    return see(here, request, "The link is taken away; the timeline still has it.")
