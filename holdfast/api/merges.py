"""Two escalations that are one, and how severe one is."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import WRITE
from holdfast.api.schemas import EscalationOut
from holdfast.api.schemas.closing import MergeOut, Merging, Regrading
from holdfast.escalation import actions
from holdfast.escalation.presenting import brief
from holdfast.escalation.presenting.merge import merge_as_data

router = Router(tags=["escalations"])


@router.put(
    "/escalations/{ref}/merge",
    response={200: MergeOut, **WRITE},
    summary="Merge a duplicate into the one that survives",
)
def merge(request: HttpRequest, ref: str, payload: Merging) -> HttpResponse:
    """It is closed; its open asks and pieces, and everybody kept informed, go over to `into`. 409
    where one of them has ended, or where an owner would be lost. The same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.merge(
            ref=ref, into=payload.into, reason=payload.reason or "", by=by, at=at
        ),
    )
    return answer(merge_as_data(made))


@router.put(
    "/escalations/{ref}/severity",
    response={200: EscalationOut, **WRITE},
    summary="Change its severity, with a reason",
)
def regrade(request: HttpRequest, ref: str, payload: Regrading) -> HttpResponse:
    """The clock starts anew with the cadence of the new severity; everybody involved hears it."""
    by, at = acting(request, payload.as_), caller(request).at
    escalation = once(
        by,
        lambda: actions.regrade(
            ref=ref, severity=payload.severity, reason=payload.reason, by=by, at=at
        ),
    )
    return answer(brief(escalation, base=settings.BASE_URL, at=at))
