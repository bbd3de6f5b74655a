"""The status doc: where the programme stands now, and stood at each boundary."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import caller
from holdfast.api.operations import READ
from holdfast.api.schemas import Page
from holdfast.api.schemas.status_doc import StatusDocOut, StatusFreezeOut
from holdfast.escalation.presenting.status_doc import as_markdown
from holdfast.escalation.presenting.status_freeze import freeze_in_list
from holdfast.escalation.presenting.status_shown import shown
from holdfast.escalation.queries.status_freeze import freezes
from holdfast.people.queries import default_programme

router = Router(tags=["status doc"])

WINDOW = Query(None, description="A day of the window; the doc of now where left out.")
_MARKDOWN: dict[str, Any] = {
    "responses": {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}
}


@router.get("/status-doc", response={200: StatusDocOut, **READ}, summary="Where it stands")
def show(request: HttpRequest, window: date | None = WINDOW) -> HttpResponse:
    """Who is on, what is open with its owner and next step, what changed since the last boundary. Of
    a window that is over it is the doc frozen at its end; 404 where there is none."""
    return answer(_shown(request, window)[0])


@router.get(
    "/status-doc.md",
    response={200: None, **READ},
    summary="Where it stands, as markdown",
    openapi_extra=_MARKDOWN,
)
def show_markdown(request: HttpRequest, window: date | None = WINDOW) -> HttpResponse:
    data, markdown = _shown(request, window)
    response = HttpResponse(
        markdown or as_markdown(data), content_type="text/markdown; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get(
    "/status-docs", response={200: Page[StatusFreezeOut], **READ}, summary="Frozen status docs"
)
def list_frozen(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """One for each boundary that has passed, the latest first."""
    return page([freeze_in_list(each) for each in freezes(default_programme())], after=None)


def _shown(request: HttpRequest, window: date | None) -> tuple[dict[str, Any], str | None]:
    at = caller(request).at
    return shown(default_programme(), window, at=at, base=settings.BASE_URL)
