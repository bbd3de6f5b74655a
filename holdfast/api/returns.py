"""Returns: what an engineer brings home from a seat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas.credit import ReturnNoting, ReturnOut, ReturnSending
from holdfast.credit import actions
from holdfast.credit.presenting.returns import return_as_data
from holdfast.credit.queries.returns import report_of, seat_of

router = Router(tags=["returns"])


@router.get("/returns/{int:seat}", response={200: ReturnOut, **READ}, summary="A return")
def show(request: HttpRequest, seat: int) -> HttpResponse:
    """As it stands, or as it was sent."""
    return answer(_data(request, seat, caller(request).actor.person_id))


@router.put(
    "/returns/{int:seat}/note", response={200: ReturnOut, **WRITE}, summary="Write the note of it"
)
def write(request: HttpRequest, seat: int, payload: ReturnNoting) -> HttpResponse:
    """Its engineer's own words; 409 once it is sent."""
    by, at = acting(request, payload.as_), caller(request).at
    once(by, lambda: actions.write_return(seat_id=seat, note=payload.note, by=by, at=at))
    return answer(_data(request, seat, by.person_id))


@router.post(
    "/returns/{int:seat}/sending",
    response={201: ReturnOut, **WRITE},
    summary="Send it to the home team",
    openapi_extra=KEY,
)
def send(request: HttpRequest, seat: int, payload: ReturnSending) -> HttpResponse:
    """To the manager and the team; 409 before the seat is over."""
    by, at = acting(request, payload.as_), caller(request).at
    once(by, lambda: actions.send_return(seat_id=seat, note=payload.note, by=by, at=at))
    return answer(_data(request, seat, by.person_id), status=201, location=f"returns/{seat}")


def _data(request: HttpRequest, number: int, reader: int | None) -> dict[str, Any]:
    seat = seat_of(number)
    found = report_of(seat, at=caller(request).at)
    return return_as_data(found, base=settings.BASE_URL, note=seat.person_id == reader)
