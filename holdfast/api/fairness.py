"""Who served, who asked, who got; what one person served; waivers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page, Reason
from holdfast.api.schemas.fairness import (
    CreditedOut,
    Crediting,
    FairnessOut,
    ServiceOut,
    WaiverOut,
    Waiving,
)
from holdfast.people.queries import default_programme
from holdfast.rotation import actions
from holdfast.rotation.presenting.fairness import (
    fairness_as_data,
    row_as_data,
    service_as_data,
    waiver_as_data,
)
from holdfast.rotation.queries.fairness import fairness as find
from holdfast.rotation.queries.fairness import turn_of
from holdfast.rotation.queries.fairness import waivers as every_waiver
from holdfast.rotation.queries.service import struck_of

router = Router(tags=["fairness"])


@router.get("/fairness", response={200: FairnessOut, **READ}, summary="How turns are spread")
def show_fairness(request: HttpRequest) -> HttpResponse:
    """Everybody of the pool: what they served, asked for and got, and when the next turn is due."""
    return answer(fairness_as_data(find(default_programme(), caller(request).at)))


@router.get("/people/{login}/service", response={200: ServiceOut, **READ}, summary="Their service")
def show_service(request: HttpRequest, login: str) -> HttpResponse:
    """Every half they served, confirmed or as reported, and what was struck."""
    turn = turn_of(default_programme(), login, caller(request).at)
    return answer(service_as_data(turn, struck_of(turn.person.pk)))


@router.post(
    "/people/{login}/service",
    response={201: CreditedOut, **WRITE},
    summary="Credit a half to them",
    openapi_extra=KEY,
)
def credit(request: HttpRequest, login: str, payload: Crediting) -> HttpResponse:
    """A lead's word, which holds against the seats. 409 while the window is not closed."""
    by, at = acting(request, payload.as_), caller(request).at
    row = once(
        by,
        lambda: actions.credit_half(
            window_id=payload.window,
            half=0 if payload.half == "first" else 1,
            login=login,
            reason=payload.reason,
            by=by,
            at=at,
        ),
    )
    return answer(row_as_data(row), status=201, location=f"people/{row.person.login}/service")


@router.put(
    "/service/{int:served_id}/strike", response={200: CreditedOut, **WRITE}, summary="Strike a half"
)
def strike(request: HttpRequest, served_id: int, payload: Reason) -> HttpResponse:
    """It stays on record and counts no more."""
    by, at = acting(request, payload.as_), caller(request).at
    row = once(
        by,
        lambda: actions.strike_half(served_id=served_id, reason=payload.reason, by=by, at=at),
    )
    return answer(row_as_data(row))


@router.get("/waivers", response={200: Page[WaiverOut], **READ}, summary="Waivers")
def list_waivers(request: HttpRequest, limit: Limit, after: AfterNumber) -> HttpResponse:  # noqa: ARG001
    """Newest first."""
    found = every_waiver(default_programme())
    if after is not None:
        found = found.filter(pk__lt=after)
    shown = list(found[: limit + 1])
    more = shown[limit - 1].pk if len(shown) > limit else None
    return page([waiver_as_data(each) for each in shown[:limit]], after=more)


@router.post(
    "/waivers", response={201: WaiverOut, **WRITE}, summary="Grant a waiver", openapi_extra=KEY
)
def waive(request: HttpRequest, payload: Waiving) -> HttpResponse:
    """For who asked for a window that began in the period and got none; 409 for anybody else."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.waive(
            login=payload.login,
            starts_on=payload.starts_on,
            ends_on=payload.ends_on,
            reason=payload.reason,
            by=by,
            at=at,
        ),
    )
    return answer(waiver_as_data(made), status=201, location="waivers")
