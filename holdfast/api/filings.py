"""Where a team's work lives; pieces and asks as issues there."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas.filing import Filing, FilingOut, PlaceOut, SettingPlace
from holdfast.escalation.queries.ask import ask as find_ask
from holdfast.escalation.queries.piece import find_piece
from holdfast.kernel.refusal import NotFound
from holdfast.people.queries import team as find_team
from holdfast.tracker import actions, models
from holdfast.tracker.presenting.filing import filing_as_data, place_as_data
from holdfast.tracker.queries import filing_of_ask, filing_of_piece, place_of

router = Router(tags=["filings"])


@router.get(
    "/teams/{name}/place",
    response={200: PlaceOut, **READ},
    summary="Where a team's work lives",
)
def show_place(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """404 where nobody has said it."""
    team = find_team(name)
    place = place_of(team)
    if place is None:
        raise NotFound(f"Nobody has said where {team}'s work lives.")
    return answer(place_as_data(place))


@router.put(
    "/teams/{name}/place",
    response={200: PlaceOut, **WRITE},
    summary="Say where a team's work lives",
)
def set_place(request: HttpRequest, name: str, payload: SettingPlace) -> HttpResponse:
    """The team's contact or a lead may. It is looked at once it is saved; what cannot be reached stays
    saved, and `trouble` says what was wrong."""
    by, at = acting(request, payload.as_), caller(request).at
    place = once(
        by,
        lambda: actions.set_place(
            team=name,
            tracker=payload.tracker,
            where=payload.where,
            by_itself=payload.by_itself,
            by=by,
            at=at,
        ),
    )
    actions.look_at(place, at=at)
    return answer(place_as_data(place))


@router.delete(
    "/teams/{name}/place",
    response={200: PlaceOut, **WRITE},
    summary="Say no more where a team's work lives",
)
def remove_place(request: HttpRequest, name: str) -> HttpResponse:
    """Answers with the place as it was. What is filed there stays."""
    by, at = acting(request), caller(request).at
    place = actions.remove_place(team=name, by=by, at=at)
    if place is None:
        raise NotFound(f"Nobody has said where {find_team(name)}'s work lives.")
    return answer(place_as_data(place))


@router.post(
    "/pieces/{int:piece_id}/filing",
    response={201: FilingOut, **WRITE},
    summary="File a piece in its team's tracker",
    openapi_extra=KEY,
)
def file_piece(
    request: HttpRequest,
    piece_id: int,
    payload: Filing | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """The issue is made by the worker. What is filed there already is answered as it stands; 422 where a
    public place would learn something private."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    return _filed(
        once(by, lambda: actions.file_piece(piece_id=piece_id, by=by, at=at)),
        f"pieces/{piece_id}/filing",
    )


@router.get(
    "/pieces/{int:piece_id}/filing",
    response={200: FilingOut, **READ},
    summary="A piece in its team's tracker",
)
def show_filing_of_piece(request: HttpRequest, piece_id: int) -> HttpResponse:  # noqa: ARG001
    """404 where it is not filed; of several the newest."""
    return _shown(filing_of_piece, find_piece(piece_id).piece.pk, "Piece")


@router.post(
    "/asks/{int:ask_id}/filing",
    response={201: FilingOut, **WRITE},
    summary="File an ask in its team's tracker",
    openapi_extra=KEY,
)
def file_ask(
    request: HttpRequest,
    ask_id: int,
    payload: Filing | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """As a piece; only what a team is asked has a place."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    return _filed(
        once(by, lambda: actions.file_ask(ask_id=ask_id, by=by, at=at)), f"asks/{ask_id}/filing"
    )


@router.get(
    "/asks/{int:ask_id}/filing",
    response={200: FilingOut, **READ},
    summary="An ask in its team's tracker",
)
def show_filing_of_ask(request: HttpRequest, ask_id: int) -> HttpResponse:  # noqa: ARG001
    return _shown(filing_of_ask, find_ask(ask_id).pk, "Ask")


def _filed(made: models.Filing, location: str) -> HttpResponse:
    return answer(filing_as_data(made), status=201, location=location)


def _shown(find: Callable[[int], models.Filing | None], number: int, noun: str) -> HttpResponse:
    found = find(number)
    if found is None:
        raise NotFound(f"{noun} {number} is not filed anywhere.")
    return answer(filing_as_data(found))
