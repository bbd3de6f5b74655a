"""Asks: what the owner needs of a team or a person, by when, and how they answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page, Reason
from holdfast.api.schemas.ask import (
    Asking,
    AskOut,
    AsksOut,
    BriefOut,
    SuggestionsOut,
    WithReason,
)
from holdfast.api.schemas.giving import Noting
from holdfast.escalation import actions
from holdfast.escalation.models import Ask
from holdfast.escalation.presenting.ask import (
    ask_as_data,
    brief_for,
    brief_of,
    suggestions_as_data,
)
from holdfast.escalation.presenting.moments import until
from holdfast.escalation.queries import ask as queries
from holdfast.escalation.queries import by_ref
from holdfast.people.queries import default_programme, person
from holdfast.people.queries import team as team_of

router = Router(tags=["asks"])

STATE = Query(
    "open",
    max_length=20,
    description="open, ended, all, sent, acknowledged, agreed, declined, done or withdrawn",
)
TO = Query(
    None, max_length=200, description="“me” or a login: asks to them, and to what they answer for."
)
TEAM = Query(None, max_length=200, description="The name of the team asked.")
ASKED_BY = Query(None, max_length=200, description="“me” or the login of who asked.")


@router.post(
    "/escalations/{ref}/asks",
    response={201: AskOut, **WRITE},
    summary="Ask a team or a person for something",
    openapi_extra=KEY,
)
def ask(request: HttpRequest, ref: str, payload: Asking) -> HttpResponse:
    """They get the brief with it. A formal request without `tried` is flagged, not refused."""
    by, at = acting(request, payload.as_), caller(request).at
    asked = once(
        by,
        lambda: actions.ask(
            ref=ref,
            what=payload.what,
            until=until(payload.by, field="by"),
            to_team=payload.to_team or "",
            to_person=payload.to_person or "",
            formal=payload.formal,
            tried=payload.tried or "",
            customer_words=payload.customer_words or "",
            by=by,
            at=at,
        ),
    )
    return answer(ask_as_data(queries.ask(asked.pk)), status=201, location=f"asks/{asked.pk}")


@router.get("/escalations/{ref}/asks", response={200: AsksOut, **READ}, summary="Its asks")
def list_asks_of(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """What is open first, then the newest."""
    return answer({"items": [ask_as_data(each) for each in queries.asks_of(by_ref(ref))]})


@router.get(
    "/escalations/{ref}/suggestions", response={200: SuggestionsOut, **READ}, summary="Whom to ask"
)
def suggestions(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """In this order: the owner's home team, the teams that own what it is about, anyone."""
    return answer({"items": suggestions_as_data(by_ref(ref))})


@router.get(
    "/escalations/{ref}/brief", response={200: BriefOut, **READ}, summary="One page to copy"
)
def brief(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """The escalation for whoever is asked to help; what the customer may hear stands apart."""
    found = by_ref(ref)
    text = brief_of(found, base=settings.BASE_URL)
    return answer({"escalation": found.ref, "ask": None, "text": text})


@router.get("/asks", response={200: Page[AskOut], **READ}, summary="Asks in a state")
def list_asks(
    request: HttpRequest,
    *,
    limit: Limit,
    after: AfterNumber,
    to: str | None = TO,
    team: str | None = TEAM,
    asked_by: str | None = ASKED_BY,
    state: str = STATE,
) -> HttpResponse:
    """Newest first."""
    mine = caller(request).actor.login
    found = queries.page_of_asks(
        default_programme(),
        to=person(mine if to == "me" else to) if to else None,
        team=team_of(team).pk if team else None,
        asked_by=person(mine if asked_by == "me" else asked_by).pk if asked_by else None,
        state=state,
        after=after,
        limit=limit,
    )
    return page([ask_as_data(each) for each in found.items], after=found.next)


@router.get("/asks/{int:ask_id}", response={200: AskOut, **READ}, summary="An ask")
def show_ask(request: HttpRequest, ask_id: int) -> HttpResponse:  # noqa: ARG001
    return answer(ask_as_data(queries.ask(ask_id)))


@router.get("/asks/{int:ask_id}/brief", response={200: BriefOut, **READ}, summary="Its brief")
def show_brief(request: HttpRequest, ask_id: int) -> HttpResponse:  # noqa: ARG001
    """What goes to whoever is asked, with what is needed and by when."""
    found = queries.ask(ask_id)
    text = brief_for(found, base=settings.BASE_URL)
    return answer({"escalation": found.escalation.ref, "ask": found.pk, "text": text})


@router.put(
    "/asks/{int:ask_id}/acknowledgement",
    response={200: AskOut, **WRITE},
    summary="Say that it is seen",
)
def acknowledge(
    request: HttpRequest,
    ask_id: int,
    payload: Noting | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _answered(request, ask_id, payload, actions.acknowledge_ask)


@router.put(
    "/asks/{int:ask_id}/agreement", response={200: AskOut, **WRITE}, summary="Agree to do it"
)
def agree(
    request: HttpRequest,
    ask_id: int,
    payload: Noting | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _answered(request, ask_id, payload, actions.agree_ask)


@router.put(
    "/asks/{int:ask_id}/completion", response={200: AskOut, **WRITE}, summary="Say that it is done"
)
def finish(
    request: HttpRequest,
    ask_id: int,
    payload: Noting | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _answered(request, ask_id, payload, actions.finish_ask)


@router.put(
    "/asks/{int:ask_id}/decline", response={200: AskOut, **WRITE}, summary="Decline, with a reason"
)
def decline(request: HttpRequest, ask_id: int, payload: Reason) -> HttpResponse:
    """The owner reads why, and looks on."""
    by, at = acting(request, payload.as_), caller(request).at
    asked = once(
        by, lambda: actions.decline_ask(ask_id=ask_id, reason=payload.reason, by=by, at=at)
    )
    return answer(ask_as_data(asked))


@router.put(
    "/asks/{int:ask_id}/withdrawal", response={200: AskOut, **WRITE}, summary="Take it back"
)
def withdraw(
    request: HttpRequest,
    ask_id: int,
    payload: WithReason | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    reason = (payload and payload.reason) or ""
    asked = once(by, lambda: actions.withdraw_ask(ask_id=ask_id, reason=reason, by=by, at=at))
    return answer(ask_as_data(asked))


def _answered(
    request: HttpRequest, ask_id: int, payload: Noting | None, action: Callable[..., Ask]
) -> HttpResponse:
    """409 where it has ended, or somebody said so before; the same word again changes nothing."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    note = (payload and payload.note) or ""
    return answer(ask_as_data(once(by, lambda: action(ask_id=ask_id, note=note, by=by, at=at))))
