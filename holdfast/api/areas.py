"""The help directory, and who answers for a team."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, After, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.area import AreaOut, SavingArea, SettingContact, TeamOut, TeamsOut
from holdfast.kernel.refusal import NotFound
from holdfast.kernel.text import clean
from holdfast.people import actions
from holdfast.people.models import Area, Team
from holdfast.people.queries import areas, teams

router = Router(tags=["people"])


@router.get("/areas", response={200: Page[AreaOut], **READ}, summary="The help directory")
def list_areas(request: HttpRequest, limit: Limit, after: After) -> HttpResponse:  # noqa: ARG001
    """Which team, and who of it, answers for which part of the product. By name."""
    found = areas()
    if after:
        found = found.filter(name__gt=clean(after))
    shown = list(found[: limit + 1])
    more = shown[limit - 1].name if len(shown) > limit else None
    return page([_area(each) for each in shown[:limit]], after=more)


@router.post(
    "/areas",
    response={201: AreaOut, **WRITE},
    summary="Save an entry of the help directory",
    openapi_extra=KEY,
)
def save_area(request: HttpRequest, payload: SavingArea) -> HttpResponse:
    """A new one, or the one of this name as it is from now on: the same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    area = once(
        by,
        lambda: actions.save_area(
            name=payload.name,
            keywords=", ".join(payload.keywords),
            team=payload.team,
            person=payload.person or "",
            note=payload.note or "",
            by=by,
            at=at,
        ),
    )
    return answer(_area(area), status=201)


@router.delete(
    "/areas/{int:area_id}",
    response={200: AreaOut, **WRITE},
    summary="Remove an entry of the help directory",
)
def remove_area(request: HttpRequest, area_id: int) -> HttpResponse:
    """Answers with the entry as it was."""
    by, at = acting(request), caller(request).at
    found = areas().filter(pk=area_id).first()
    actions.remove_area(area_id=area_id, by=by, at=at)
    if found is None:
        raise NotFound(f"There is no area {area_id} in the help directory.")
    return answer(_area(found))


@router.get("/teams", response={200: TeamsOut, **READ}, summary="Teams")
def list_teams(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """By name, with who answers for each."""
    return answer({"items": [_team(each) for each in teams()]})


@router.put(
    "/teams/{int:team_id}/contact",
    response={200: TeamOut, **WRITE},
    summary="Say who answers for a team",
)
def set_contact(request: HttpRequest, team_id: int, payload: SettingContact) -> HttpResponse:
    by, at = acting(request, payload.as_), caller(request).at
    found = next((each for each in teams() if each.pk == team_id), None)
    if found is None:
        raise NotFound(f"There is no team {team_id}; the list of teams shows what there is.")
    contact = payload.contact or ""
    once(by, lambda: actions.set_contact(team=found.name, contact=contact, by=by, at=at))
    return answer(next(_team(each) for each in teams() if each.pk == team_id))


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": area.pk,
        "name": area.name,
        "keywords": list(area.words),
        "team": area.team.name,
        "person": area.person.login if area.person else None,
        "note": area.note or None,
    }


def _team(team: Team) -> dict[str, Any]:
    return {
        "id": team.pk,
        "name": team.name,
        "contact": team.contact.login if team.contact else None,
        "people": team.size,  # type: ignore[attr-defined]  # the query counts them
    }
