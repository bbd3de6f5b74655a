"""Plans of the rotation: asked for, watched, changed by hand, published; and the pins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.plan import (
    Editing,
    EditOut,
    Pinning,
    PinOut,
    PlanLineOut,
    PlanOut,
    Proposing,
)
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import may
from holdfast.rotation import actions
from holdfast.rotation.presenting.plan import edit_as_data, pin_as_data, plan_as_data, plan_line
from holdfast.rotation.queries import plan as queries

router = Router(tags=["plans"])


@router.post("/plans", response={201: PlanOut, **WRITE}, summary="Propose seats", openapi_extra=KEY)
def propose(
    request: HttpRequest,
    payload: Proposing | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """A worker solves it; read the plan again to watch. 409 where no window is to come."""
    said = payload or Proposing.model_validate({})
    by, at = acting(request, said.as_), caller(request).at
    made = once(
        by,
        lambda: actions.propose(
            programme=default_programme(),
            since=said.since,
            count=said.windows,
            seconds=said.seconds,
            by=by,
            at=at,
        ),
    )
    data = plan_as_data(queries.plan(made.pk))
    return answer(data, status=201, location=f"plans/{made.pk}")


@router.get("/plans", response={200: Page[PlanLineOut], **READ}, summary="Plans")
def list_plans(request: HttpRequest, limit: Limit, after: AfterNumber) -> HttpResponse:
    """Newest first; who does not lead sees the published ones."""
    lead = may(acting(request), "rotation.plan")
    found = queries.plans(default_programme(), published=not lead, after=after, limit=limit)
    return page([plan_line(each) for each in found.items], after=found.next)


@router.get("/plans/{int:plan_id}", response={200: PlanOut, **READ}, summary="A plan")
def show(request: HttpRequest, plan_id: int) -> HttpResponse:
    """While it is solved its levels are what is known so far."""
    return answer(plan_as_data(queries.readable(plan_id, acting(request))))


@router.put(
    "/plans/{int:plan_id}/cancellation", response={200: PlanOut, **WRITE}, summary="Call it off"
)
def cancel(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The best until then is kept; one that waits is ended. 409 where it is finished."""
    by, at = acting(request), caller(request).at
    done = once(by, lambda: actions.cancel_plan(plan_id=plan_id, by=by, at=at))
    return answer(plan_as_data(done))


@router.post(
    "/plans/{int:plan_id}/edits",
    response={201: EditOut, **WRITE},
    summary="Change it by hand",
    openapi_extra=KEY,
)
def edit(request: HttpRequest, plan_id: int, payload: Editing) -> HttpResponse:
    """422 names the rules it breaks, where no `reason` says why it is done all the same."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.edit_plan(
            plan_id=plan_id,
            person=payload.login,
            window=payload.window,
            half=payload.half,
            adds=payload.adds,
            reason=payload.reason or "",
            by=by,
            at=at,
        ),
    )
    return answer(edit_as_data(made), status=201, location=f"plans/{plan_id}")


@router.post(
    "/plans/{int:plan_id}/publication",
    response={201: PlanOut, **WRITE},
    summary="Publish it",
    openapi_extra=KEY,
)
def publish(request: HttpRequest, plan_id: int) -> HttpResponse:
    """409 names what changed since it was made; propose again then."""
    by, at = acting(request), caller(request).at
    once(by, lambda: actions.publish_plan(plan_id=plan_id, by=by, at=at))
    data = plan_as_data(queries.plan(plan_id))
    return answer(data, status=201, location=f"plans/{plan_id}")


@router.get("/pins", response={200: Page[PinOut], **READ}, summary="The pins that count")
def list_pins(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """By window, in one page."""
    return page([pin_as_data(each) for each in queries.pins(default_programme())], after=None)


@router.post("/pins", response={201: PinOut, **WRITE}, summary="Pin somebody", openapi_extra=KEY)
def pin(request: HttpRequest, payload: Pinning) -> HttpResponse:
    """Every plan from now on keeps to it."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.pin(
            person=payload.login,
            window=payload.window,
            half=payload.half,
            seated=payload.seated,
            reason=payload.reason,
            by=by,
            at=at,
        ),
    )
    return answer(pin_as_data(queries.pin(made.pk)), status=201, location="pins")


@router.delete("/pins/{int:pin_id}", response={200: PinOut, **WRITE}, summary="Take a pin out")
def unpin(request: HttpRequest, pin_id: int) -> HttpResponse:
    """It stays on record. One that is out already is no error."""
    by, at = acting(request), caller(request).at
    return answer(pin_as_data(once(by, lambda: actions.unpin(pin_id=pin_id, by=by, at=at))))
