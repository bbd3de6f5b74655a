"""Reliefs: what a home team drops while one of its people is on, promised and done."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page, Plain
from holdfast.api.schemas.relief import (
    DroppedOut,
    Dropping,
    MakingRoom,
    ReliefOut,
    TeamReliefsOut,
    Telling,
)
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.queries import team as team_of
from holdfast.rotation import actions
from holdfast.rotation.models import Relief
from holdfast.rotation.presenting.relief import dropped_as_data, relief_as_data, team_as_data
from holdfast.rotation.queries import relief as queries

router = Router(tags=["reliefs"])

STATE = Query(
    "standing",
    max_length=20,
    description="open, acknowledged, told, ended, standing (all but the ended) or all",
)
TEAM = Query(None, max_length=200, description="The name of the home team.")
SINCE = Query(None, alias="from", description="Seats that start on this day or later.")
UNTIL = Query(None, alias="to", description="Seats that start before this day.")


@router.get("/reliefs", response={200: Page[ReliefOut], **READ}, summary="Reliefs in a state")
def list_reliefs(
    request: HttpRequest,
    *,
    limit: Limit,
    after: AfterNumber,
    team: str | None = TEAM,
    state: str = STATE,
) -> HttpResponse:
    """Newest first."""
    found = queries.page_of_reliefs(
        default_programme(),
        state=state,
        team=team_of(team).pk if team else None,
        after=after,
        limit=limit,
    )
    today = _today(request)
    return page([relief_as_data(each, today=today) for each in found.items], after=found.next)


@router.get(
    "/reliefs/by-team",
    response={200: TeamReliefsOut, **READ},
    summary="Promised, acknowledged and done by team",
)
def by_team(
    request: HttpRequest, since: date | None = SINCE, until: date | None = UNTIL
) -> HttpResponse:
    """In working days of the teams; without days, the seats of the last year and those ahead."""
    today = _today(request)
    first = since or today - timedelta(days=365)
    last = until or today + timedelta(days=365)
    if last <= first:
        raise Invalid("`to` must come after `from`.", field="to")
    rows = queries.relief_by_team(default_programme(), since=first, until=last)
    items = [team_as_data(row) for row in rows]
    return answer({"since": first.isoformat(), "until": last.isoformat(), "items": items})


@router.get("/reliefs/{int:relief_id}", response={200: ReliefOut, **READ}, summary="A relief")
def show_relief(request: HttpRequest, relief_id: int) -> HttpResponse:
    return _answer(request, queries.relief(relief_id))


@router.put(
    "/seats/{int:seat_id}/relief",
    response={200: ReliefOut, **WRITE},
    summary="Ask for relief for a seat that has none",
)
def ask(
    request: HttpRequest,
    seat_id: int,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """By a lead, for a seat confirmed before reliefs were kept, or before its home team was known."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    made = once(by, lambda: actions.ask_for_relief(seat_id=seat_id, by=by, at=at))
    return _answer(request, made)


@router.put(
    "/reliefs/{int:relief_id}/acknowledgement",
    response={200: ReliefOut, **WRITE},
    summary="Make room, and name what is dropped",
)
def acknowledge(
    request: HttpRequest,
    relief_id: int,
    payload: MakingRoom | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """By whoever answers for the home team, or a lead; again, it adds what is named newly."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    named = payload.dropped if payload else []
    done = once(
        by,
        lambda: actions.acknowledge_relief(relief_id=relief_id, dropped=named, by=by, at=at),
    )
    return _answer(request, done)


@router.post(
    "/reliefs/{int:relief_id}/dropped",
    response={201: DroppedOut, **WRITE},
    summary="One more thing that is dropped",
    openapi_extra=KEY,
)
def drop(request: HttpRequest, relief_id: int, payload: Dropping) -> HttpResponse:
    """The same text again is the same thing."""
    by, at = acting(request, payload.as_), caller(request).at
    item = once(by, lambda: actions.drop(relief_id=relief_id, text=payload.text, by=by, at=at))
    return answer(dropped_as_data(item), status=201, location=f"reliefs/{relief_id}")


@router.put(
    "/dropped/{int:dropped_id}/outcome",
    response={200: DroppedOut, **WRITE},
    summary="Say whether it was dropped",
)
def tell(request: HttpRequest, dropped_id: int, payload: Telling) -> HttpResponse:
    """From the start of the seat on, by the engineer, whoever answers for the team, or a lead; the
    newest word counts."""
    by, at = acting(request, payload.as_), caller(request).at
    item = once(
        by,
        lambda: actions.say_outcome(
            dropped_id=dropped_id,
            was_dropped=payload.was_dropped,
            days=payload.days,
            by=by,
            at=at,
        ),
    )
    return answer(dropped_as_data(queries.dropped(item.pk)))


def _answer(request: HttpRequest, found: Relief) -> HttpResponse:
    return answer(relief_as_data(found, today=_today(request)))


def _today(request: HttpRequest) -> date:
    at = caller(request).at
    return local_date(at, policy_at(default_programme(), at).zone)
