"""Handover packs of windows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas.pack import Deciding, PackOut
from holdfast.escalation import actions
from holdfast.escalation.presenting.pack import markdown_of, shown
from holdfast.escalation.queries.pack import pack_of

router = Router(tags=["packs"])

_MARKDOWN: dict[str, Any] = {
    "responses": {200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}}
}


@router.get(
    "/windows/{int:window_id}/pack", response={200: PackOut, **READ}, summary="Its handover pack"
)
def show_pack(request: HttpRequest, window_id: int) -> HttpResponse:
    """Live until the boundary, from then on as it was frozen. 404 before it is made."""
    found = pack_of(window_id)
    return answer(shown(found, at=caller(request).at, base=settings.BASE_URL))


@router.get(
    "/windows/{int:window_id}/pack.md",
    response={200: None, **READ},
    summary="Its handover pack as markdown",
    openapi_extra=_MARKDOWN,
)
def show_markdown(request: HttpRequest, window_id: int) -> HttpResponse:
    found = pack_of(window_id)
    text = markdown_of(found, at=caller(request).at, base=settings.BASE_URL)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


@router.put(
    "/windows/{int:window_id}/pack/items/{ref}",
    response={200: PackOut, **WRITE},
    summary="Keep an item, or ask somebody to take it",
)
def decide(request: HttpRequest, window_id: int, ref: str, payload: Deciding) -> HttpResponse:
    """`ask` is a handover offer; the owner is unchanged until it is accepted. 409 once frozen."""
    by, at = acting(request, payload.as_), caller(request).at
    once(
        by,
        lambda: actions.decide_item(
            window_id=window_id,
            ref=ref,
            decision=payload.decision,
            to=payload.to,
            note=payload.note,
            by=by,
            at=at,
        ),
    )
    return answer(shown(pack_of(window_id), at=at, base=settings.BASE_URL))
