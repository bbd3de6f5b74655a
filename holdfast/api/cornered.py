"""Cornered: its owner cannot move it on alone, and somebody is asked until somebody has it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas.cornered import Acknowledging, Cornering, Freeing
from holdfast.api.schemas.standing import CorneredOut
from holdfast.escalation import actions
from holdfast.escalation.presenting.cornered import corner_as_data
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.cornered import corner_of

router = Router(tags=["cornered"])


@router.put(
    "/escalations/{ref}/cornered",
    response={200: CorneredOut, **WRITE},
    summary="Say that its owner is cornered",
)
def corner(request: HttpRequest, ref: str, payload: Cornering) -> HttpResponse:
    """Who is asked hears it at once; then who stands above them, until somebody has it. 409 while
    it is cornered already with other words; the same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    once(
        by,
        lambda: actions.corner(
            ref=ref,
            reason=payload.reason,
            ask_of=payload.ask_of or "",
            until=payload.by,
            by=by,
            at=at,
        ),
    )
    return _shown(ref)


@router.get(
    "/escalations/{ref}/cornered",
    response={200: CorneredOut, **READ},
    summary="The corner it is in, or was in last",
)
def show_cornered(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """404 where it was never cornered."""
    return _shown(ref)


@router.put(
    "/escalations/{ref}/cornered/acknowledgement",
    response={200: CorneredOut, **WRITE},
    summary="I have it: whoever was asked answers",
)
def acknowledge(
    request: HttpRequest,
    ref: str,
    payload: Acknowledging | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """Nobody else is asked until the time it must move again. 403 for who was not asked."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    note = (payload and payload.note) or ""
    once(by, lambda: actions.acknowledge_cornered(ref=ref, note=note, by=by, at=at))
    return _shown(ref)


@router.put(
    "/escalations/{ref}/cornered/end",
    response={200: CorneredOut, **WRITE},
    summary="It moves again",
)
def free(request: HttpRequest, ref: str, payload: Freeing) -> HttpResponse:
    by, at = acting(request, payload.as_), caller(request).at
    once(by, lambda: actions.free(ref=ref, how=payload.how, by=by, at=at))
    return _shown(ref)


def _shown(ref: str) -> HttpResponse:
    return answer(corner_as_data(corner_of(by_ref(ref))))
