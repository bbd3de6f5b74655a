"""What an escalation turned out to be, and how severe it is."""

from __future__ import annotations

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import closing as forms
from holdfast.web.request import Request


def classification(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Classify(request.POST)
    done = form.carry_out(actions.classify, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"Classed: {done.get_word_display().lower()}.")


def severity(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Regrade(request.POST)
    done = form.carry_out(actions.regrade, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"It is sev{done.severity} from now on; its clock starts anew.")
