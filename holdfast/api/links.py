"""Links of an escalation: the incident it belongs to, and other pages worth having at hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas.link import Linking, LinkOut, Links
from holdfast.escalation import actions
from holdfast.escalation.presenting.link import link_as_data
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.link import links_of

router = Router(tags=["links"])


@router.get("/escalations/{ref}/links", response={200: Links, **READ}, summary="Its links")
def list_links(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """Those that stand, incidents first."""
    return answer({"items": [link_as_data(each) for each in links_of(by_ref(ref))]})


@router.post(
    "/escalations/{ref}/links",
    response={201: LinkOut, **WRITE},
    summary="Link it to an incident, or to another page",
    openapi_extra=KEY,
)
def link(request: HttpRequest, ref: str, payload: Linking) -> HttpResponse:
    """An address that is linked already is a repeat and changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.link(
            ref=ref, url=payload.url, title=payload.title or "", sort=payload.sort, by=by, at=at
        ),
    )
    return answer(link_as_data(made), status=201)


@router.delete("/links/{int:link_id}", response={200: LinkOut, **WRITE}, summary="Take it away")
def unlink(request: HttpRequest, link_id: int) -> HttpResponse:
    """That it stood there stays in the journal. Doing it twice is harmless."""
    by, at = acting(request), caller(request).at
    return answer(link_as_data(once(by, lambda: actions.unlink(link_id=link_id, by=by, at=at))))
