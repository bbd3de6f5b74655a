"""Fixes: who solved it, why they did, and who of the owning team looked at it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.fix import FixOut
from holdfast.api.schemas.giving import Fixing
from holdfast.escalation import actions
from holdfast.escalation.presenting.fix import fix_as_data
from holdfast.escalation.queries.fix import fixes
from holdfast.people.queries import default_programme

router = Router(tags=["fixes"])

EXCEPTIONS = Query(False, description="Only those that nobody of the owning team reviewed.")


@router.post(
    "/escalations/{ref}/fixes",
    response={201: FixOut, **WRITE},
    summary="Record who fixed it, and why",
    openapi_extra=KEY,
)
def record(request: HttpRequest, ref: str, payload: Fixing) -> HttpResponse:
    """A fix from outside the owning team names its reviewer of that team, or says why none."""
    by, at = acting(request, payload.as_), caller(request).at
    fix = once(
        by,
        lambda: actions.record_fix(
            ref=ref,
            fixed_by=payload.fixed_by,
            why=payload.why,
            team=payload.team,
            reviewer=payload.reviewer or "",
            exception=payload.exception or "",
            url=payload.url or "",
            by=by,
            at=at,
        ),
    )
    return answer(fix_as_data(fix), status=201)


@router.get("/fixes", response={200: Page[FixOut], **READ}, summary="Fixes, and the exceptions")
def list_fixes(
    request: HttpRequest,  # noqa: ARG001
    *,
    limit: Limit,
    after: AfterNumber,
    exceptions: bool = EXCEPTIONS,
) -> HttpResponse:
    """Newest first."""
    found = fixes(default_programme(), exceptions=exceptions, after=after, limit=limit)
    return page([fix_as_data(each) for each in found.items], after=found.next)
