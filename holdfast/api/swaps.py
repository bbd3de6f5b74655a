"""Swaps: a seat or days of it offered, taken, given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page, Plain
from holdfast.api.schemas.swap import CandidatesOut, OfferingSeat, SwapOut, Untaking, Why
from holdfast.people.queries import default_programme, person
from holdfast.rotation import actions
from holdfast.rotation.models import Swap
from holdfast.rotation.presenting.swap import candidates_as_data, swap_as_data
from holdfast.rotation.queries import seat as seat_of
from holdfast.rotation.queries import swap as queries

router = Router(tags=["swaps"])

STATE = Query(
    "open", max_length=20, description="open, ended, all, taken, declined, withdrawn or expired"
)
OF = Query(
    None, max_length=200, description="“me” or a login: what they give, take or are offered."
)
FROM = Query(None, alias="from", description="The first day, where it is not the whole seat.")
TO = Query(None, alias="to", description="The day it comes back, or the last day of the seat.")


@router.post(
    "/seats/{int:seat_id}/swaps",
    response={201: SwapOut, **WRITE},
    summary="Offer a seat, or days of it",
    openapi_extra=KEY,
)
def offer(request: HttpRequest, seat_id: int, payload: OfferingSeat) -> HttpResponse:
    """Nothing changes before it is taken. By its manager or a lead both are asked."""
    by, at = acting(request, payload.as_), caller(request).at
    swap = once(
        by,
        lambda: actions.offer_swap(
            seat_id=seat_id,
            to=payload.to or "",
            half=payload.half,
            starts_on=payload.starts_on,
            ends_on=payload.ends_on,
            in_return=payload.in_return,
            note=payload.note or "",
            override=payload.override or "",
            by=by,
            at=at,
        ),
    )
    return answer(swap_as_data(swap), status=201, location=f"swaps/{swap.pk}")


@router.get(
    "/seats/{int:seat_id}/candidates",
    response={200: CandidatesOut, **READ},
    summary="Who could take it",
)
def candidates(
    request: HttpRequest, seat_id: int, since: date | None = FROM, until: date | None = TO
) -> HttpResponse:
    """By the hard rules, the most rested first; whom a rule keeps from it last, with the reason."""
    found = queries.candidates_for(seat_of(seat_id), since, until, at=caller(request).at)
    return answer({"items": candidates_as_data(found)})


@router.get("/swaps", response={200: Page[SwapOut], **READ}, summary="Swaps in a state")
def list_swaps(
    request: HttpRequest,
    *,
    limit: Limit,
    after: AfterNumber,
    of: str | None = OF,
    state: str = STATE,
) -> HttpResponse:
    """Newest first."""
    mine = caller(request).actor.login
    found = queries.page_of_swaps(
        default_programme(),
        of=person(mine if of == "me" else of) if of else None,
        state=state,
        after=after,
        limit=limit,
    )
    return page([swap_as_data(each) for each in found.items], after=found.next)


@router.get("/swaps/{int:swap_id}", response={200: SwapOut, **READ}, summary="A swap")
def show(request: HttpRequest, swap_id: int) -> HttpResponse:  # noqa: ARG001
    return answer(swap_as_data(queries.swap(swap_id)))


@router.put("/swaps/{int:swap_id}/acceptance", response={200: SwapOut, **WRITE}, summary="Take it")
def accept(
    request: HttpRequest,
    swap_id: int,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """409 where somebody was faster, it has ended, or a rule is against it by now."""
    return _agreed(request, swap_id, payload, actions.accept_swap)


@router.put(
    "/swaps/{int:swap_id}/consent",
    response={200: SwapOut, **WRITE},
    summary="Give it, as somebody arranged",
)
def consent(
    request: HttpRequest,
    swap_id: int,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _agreed(request, swap_id, payload, actions.consent_to_swap)


@router.post("/swaps/{int:swap_id}/decline", response={200: SwapOut, **WRITE}, summary="Say no")
def decline(
    request: HttpRequest,
    swap_id: int,
    payload: Why | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """What was offered to one person ends with it, and needs a reason."""
    return _ended(request, swap_id, payload, actions.decline_swap)


@router.put(
    "/swaps/{int:swap_id}/withdrawal",
    response={200: SwapOut, **WRITE},
    summary="Take the offer back",
)
def withdraw(
    request: HttpRequest,
    swap_id: int,
    payload: Why | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _ended(request, swap_id, payload, actions.withdraw_swap)


@router.post(
    "/swaps/{int:swap_id}/untakings",
    response={201: SwapOut, **WRITE},
    summary="Ask that it goes back",
    openapi_extra=KEY,
)
def untake(
    request: HttpRequest,
    swap_id: int,
    payload: Untaking | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """Until the day before it starts. It is an offer the other way, taken by who gave it."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    note = (payload and payload.note) or ""
    override = (payload and payload.override) or ""
    swap = once(
        by,
        lambda: actions.untake_swap(swap_id=swap_id, note=note, override=override, by=by, at=at),
    )
    return answer(swap_as_data(swap), status=201, location=f"swaps/{swap.pk}")


def _agreed(
    request: HttpRequest, swap_id: int, payload: Plain | None, action: Callable[..., Swap]
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    return answer(swap_as_data(once(by, lambda: action(swap_id=swap_id, by=by, at=at))))


def _ended(
    request: HttpRequest, swap_id: int, payload: Why | None, action: Callable[..., Swap]
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    reason = (payload and payload.reason) or ""
    return answer(
        swap_as_data(once(by, lambda: action(swap_id=swap_id, reason=reason, by=by, at=at)))
    )
