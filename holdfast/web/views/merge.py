"""Merging a duplicate into the one that survives."""

from __future__ import annotations

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import closing as forms
from holdfast.web.request import Request


def merge(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Merge(request.POST)
    done = form.carry_out(actions.merge, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    said = f"{done.escalation.ref} is merged into {done.into.ref}, which goes on."
    return see(f"/escalations/{done.into.ref}", request, said)
