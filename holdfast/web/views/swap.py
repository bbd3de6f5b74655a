"""Seats change hands: offering one, the answers, and the swaps there are."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.models import Swap
from holdfast.rotation.queries import is_withdrawn
from holdfast.rotation.queries import seat as seat_of
from holdfast.rotation.queries import swap as queries
from holdfast.web import swaps as showing
from holdfast.web.answers import number as number_in
from holdfast.web.answers import once, posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms.swap import AnswerSwap, OfferSeat, Untake
from holdfast.web.request import Request

TABS = {"open": "Open", "mine": "Yours", "ended": "Ended"}


def of_seat(request: Request, number: int) -> HttpResponse:
    """Who could take it, and the form that offers it."""
    seat = seat_of(number)
    leads = may(request.actor, "rotation.edit")
    arranges = seat.person_id != request.user.pk
    found = queries.candidates_for(seat, at=request.now)
    form = OfferSeat(
        request.POST if request.method == "POST" else None,
        to=showing.choices(found),
        back=showing.returns(seat, [each.person for each in found], request.now),
        halves=seat.part is None,
        leads=leads,
        arranges=arranges,
    )
    if request.method == "POST":
        done = form.carry_out(actions.offer_swap, seat_id=number, by=once(request), at=request.now)
        if done:
            whom = done.to or "all who could"
            said = "both are asked" if done.is_arranged else f"{whom} may take it now"
            return see(f"/swaps/{done.pk}", request, f"Nothing changes before it is taken; {said}.")
    standing = queries.open_by_seat([seat]).get(seat.pk)
    return render(
        request,
        "web/swaps/new.html",
        {
            "seat": seat,
            "form": form,
            "candidates": found,
            "standing": standing,
            "arranges": arranges,
            "may_offer": not is_withdrawn(seat) and showing.may_offer(request, seat.person),
        },
        status=form.status,
    )


def swaps(request: Request) -> HttpResponse:
    """What waits for me, what is offered, what has ended."""
    tab = request.GET.get("state", "open")
    if tab not in TABS:
        tab = "open"
    me, after = request.user, number_in(request.GET.get("after"))
    waiting = queries.swaps_for(me) if tab == "open" and not after else []
    found = queries.page_of_swaps(
        default_programme(),
        of=me if tab == "mine" else None,
        state="all" if tab == "mine" else tab,
        after=after,
    )
    here = {each.pk for each in waiting}
    others = [each for each in found.items if each.pk not in here]
    return render(
        request,
        "web/swaps/list.html",
        {
            "tab": tab,
            "tabs": TABS,
            "waiting": showing.shown(request, waiting),
            "others": showing.shown(request, others, judged=False),
            "next": found.next,
            "older": bool(after),
        },
    )


def swap(request: Request, number: int) -> HttpResponse:
    return page(request, number)


def page(request: Request, number: int, *, failed: Form | None = None) -> HttpResponse:
    found = queries.swap(number)
    untake: Form | None = None
    if showing.may_untake(request, found):
        untake = Untake(leads=may(request.actor, "rotation.edit"))
    if failed and failed.slug == Untake.slug:
        untake = failed
    return render(
        request,
        "web/swaps/page.html",
        {
            "each": showing.shown(request, [found], failed)[0],
            "untake": untake,
            "failed": failed,
            "override": getattr(found, "override", None),
            "end": getattr(found, "end", None),
        },
        status=failed.status if failed else 200,
    )


def acceptance(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.accept_swap, reasoned=False)


def consent(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.consent_to_swap, reasoned=False)


def decline(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.decline_swap, reasoned=True)


def withdrawal(request: Request, number: int) -> HttpResponse:
    return _answer(request, number, actions.withdraw_swap, reasoned=True)


def _answer(
    request: Request, number: int, action: Callable[..., Swap], *, reasoned: bool
) -> HttpResponse:
    def answered(*, reason: str = "", **given: object) -> Swap:
        return action(reason=reason, **given) if reasoned else action(**given)

    here = f"/swaps/{number}"
    if shown := posted_to(here, request):
        return shown
    form = AnswerSwap(request.POST, swap=number)
    done = form.carry_out(answered, swap_id=number, by=request.actor, at=request.now)
    if done is None:
        return page(request, number, failed=form)
    return see(here, request, _said(done, request.user.pk))


def _said(swap: Swap, me: int) -> str:
    end = getattr(swap, "end", None)
    if end is None:
        return (
            "Noted; it stays open for the others."
            if swap.to_id is None
            else ("Your yes is kept; it is done once the other says yes, too.")
        )
    words = {
        "taken": f"Done: {'you sit' if end.taker_id == me else f'{end.taker} sits'} on these days "
        "now, confirmed.",
        "declined": "You said no; they read why.",
        "withdrawn": "It is not offered any more.",
    }
    return words.get(end.word, "It has ended.")


def untaking(request: Request, number: int) -> HttpResponse:
    here = f"/swaps/{number}"
    if shown := posted_to(here, request):
        return shown
    form = Untake(request.POST, leads=may(request.actor, "rotation.edit"))
    done = form.carry_out(actions.untake_swap, swap_id=number, by=once(request), at=request.now)
    if done is None:
        return page(request, number, failed=form)
    return see(f"/swaps/{done.pk}", request, "Asked; it goes back once the other says yes.")
