"""Offers of ownership, and their answers."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.actions.handover import must_be_offerable
from holdfast.escalation.models import Escalation, Handover
from holdfast.escalation.queries import by_ref, pending_handover
from holdfast.escalation.queries import handover as find
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.people.queries import away_until
from holdfast.web.answers import once, posted_to, see
from holdfast.web.escalation_page import escalation_page
from holdfast.web.forms import Form
from holdfast.web.forms import escalation as forms
from holdfast.web.request import Request
from holdfast.web.successors import successors
from holdfast.web.words import day


class Press(Form):
    """A button without fields; it still has to show why it was refused."""

    slug = "press"


def new(request: Request, ref: str) -> HttpResponse:
    """The form of an offer, its note written from the record."""
    escalation = by_ref(ref)
    owner = must_be_offerable(escalation, by=request.actor)
    if pending_handover(escalation):
        return see(f"/escalations/{escalation.ref}")
    known = successors(request, escalation.programme, owner)
    form = forms.Offer(initial={"to": known.first, "note": handover_note(escalation)})
    form.offer(known.choices)
    return _form(request, escalation, form)


def handovers(request: Request, ref: str) -> HttpResponse:
    if shown := posted_to(f"/escalations/{ref}/handovers/new", request):
        return shown
    form = forms.Offer(request.POST)
    done = form.carry_out(actions.offer_handover, ref=ref, by=once(request), at=request.now)
    if done is None:
        escalation = by_ref(ref)
        form.offer(successors(request, escalation.programme, escalation.answerable).choices)
        return _form(request, escalation, form)
    said = f"Offered to {done.to}. It stays with its owner until they accept."
    if away := away_until(done.to, at=request.now):
        said += f" They are away until {day(away, request.now.date())} and may not answer before."
    return see(f"/escalations/{ref}", request, said)


def _form(request: Request, escalation: Escalation, form: forms.Offer) -> HttpResponse:
    mine = escalation.answerable.pk == request.user.pk
    given = {"escalation": escalation, "form": form, "mine": mine}
    return render(request, "web/escalations/handover.html", given, status=form.status)


def acceptance(request: Request, number: int) -> HttpResponse:
    return _answer(
        request,
        number,
        Press,
        actions.accept_handover,
        _taken,
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


def _taken(done: Handover) -> str:
    owner = done.escalation.owner
    if owner and owner.pk != done.to_id:  # an old page, after it went on to somebody else
        return f"You took it over then; by now {owner} owns {done.escalation.ref}."
    return f"{done.escalation.ref} is yours: you are its single point of contact."


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
