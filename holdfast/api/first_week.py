"""The first week of a new engineer: a list that ticks itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas.first_week import FirstWeekOut, Saying
from holdfast.escalation.presenting.first_week import first_week_as_data
from holdfast.kernel.period import local_date
from holdfast.people.actions import say_done
from holdfast.people.models import Person
from holdfast.people.queries import person

router = Router(tags=["people"])


def _as_data(found: Person, at: datetime) -> dict[str, Any]:
    today: date = local_date(at, found.zone or "UTC")
    return first_week_as_data(found, today=today, base=settings.BASE_URL)


@router.get(
    "/people/{login}/first-week", response={200: FirstWeekOut, **READ}, summary="Their first week"
)
def first_week(request: HttpRequest, login: str) -> HttpResponse:
    """What to have done before it is needed; most of it ticks itself from the records."""
    return answer(_as_data(person(login), caller(request).at))


@router.put("/first-week", response={200: FirstWeekOut, **WRITE}, summary="I have done it")
def said(request: HttpRequest, payload: Saying) -> HttpResponse:
    """Of what no record could know. Said once; said again it changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    say_done(what=payload.what, by=by, at=at)
    return answer(_as_data(person(by.login), at))
