"""Sheet, table, seats and Slack group side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas.reconcile import ReconciledOut, SettledOut, Settling
from holdfast.people.queries import default_programme
from holdfast.rotation import actions
from holdfast.rotation.presenting.reconcile import reconciled_as_data
from holdfast.rotation.queries.reconcile import reconciled

router = Router(tags=["rotation"])


@router.get("/reconcile", response={200: ReconciledOut, **READ}, summary="Where the sources differ")
def show(request: HttpRequest) -> HttpResponse:
    """What sign-up sheet, newest table, seats and Slack group say of the windows that are not over, by
    whom and when; `open` counts the differences that nobody has settled."""
    return answer(reconciled_as_data(reconciled(default_programme(), at=caller(request).at)))


@router.put("/reconcile/{key}", response={200: SettledOut, **WRITE}, summary="Settle a difference")
def settle(request: HttpRequest, key: str, payload: Settling) -> HttpResponse:
    """Take a source's word, which changes the seat, or keep ours. 409 where the sources say something
    else by now."""
    by, at = acting(request, payload.as_), caller(request).at
    said = actions.settle(programme=default_programme(), key=key, take=payload.take, by=by, at=at)
    return answer({"key": key, "done": said})
