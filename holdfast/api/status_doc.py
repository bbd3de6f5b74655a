"""The status doc: where the programme stands now."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import caller
from holdfast.api.operations import READ
from holdfast.api.schemas.status_doc import StatusDocOut
from holdfast.escalation.presenting.status_doc import as_data, as_markdown
from holdfast.escalation.queries import status_doc as docs
from holdfast.people.queries import default_programme

router = Router(tags=["status doc"])

_MARKDOWN: dict[str, Any] = {
    "responses": {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}
}


@router.get("/status-doc", response={200: StatusDocOut, **READ}, summary="Where it stands now")
def show(request: HttpRequest) -> HttpResponse:
    """Who is on, what is open with its owner and next step, what ended in the last week, open seats."""
    return answer(_data(request))


@router.get(
    "/status-doc.md",
    response={200: None, **READ},
    summary="Where it stands now, as markdown",
    openapi_extra=_MARKDOWN,
)
def show_markdown(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(
        as_markdown(_data(request)), content_type="text/markdown; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _data(request: HttpRequest) -> dict[str, Any]:
    doc = docs.status_doc(default_programme(), at=caller(request).at)
    return as_data(doc, base=settings.BASE_URL)
