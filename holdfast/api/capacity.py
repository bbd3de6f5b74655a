"""At capacity: intake looks past who can take no more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import WRITE
from holdfast.api.schemas import Plain
from holdfast.api.schemas.capacity import BeingFull, CapacityOut
from holdfast.escalation import actions
from holdfast.escalation.presenting.capacity import capacity_as_data
from holdfast.escalation.queries.capacity import at_capacity_now

router = Router(tags=["people"])


@router.put(
    "/people/{login}/at-capacity",
    response={200: CapacityOut, **WRITE},
    summary="They can take no more for now",
)
def at_capacity(
    request: HttpRequest,
    login: str,
    payload: BeingFull | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """Said by themselves or a lead. They may still accept what they choose to."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    found = once(
        by,
        lambda: actions.at_capacity(
            login=login,
            reason=(payload and payload.reason) or "",
            until=payload.until if payload else None,
            by=by,
            at=at,
        ),
    )
    person = found.person
    return answer(capacity_as_data(person, at_capacity_now([person.pk], at).get(person.pk)))


@router.delete(
    "/people/{login}/at-capacity",
    response={200: CapacityOut, **WRITE},
    summary="They take escalations again",
)
def has_capacity(
    request: HttpRequest,
    login: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    person = once(by, lambda: actions.has_capacity(login=login, by=by, at=at))
    return answer(capacity_as_data(person, None))
