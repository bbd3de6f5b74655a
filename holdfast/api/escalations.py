"""Escalations: raising, reading, and what their people do to them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import (
    Accepting,
    Declining,
    EscalationFull,
    EscalationOut,
    EventOut,
    Page,
    Raising,
    Reason,
    UpdateOut,
    Updating,
)
from holdfast.escalation import actions
from holdfast.escalation.models import Escalation
from holdfast.escalation.presenting import brief, events_as_data, full, rows, update_as_data
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries import page as list_page
from holdfast.escalation.queries.search import search
from holdfast.journal.queries import timeline
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme, person

router = Router(tags=["escalations"], by_alias=True)

STATE = Query(
    None,
    description="open, raised, owned, stuck, off-rotation, closed, declined or all; open, or all "
    "beside `q`",
)
WORDS = Query("", description="Words to look for: the best matches, in one page.")
OWNER = Query(None, max_length=200, description="Login of the owner.")
RAISED_BY = Query(None, max_length=200, description="Login of who raised it.")


def _brief(request: HttpRequest, escalation: Escalation) -> dict[str, Any]:
    return brief(escalation, base=settings.BASE_URL, at=caller(request).at)


@router.post(
    "/escalations",
    response={201: EscalationOut, **WRITE},
    summary="Raise an escalation",
    openapi_extra=KEY,
)
def raise_escalation(request: HttpRequest, payload: Raising) -> HttpResponse:
    """Everybody on the rotation hears of it; until somebody accepts, the raiser is answerable."""
    by, at = acting(request, payload.as_), caller(request).at
    programme = default_programme()
    escalation = once(
        by,
        lambda: actions.raise_escalation(
            programme=programme,
            title=payload.title,
            stakes=payload.stakes,
            why_now=payload.why_now,
            severity=payload.severity,
            customer=payload.customer or "",
            origin_url=payload.origin_url or "",
            first_response=payload.first_response or "",
            exec_asked=payload.exec_asked,
            alert_team=payload.alert_team or "",
            support_engineer=payload.support_engineer or "",
            by=by,
            at=at,
        ),
    )
    return answer(_brief(request, escalation), status=201, location=f"escalations/{escalation.ref}")


@router.get(
    "/escalations", response={200: Page[EscalationOut], **READ}, summary="Escalations in a state"
)
def list_escalations(
    request: HttpRequest,
    *,
    limit: Limit,
    after: AfterNumber,
    state: str | None = STATE,
    q: str = WORDS,
    owner: str | None = OWNER,
    raised_by: str | None = RAISED_BY,
) -> HttpResponse:
    """Newest first; with `q` the best matches first. `stuck`: an overdue update or next step,
    cornered, or standing still. `off-rotation`: open, and owned by somebody who is off the rotation
    now."""
    programme, at = default_programme(), caller(request).at
    owned = person(clean(owner)).pk if owner else None
    raised = person(clean(raised_by)).pk if raised_by else None
    if q.strip():
        matches = search(
            programme, q, state=state or "all", owner=owned, raised_by=raised, limit=limit
        )
        items = rows([each.escalation for each in matches], base=settings.BASE_URL, at=at)
        return page(items, after=None)
    found = list_page(
        programme,
        state=state or "open",
        owner=owned,
        raised_by=raised,
        after=after,
        limit=limit,
        at=at,
    )
    return page(rows(found.items, base=settings.BASE_URL, at=at), after=found.next)


@router.get("/escalations/{ref}", response={200: EscalationFull, **READ}, summary="One escalation")
def show_escalation(request: HttpRequest, ref: str) -> HttpResponse:
    """With what waits for an answer while it is open, or how it ended."""
    return answer(full(by_ref(ref), base=settings.BASE_URL, at=caller(request).at))


@router.put(
    "/escalations/{ref}/acceptance",
    response={200: EscalationOut, **WRITE},
    summary="Accept: own it",
)
def accept(
    request: HttpRequest,
    ref: str,
    payload: Accepting | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """409 where somebody else owns it: `owner` says who. Accepting twice changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    next_step = (payload and payload.next_step) or ""
    why = (payload and payload.why) or ""
    return answer(
        _brief(
            request,
            once(
                by,
                lambda: actions.accept(ref=ref, next_step=next_step, why=why, by=by, at=at),
            ),
        )
    )


@router.post(
    "/escalations/{ref}/decline",
    response={200: EscalationFull, **WRITE},
    summary="Decline it, with a reason",
    openapi_extra=KEY,
)
def decline(request: HttpRequest, ref: str, payload: Declining) -> HttpResponse:
    """The programme does not take it; it stays the raiser's, with what to do instead."""
    by, at = acting(request, payload.as_), caller(request).at
    escalation = once(
        by,
        lambda: actions.decline(
            ref=ref, reason=payload.reason, alternative=payload.alternative or "", by=by, at=at
        ),
    )
    return answer(full(escalation, base=settings.BASE_URL, at=at))


@router.post(
    "/escalations/{ref}/updates",
    response={201: UpdateOut, **WRITE},
    summary="Write an update",
    openapi_extra=KEY,
)
def update(request: HttpRequest, ref: str, payload: Updating) -> HttpResponse:
    """Everybody involved hears it, and the clock of the next update starts again."""
    by, at = acting(request, payload.as_), caller(request).at
    written = once(
        by,
        lambda: actions.update(
            ref=ref,
            text=payload.text,
            next_step=payload.next_step or "",
            next_step_by=payload.next_step_by or "",
            next_step_on=payload.next_step_on,
            next_update_at=payload.next_update_at,
            by=by,
            at=at,
        ),
    )
    return answer(update_as_data(written), status=201)


@router.post(
    "/escalations/{ref}/reopening",
    response={200: EscalationOut, **WRITE},
    include_in_schema=False,
    url_name="reopen_post",
)
@router.put(
    "/escalations/{ref}/reopening",
    response={200: EscalationOut, **WRITE},
    summary="Reopen it, with a reason",
)
def reopen(request: HttpRequest, ref: str, payload: Reason) -> HttpResponse:
    """A closed one is its last owner's again, a declined one waits for an owner again."""
    by, at = acting(request, payload.as_), caller(request).at
    return answer(
        _brief(
            request,
            once(by, lambda: actions.reopen(ref=ref, reason=payload.reason, by=by, at=at)),
        )
    )


@router.get(
    "/escalations/{ref}/events",
    response={200: Page[EventOut], **READ},
    summary="What happened to it",
)
def events(request: HttpRequest, ref: str, limit: Limit, after: AfterNumber) -> HttpResponse:  # noqa: ARG001
    """The journal of one escalation, oldest first; facts are never changed."""
    found = timeline(by_ref(ref).ref)
    if after:
        found = found.filter(pk__gt=after)
    shown = list(found[: limit + 1])
    more = shown[limit - 1].pk if len(shown) > limit else None
    return page(events_as_data(shown[:limit]), after=more)
