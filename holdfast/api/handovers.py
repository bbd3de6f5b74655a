"""Handovers: an offer of ownership, which its successor alone can accept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas import HandoverOut, Offering, Plain, Reason
from holdfast.api.schemas.handover import NoteOut, OfferedAll, OfferingAll, Offers
from holdfast.escalation import actions, queries
from holdfast.escalation.presenting import handover_as_data
from holdfast.escalation.presenting.handover import offered_as_data
from holdfast.escalation.queries.handover_note import handover_note
from holdfast.kernel.refusal import Invalid
from holdfast.kernel.text import clean
from holdfast.people.queries import person

router = Router(tags=["handovers"])

TO = Query("", max_length=200, description="Login; the caller where it is left out.")


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


@router.get(
    "/escalations/{ref}/handover-note",
    response={200: NoteOut, **READ},
    summary="The handover note as the record writes it now",
)
def show_note(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    escalation = queries.by_ref(ref)
    return answer({"escalation": escalation.ref, "note": handover_note(escalation)})


@router.post(
    "/handovers",
    response={200: OfferedAll, **WRITE},
    summary="Offer several to one successor",
    openapi_extra=KEY,
)
def offer_several(request: HttpRequest, payload: OfferingAll) -> HttpResponse:
    """What somebody owns, all of it or `refs`: each an offer of its own, answered one by one. One
    that is refused does not stop the others; its row says why."""
    by, at = acting(request, payload.as_), caller(request).at
    if (payload.refs is None) != payload.all:
        raise Invalid("Name the escalations in refs, or set all to true.", field="refs")
    results = actions.offer_everything(
        to=payload.to,
        giver=payload.from_ or "",
        refs=payload.refs,
        note=payload.note,
        by=by,
        at=at,
    )
    return answer(offered_as_data(results, as_data=handover_as_data))


@router.get("/handovers", response={200: Offers, **READ}, summary="Offers that wait for somebody")
def list_offers(request: HttpRequest, to: str = TO) -> HttpResponse:
    """Each is accepted or declined by itself; the one that ends first stands first."""
    successor = person(clean(to)).pk if to else caller(request).token.person_id
    found = queries.offers_to(successor)
    return answer({"items": [handover_as_data(each) for each in found]})


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
