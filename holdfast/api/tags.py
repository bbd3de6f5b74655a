"""Tags: calls for help that are no escalation yet. Raising with a tag's `thread_url` answers it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.tag import Dismissing, TagOut
from holdfast.escalation import actions
from holdfast.escalation.presenting.tag import tag_as_data
from holdfast.escalation.queries.tag import tags
from holdfast.people.queries import default_programme

router = Router(tags=["tags"])

STATE = Query("open", description="open, raised, dismissed or all")


@router.get("/tags", response={200: Page[TagOut], **READ}, summary="Calls for help")
def list_tags(
    request: HttpRequest,  # noqa: ARG001
    *,
    limit: Limit,
    after: AfterNumber,
    state: str = STATE,
) -> HttpResponse:
    """Newest first."""
    found = tags(default_programme(), state=state, after=after, limit=limit)
    return page([tag_as_data(each) for each in found.items], after=found.next)


@router.post(
    "/tags/{int:tag_id}/dismissal",
    response={200: TagOut, **WRITE},
    summary="Say that it is no escalation, and why",
    openapi_extra=KEY,
)
def dismiss(request: HttpRequest, tag_id: int, payload: Dismissing) -> HttpResponse:
    """By whoever called, or could accept one. 409 once it was raised. Twice is harmless."""
    by, at = acting(request, payload.as_), caller(request).at
    done = once(by, lambda: actions.dismiss_tag(tag_id=tag_id, reason=payload.reason, by=by, at=at))
    return answer(tag_as_data(done))
