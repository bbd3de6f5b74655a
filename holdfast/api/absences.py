"""Days away: no deadline runs on them, and a long absence raises the alarm."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas import Page
from holdfast.api.schemas.absence import AbsenceOut, BeingAway, RemovedOut
from holdfast.people import actions
from holdfast.people.models import Absence
from holdfast.people.queries import person

router = Router(tags=["people"])


def _as_data(absence: Absence) -> dict[str, Any]:
    """Without its reason, which is nobody's business here."""
    return {
        "id": absence.pk,
        "login": absence.person.login,
        "starts_on": absence.starts_on.isoformat(),
        "ends_on": absence.ends_on.isoformat(),
        "source": absence.source,
    }


@router.get(
    "/people/{login}/absences", response={200: Page[AbsenceOut], **READ}, summary="Days away"
)
def absences(request: HttpRequest, login: str) -> HttpResponse:  # noqa: ARG001
    """All that are known, the earliest first, in one page."""
    found = person(login).absences.select_related("person")
    return page([_as_data(each) for each in found], after=None)


@router.put(
    "/people/{login}/absences",
    response={200: AbsenceOut, **WRITE},
    summary="They are away on these days",
)
def be_away(request: HttpRequest, login: str, payload: BeingAway) -> HttpResponse:
    """Both days included; said by themselves or a lead. The same days again change nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    added = actions.add_absence(
        login=person(login).login,
        starts_on=payload.starts_on,
        ends_on=payload.ends_on,
        reason=payload.reason or "",
        by=by,
        at=at,
    )
    return answer(_as_data(added))


@router.delete(
    "/absences/{int:absence_id}",
    response={200: RemovedOut, **WRITE},
    summary="They are not away after all",
)
def be_back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """One that is gone already is no error."""
    by, at = acting(request), caller(request).at
    actions.remove_absence(absence_id=absence_id, by=by, at=at)
    return answer({"id": absence_id})
