"""Calendars: where days away are read from, the addresses under which ours are, who is away when."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas import Plain
from holdfast.api.schemas.calendar import (
    AwayOut,
    CalendarOut,
    FeedKind,
    FeedOut,
    FeedsOut,
    ReadingFrom,
)
from holdfast.kernel.refusal import Invalid
from holdfast.people import actions
from holdfast.people.presenting import calendar_as_data, feed_as_data, off_as_data
from holdfast.people.queries import able_to_own, person
from holdfast.people.queries.away import time_off, without_hours
from holdfast.people.queries.calendar import calendar_of, feeds_of
from holdfast.people.rules.permission import require

router = Router(tags=["people"])
LONGEST_DAYS = 800


@router.get(
    "/people/{login}/calendar",
    response={200: CalendarOut, **READ},
    summary="Where their days away are read from",
)
def calendar(request: HttpRequest, login: str) -> HttpResponse:
    """For themselves and leads; of the address only the host. All null where none is read."""
    found = person(login)
    by = caller(request).actor
    require(by, "people.edit_hours", mine=found.pk == by.person_id)
    return answer(calendar_as_data(found, calendar_of(found)))


@router.put(
    "/people/{login}/calendar",
    response={200: CalendarOut, **WRITE},
    summary="Read their days away from this address",
)
def read_from(request: HttpRequest, login: str, payload: ReadingFrom) -> HttpResponse:
    """An iCal address (https or webcal), read at once and then every six hours. The same again changes
    nothing, another one takes its place."""
    by, at = acting(request, payload.as_), caller(request).at
    found = person(login)
    given = once(
        by,
        lambda: actions.set_absence_calendar(
            login=found.login, address=payload.address, words=payload.words or "", by=by, at=at
        ),
    )
    return answer(calendar_as_data(found, given))


@router.put(
    "/people/{login}/calendar/reading",
    response={200: CalendarOut, **WRITE},
    summary="Read it now",
)
def read_now(
    request: HttpRequest,
    login: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """The worker does it within seconds; `read_at` or `problem` says what came of it."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    found = person(login)
    given = actions.read_absence_calendar(login=found.login, by=by, at=at)
    return answer(calendar_as_data(found, given))


@router.delete(
    "/people/{login}/calendar",
    response={200: CalendarOut, **WRITE},
    summary="Read it no more",
)
def read_no_more(
    request: HttpRequest,
    login: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """What it said of days to come goes with it, what is past stays. One that is gone is no error."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    found = person(login)
    actions.remove_absence_calendar(login=found.login, by=by, at=at)
    return answer(calendar_as_data(found, None))


@router.get(
    "/people/{login}/feeds", response={200: FeedsOut, **READ}, summary="Their calendar addresses"
)
def feeds(request: HttpRequest, login: str) -> HttpResponse:
    """The live ones, for themselves and administrators; what an address was is not known any more."""
    found = person(login)
    by = caller(request).actor
    require(by, "calendar.feed", mine=found.pk == by.person_id)
    return answer({"items": [feed_as_data(each) for each in feeds_of(found).values()]})


@router.put(
    "/people/{login}/feeds/{kind}",
    response={200: FeedOut, **WRITE},
    summary="Make a calendar address",
)
def make_feed(
    request: HttpRequest,
    login: str,
    kind: FeedKind,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """`address` is told this once. The one of this kind they had works no more."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    feed, secret = actions.make_feed(login=person(login).login, kind=kind, by=by, at=at)
    return answer(feed_as_data(feed, f"{settings.BASE_URL}/calendar/{secret}.ics"))


@router.delete(
    "/people/{login}/feeds/{kind}",
    response={200: FeedsOut, **WRITE},
    summary="End a calendar address",
)
def end_feed(
    request: HttpRequest,
    login: str,
    kind: FeedKind,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    found = person(login)
    actions.revoke_feed(login=found.login, kind=kind, by=by, at=at)
    return answer({"items": [feed_as_data(each) for each in feeds_of(found).values()]})


FROM = Query(..., alias="from", description="The first day.")
TO = Query(..., alias="to", description="The last day.")


@router.get("/away", response={200: AwayOut, **READ}, by_alias=True, summary="Who is away when")
def away(
    request: HttpRequest,  # noqa: ARG001
    first: date = FROM,
    last: date = TO,
) -> HttpResponse:
    """Of everybody who could be on the rotation: absences and public holidays that touch these days,
    and whose working hours nobody knows."""
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise Invalid("Give two days in order, at most 800 days apart.", field="to")
    able = {each.person: each.login for each in able_to_own()}
    off = time_off(able, first, last)
    return answer(
        {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "people": [
                {"login": login, "off": off_as_data(off[number])}
                for number, login in able.items()
                if off.get(number)
            ],
            "without_hours": [each.login for each in without_hours()],
        }
    )
