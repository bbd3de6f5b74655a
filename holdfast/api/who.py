"""Who is on, at any moment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer
from holdfast.api.auth import caller
from holdfast.api.operations import READ
from holdfast.api.schemas import Who
from holdfast.people.queries import default_programme
from holdfast.rotation.presenting import moment, who_as_data
from holdfast.rotation.queries import who

router = Router(tags=["who"])

AT = Query(None, max_length=60, description="ISO 8601; UTC where no zone is given, or a date.")


@router.get("/who", response={200: Who, **READ}, summary="Who is on")
def who_is_on(request: HttpRequest, at: str | None = AT) -> HttpResponse:
    """Who is on now, or at the moment `at`. Unconfirmed people are listed and marked."""
    asked = moment(at) if at else caller(request).at
    return answer(who_as_data(who(default_programme(), at=asked)))
