"""Several handovers at once: what somebody owns, each offered and accepted by itself (R58)."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.escalation import actions
from holdfast.escalation.actions import Offer, Offered
from holdfast.escalation.models import Escalation, Handover
from holdfast.escalation.queries import held_by, offers_of
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import plural
from holdfast.people.models import Person
from holdfast.people.queries import away_until, default_programme
from holdfast.people.queries import person as find
from holdfast.people.rules.permission import require
from holdfast.web.answers import once, see
from holdfast.web.forms import STATUS
from holdfast.web.forms.handover import OfferOne
from holdfast.web.request import Request
from holdfast.web.successors import successors

MOST = 20  # on one page; what is left is there when it is opened again


@dataclass(frozen=True, slots=True)
class Item:
    """One escalation on the page: offered already, or with the form that offers it."""

    escalation: Escalation
    offer: Handover | None
    form: OfferOne | None


def new(request: Request) -> HttpResponse:
    return _page(request, _giver(request, request.GET.get("from", "")))


def handovers(request: Request) -> HttpResponse:
    if request.method != "POST":
        return see("/handovers/new")
    giver = _giver(request, request.POST.get("from", ""))
    typed = {
        ref: OfferOne(ref, request.POST)
        for ref in dict.fromkeys(request.POST.getlist("ref")[:MOST])
    }
    wanted = [
        Offer(ref, form.cleaned_data["to"], form.cleaned_data["note"], held_by=giver.login)
        for ref, form in typed.items()
        if form.is_ticked
    ]
    if not wanted:
        nothing = Invalid("Tick what you want to hand over; nothing is ticked.")
        return _page(request, giver, typed=typed, refusal=nothing)
    results = actions.offer_several(offers=wanted, by=once(request), at=request.now)
    refused = [each for each in results if each.refusal]
    if refused:
        return _page(request, giver, typed=typed, results=results)
    to = {str(each.handover.to) for each in results if each.handover}
    said = f"{plural(len(results), 'escalation')} offered to {' and '.join(sorted(to))}."
    keeps = "You own each" if giver.pk == request.user.pk else f"{giver} owns each"
    return see(
        f"/handovers/new?from={giver.login}", request, f"{said} {keeps} until it is accepted."
    )


def _giver(request: Request, login: str) -> Person:
    giver = find(login) if login else request.user
    require(
        request.actor,
        "escalation.hand_over",
        mine=giver.pk == request.user.pk,
        instead=f"Only {giver}, or a lead for them, can.",
    )
    return giver


def _page(
    request: Request,
    giver: Person,
    *,
    typed: dict[str, OfferOne] | None = None,
    results: list[Offered] | None = None,
    refusal: Invalid | None = None,
) -> HttpResponse:
    typed = typed or {}
    known = successors(request, default_programme(), giver)
    for each_form in typed.values():
        each_form.offer(known.choices)
    refused = {each.ref: each.refusal for each in results or () if each.refusal}
    for ref, why in refused.items():
        typed[ref].refuse(why)
    held = held_by(giver.pk, limit=MOST + 1)
    offers = offers_of(held)
    items = []
    for each in held[:MOST]:
        offer = offers.get(each.pk)
        row = typed.pop(each.ref) if each.ref in typed else None
        if row is None and offer is None:
            row = OfferOne(each.ref, give=True, to=known.first, note=handover_note(each))
            row.offer(known.choices)
        # What was refused is shown beside the offer that stands already, with what was typed.
        items.append(Item(each, offer, row if each.ref in refused or not offer else None))
    first = refusal or next(iter(refused.values()), None)
    return render(
        request,
        "web/escalations/handovers.html",
        {
            "giver": giver,
            "mine": giver.pk == request.user.pk,
            "items": items,
            "late": [(ref, form) for ref, form in typed.items() if ref in refused],
            "to_offer": any(item.form for item in items),
            "made": sum(each.refusal is None for each in results or ()),
            "refused": len(refused),
            "refusal": refusal,
            "more": len(held) > MOST,
            "most": MOST,
            "away_until": away_until(giver, at=request.now),
        },
        status=STATUS[first.kind] if first else HTTPStatus.OK,
    )
