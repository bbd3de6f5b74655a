"""Escalations like the one somebody is about to raise."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import page
from holdfast.api.auth import caller
from holdfast.api.operations import READ, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.intake import FoundOut
from holdfast.escalation.presenting.search import found_as_data
from holdfast.escalation.queries.search import search
from holdfast.people.queries import default_programme

router = Router(tags=["escalations"])

WORDS = Query("", description="Any words: a title, or what is at stake.")
ENDED = Query(False, description="Only those that are closed or declined.")


@router.get(
    "/escalations/similar",
    response={200: Page[FoundOut], **READ},
    summary="Similar escalations, and what solved them",
)
def similar(
    request: HttpRequest,
    limit: Limit,
    q: str = WORDS,
    ended_only: bool = ENDED,
) -> HttpResponse:
    """The best first, found by any of the words in what was written about them. One page."""
    found = search(default_programme(), q, limit=limit, ended_only=ended_only)
    at = caller(request).at
    return page([found_as_data(each, base=settings.BASE_URL, at=at) for each in found], after=None)
