"""Pull requests of people on the rotation that the owning team did not review before they were merged."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import page
from holdfast.api.operations import READ, AfterNumber, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.pull_request import PullRequestOut
from holdfast.tracker.presenting.pull import pull_as_data
from holdfast.tracker.queries.pull import unreviewed

router = Router(tags=["fixes"])


@router.get(
    "/pull-requests/unreviewed",
    response={200: Page[PullRequestOut], **READ},
    summary="Pull requests merged without a review",
)
def list_unreviewed(
    request: HttpRequest,  # noqa: ARG001
    *,
    limit: Limit,
    after: AfterNumber,
) -> HttpResponse:
    """Newest first; those that the owning team approved afterwards too."""
    found = unreviewed(after=after, limit=limit)
    return page([pull_as_data(each) for each in found.items], after=found.next)
