"""Pauses: no update is owed until a day, said openly."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import WRITE
from holdfast.api.schemas import EscalationFull
from holdfast.api.schemas.pause import Pausing, Resuming
from holdfast.escalation import actions
from holdfast.escalation.presenting import full
from holdfast.escalation.queries import by_ref

router = Router(tags=["pauses"], by_alias=True)


@router.put(
    "/escalations/{ref}/pause",
    response={200: EscalationFull, **WRITE},
    summary="Pause it until a day",
)
def pause(request: HttpRequest, ref: str, payload: Pausing) -> HttpResponse:
    """Pausing again with another day or reason takes the place of the pause before."""
    by, at = acting(request, payload.as_), caller(request).at
    once(
        by,
        lambda: actions.pause(
            ref=ref, reason=payload.reason, resumes_on=payload.resumes_on, by=by, at=at
        ),
    )
    return answer(full(by_ref(ref), base=settings.BASE_URL, at=at))


@router.put(
    "/escalations/{ref}/pause/end",
    response={200: EscalationFull, **WRITE},
    summary="Resume it now",
)
def resume(
    request: HttpRequest,
    ref: str,
    payload: Resuming | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """The next update is due by the cadence, from now. Resuming twice changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    reason = (payload and payload.reason) or ""
    escalation = once(by, lambda: actions.resume(ref=ref, reason=reason, by=by, at=at))
    return answer(full(escalation, base=settings.BASE_URL, at=at))
