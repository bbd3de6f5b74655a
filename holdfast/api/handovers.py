"""Handovers: an offer of ownership, which its successor alone can accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas import HandoverOut, Offering, Plain, Reason
from holdfast.escalation import actions, queries
from holdfast.escalation.presenting import handover_as_data

router = Router(tags=["handovers"])


@router.post(
    "/escalations/{ref}/handovers",
    response={201: HandoverOut, **WRITE},
    summary="Offer it to a successor",
    openapi_extra=KEY,
)
def offer(request: HttpRequest, ref: str, payload: Offering) -> HttpResponse:
    """The owner is unchanged until the successor accepts; an offer expires."""
    by, at = acting(request, payload.as_), caller(request).at
    handover = once(
        by,
        lambda: actions.offer_handover(ref=ref, to=payload.to, note=payload.note, by=by, at=at),
    )
    return answer(handover_as_data(handover), status=201, location=f"handovers/{handover.pk}")


@router.get("/handovers/{int:handover_id}", response={200: HandoverOut, **READ}, summary="An offer")
def show_handover(request: HttpRequest, handover_id: int) -> HttpResponse:  # noqa: ARG001
    return answer(handover_as_data(queries.handover(handover_id)))


@router.put(
    "/handovers/{int:handover_id}/acceptance",
    response={200: HandoverOut, **WRITE},
    summary="Accept an offer: own it from now on",
)
def accept_offer(
    request: HttpRequest,
    handover_id: int,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """409 where it was withdrawn, declined, has expired. Accepting twice changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    handover = once(by, lambda: actions.accept_handover(handover_id=handover_id, by=by, at=at))
    return answer(handover_as_data(handover))


@router.put(
    "/handovers/{int:handover_id}/decline",
    response={200: HandoverOut, **WRITE},
    summary="Decline an offer, with a reason",
)
def decline_offer(request: HttpRequest, handover_id: int, payload: Reason) -> HttpResponse:
    """The giver still owns it and hears why."""
    by, at = acting(request, payload.as_), caller(request).at
    handover = once(
        by,
        lambda: actions.decline_handover(
            handover_id=handover_id, reason=payload.reason, by=by, at=at
        ),
    )
    return answer(handover_as_data(handover))


@router.put(
    "/handovers/{int:handover_id}/withdrawal",
    response={200: HandoverOut, **WRITE},
    summary="Take an offer back",
)
def withdraw_offer(
    request: HttpRequest,
    handover_id: int,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    once(by, lambda: actions.withdraw_handover(handover_id=handover_id, by=by, at=at))
    # Read anew: the action answers the offer through the escalation it belongs to.
    return answer(handover_as_data(queries.handover(handover_id)))
