"""Asking to close, and answering."""

from __future__ import annotations

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.escalation.models import ClosureRequest
from holdfast.escalation.queries import by_ref
from holdfast.kernel.refusal import NotFound
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request


def requests(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.AskToClose(request.POST)
    done = form.carry_out(actions.ask_to_close, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    if not by_ref(ref).is_open:
        return see(f"{here}#acts", request, f"{ref} is closed. It can be reopened at any time.")
    said = "Asked. It closes when that is agreed to, or when nobody answers the reminders either."
    return see(here, request, said)


def answer(request: Request, number: int) -> HttpResponse:
    asked = ClosureRequest.objects.select_related("escalation").filter(pk=number).first()
    if asked is None:
        raise NotFound(f"There is no request to close {number}.")
    ref = asked.escalation.ref
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.AnswerClosing(request.POST)
    done = form.carry_out(
        actions.answer_closure, request_id=number, by=request.actor, at=request.now
    )
    if done is None:
        return escalation_page(request, ref, failed=form)
    if form.cleaned_data["agree"]:
        return see(here, request, f"{ref} is closed. It can be reopened at any time.")
    return see(here, request, f"{ref} stays open; its owner reads what is missing.")
