"""Offers of ownership, and their answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from holdfast.escalation import actions
from holdfast.escalation.models import Handover
from holdfast.escalation.queries import handover as find
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import Form
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request


class Press(Form):
    """A button without fields; it still has to show why it was refused."""

    slug = "press"


def handovers(request: Request, ref: str) -> HttpResponse:
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = forms.Offer(request.POST)
    done = form.carry_out(actions.offer_handover, ref=ref, by=once(request), at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, f"Offered to {done.to}. It stays with its owner until they accept.")


def acceptance(request: Request, number: int) -> HttpResponse:
    return _answer(
        request,
        number,
        Press,
        actions.accept_handover,
        lambda done: f"{done.escalation.ref} is yours: you are its single point of contact.",
    )


def decline(request: Request, number: int) -> HttpResponse:
    return _answer(
        request,
        number,
        forms.DeclineOffer,
        actions.decline_handover,
        lambda done: f"You declined; {done.by} is told why and {done.escalation.ref} stays theirs.",
    )


def withdrawal(request: Request, number: int) -> HttpResponse:
    return _answer(
        request,
        number,
        Press,
        actions.withdraw_handover,
        lambda done: f"The offer to {done.to} is withdrawn.",
    )


def _answer(
    request: Request,
    number: int,
    form_of: type[Form],
    action: Callable[..., Handover],
    said: Callable[[Handover], str],
) -> HttpResponse:
    """What ends an offer, whichever word it is."""
    ref = find(number).escalation.ref
    here = f"/escalations/{ref}"
    if shown := posted_to(here, request):
        return shown
    form = form_of(request.POST)
    done = form.carry_out(action, handover_id=number, by=request.actor, at=request.now)
    if done is None:
        return escalation_page(request, ref, failed=form)
    return see(here, request, said(done))
