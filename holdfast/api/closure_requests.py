"""Closing is asked for, and answered by the raiser or the support engineer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, WRITE
from holdfast.api.schemas import Answering, AskingToClose, ClosureRequestOut
from holdfast.escalation import actions
from holdfast.escalation.presenting import closure_as_data

router = Router(tags=["closure requests"])


@router.post(
    "/escalations/{ref}/closure-requests",
    response={201: ClosureRequestOut, **WRITE},
    summary="Ask to close it",
    openapi_extra=KEY,
)
def ask_to_close(request: HttpRequest, ref: str, payload: AskingToClose) -> HttpResponse:
    """The raiser or the support engineer answers; silence after the reminders closes it. The
    raiser's own wish closes it at once (`answer` is there then)."""
    by, at = acting(request, payload.as_), caller(request).at
    asked = once(
        by,
        lambda: actions.ask_to_close(
            ref=ref,
            outcome=payload.outcome,
            reason=payload.reason,
            classed=payload.class_ or "",
            evidence=payload.class_evidence or "",
            by=by,
            at=at,
        ),
    )
    return answer(closure_as_data(asked), status=201)


@router.put(
    "/closure-requests/{int:request_id}/answer",
    response={200: ClosureRequestOut, **WRITE},
    summary="Agree to close it, or not",
)
def answer_closure(request: HttpRequest, request_id: int, payload: Answering) -> HttpResponse:
    """A yes closes it. A no says what is still missing and leaves it with its owner."""
    by, at = acting(request, payload.as_), caller(request).at
    asked = once(
        by,
        lambda: actions.answer_closure(
            request_id=request_id, agree=payload.agree, note=payload.note or "", by=by, at=at
        ),
    )
    return answer(closure_as_data(asked))
