"""Sign-ups: who would sit in which window, and how they take part."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.windows import (
    SignedUpOut,
    SigningUp,
    SignUpOut,
    VolunteerIn,
    VolunteerOut,
)
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme, names, person, policy_at
from holdfast.rotation import actions
from holdfast.rotation.presenting.sign_ups import (
    Choice,
    sign_up_as_data,
    signed_up_as_data,
    volunteer_as_data,
)
from holdfast.rotation.queries.sign_ups import current, history, open_windows, volunteer_of
from holdfast.rotation.rules.sign_ups import HALVES, Said

router = Router(tags=["sign-ups"], by_alias=True)

_VALUES = {word: value for value, word in Choice.items()}
_HALVES = {word: halves for halves, word in HALVES.items()}
Login = Annotated[str | None, Query(None, max_length=200, description="Of one person only.")]


@router.get("/sign-ups", response={200: Page[SignUpOut], **READ}, summary="Who would sit where")
def list_sign_ups(
    request: HttpRequest, limit: Limit, after: AfterNumber, login: Login
) -> HttpResponse:
    """The word that counts of each person about each window that is not over, in the order they were
    said. Who is not in it has not answered."""
    programme, at = default_programme(), caller(request).at
    windows = {window.pk: window for window in open_windows(programme, at=at)}
    whose = person(login).pk if login else None
    found = sorted(
        (
            row
            for (number, _), row in current(programme, list(windows.values())).items()
            if row.pk > (after or 0) and whose in {None, number}
        ),
        key=lambda row: row.pk,
    )
    shown = found[:limit]
    people = names({row.person_id for row in shown} | {row.by_id for row in shown if row.by_id})
    for row in shown:
        row.window = windows[row.window_id]
        row.by = people.get(row.by_id) if row.by_id else None
    items = [sign_up_as_data(row, login=people[row.person_id].login) for row in shown]
    return page(items, after=shown[-1].pk if len(found) > limit else None)


@router.put("/sign-ups", response={200: SignedUpOut, **WRITE}, summary="Say where one would sit")
def sign_up(request: HttpRequest, payload: SigningUp) -> HttpResponse:
    """All of the answers or, where one cannot be, none. A word that is as it was writes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    said = {
        each.window: Said(_VALUES[each.choice], _HALVES[each.halves], each.note or "")
        for each in payload.answers
    }
    if len(said) < len(payload.answers):
        raise Invalid("A window is answered twice; say one word about each.", field="answers")
    programme = default_programme()
    done = once(
        by,
        lambda: actions.sign_up_sheet(
            programme=programme, login=payload.login or by.login, said=said, by=by, at=at
        ),
    )
    today = local_date(at, policy_at(programme, at).zone)
    return answer(signed_up_as_data(done, today=today))


@router.get(
    "/people/{login}/sign-ups",
    response={200: Page[SignUpOut], **READ},
    summary="Everything somebody said",
)
def said_by(request: HttpRequest, login: str) -> HttpResponse:  # noqa: ARG001
    """The newest first, the last hundred, in one page; nothing of it is ever changed."""
    found = person(login)
    return page([sign_up_as_data(row, login=found.login) for row in history(found)], after=None)


@router.get(
    "/people/{login}/volunteer",
    response={200: VolunteerOut, **READ},
    summary="How somebody takes part",
)
def volunteer(request: HttpRequest, login: str) -> HttpResponse:  # noqa: ARG001
    """null is what the policy says."""
    return answer(volunteer_as_data(volunteer_of(person(login))))


@router.put(
    "/people/{login}/volunteer",
    response={200: VolunteerOut, **WRITE},
    summary="Change how somebody takes part",
)
def change_volunteer(request: HttpRequest, login: str, payload: VolunteerIn) -> HttpResponse:
    """One's own, or a lead's for somebody. The same again changes nothing."""
    by, at = acting(request, payload.as_), caller(request).at
    changes = payload.model_dump(exclude_unset=True, exclude={"as_"})
    done = once(
        by,
        lambda: actions.change_volunteer(login=person(login).login, changes=changes, by=by, at=at),
    )
    return answer(volunteer_as_data(done))
