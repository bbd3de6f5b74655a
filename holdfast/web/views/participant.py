"""Who is involved, when they were spoken to, and who answers to the customer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.escalation.models import Participant
from holdfast.escalation.queries.participant import participant as find
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import Form
from holdfast.web.forms import intake as forms
from holdfast.web.request import Request


class Press(Form):
    """A button without fields; it still has to show why it was refused."""

    slug = "press"


def participants(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Involve(request.POST)
    done = form.carry_out(actions.involve, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done} is involved.")


def spoken(request: Request, number: int) -> HttpResponse:
    return _change(
        request,
        number,
        forms.Spoken,
        actions.spoke,
        lambda done: f"You spoke to {done}; it is noted.",
    )


def leaving(request: Request, number: int) -> HttpResponse:
    return _change(
        request, number, Press, actions.leave, lambda done: f"{done} is not involved any more."
    )


def support_engineer(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.NameSupport(request.POST)
    done = form.carry_out(actions.name_support, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"{done.support_engineer} answers to the customer.")


def _change(
    request: Request,
    number: int,
    form_of: type[Form],
    action: Callable[..., Participant],
    said: Callable[[Participant], str],
) -> HttpResponse:
    ref = find(number).escalation.ref
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = form_of(request.POST)
    done = form.carry_out(action, participant_id=number, by=request.actor, at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, said(done))
