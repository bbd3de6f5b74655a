"""The people the programme knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import page
from holdfast.api.operations import READ, After, Limit
from holdfast.api.schemas import Page, PersonOut
from holdfast.kernel.text import clean
from holdfast.people.models import Person
from holdfast.people.queries import people

router = Router(tags=["people"])

SEARCH = Query("", max_length=100, description="Part of a login, a name or a team.")
ACTIVE = Query(None, description="Only active people, or only deactivated ones.")


@router.get("/people", response={200: Page[PersonOut], **READ}, summary="People")
def list_people(
    request: HttpRequest,  # noqa: ARG001
    limit: Limit,
    after: After,
    search: str = SEARCH,
    active: bool | None = ACTIVE,
) -> HttpResponse:
    """By login. Mail addresses are not told."""
    found = people(search=clean(search), active=active).order_by("login")
    if after:
        found = found.filter(login__gt=clean(after))
    shown = list(found[: limit + 1])
    more = shown[limit - 1].login if len(shown) > limit else None
    return page([_person(each) for each in shown[:limit]], after=more)


def _person(person: Person) -> dict[str, Any]:
    return {
        "login": person.login,
        "name": person.name,
        "role": person.role,
        "team": person.team.name if person.team else None,
        "manager": person.manager.login if person.manager else None,
        "zone": person.zone or None,
        "active": person.is_active,
        "known": person.known_since is not None,
    }
