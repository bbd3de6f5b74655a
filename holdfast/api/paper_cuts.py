"""Paper cuts: the backlog, who says what of it, and who works on it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body, Query

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Plain
from holdfast.api.schemas.paper_cut import (
    AddingCut,
    ChangingCut,
    EstimatingCut,
    JudgingCut,
    PaperCutOut,
    PaperCutsOut,
    RankingCut,
    ReasonBody,
    ShippingCut,
    TellingCustomer,
    VoicesOut,
    WishingCut,
    WishOut,
)
from holdfast.papercut import actions, queries
from holdfast.papercut.presenting import cut_as_data, left_as_data, voice_as_data, wish_as_data
from holdfast.papercut.queries.time_left import left_now
from holdfast.papercut.queries.voices import voices
from holdfast.people.queries import default_programme, policy_at

router = Router(tags=["paper-cuts"])

STATE = Query(
    "open",
    max_length=20,
    description="open, waiting, picked-up, paused, shipped, dropped or all",
)


@router.get("/paper-cuts", response={200: PaperCutsOut, **READ}, summary="Paper cuts in a state")
def list_cuts(
    request: HttpRequest, *, limit: Limit, after: AfterNumber, state: str = STATE
) -> HttpResponse:
    """Open ones come in GTM's order and all at once; ended ones the newest first."""
    at, programme = caller(request).at, default_programme()
    policy, left = policy_at(programme, at), left_now(programme, at=at)
    found, more = queries.page(programme, state=state, at=at, after=after, limit=limit)
    return answer(
        {
            "items": [cut_as_data(each, policy=policy, left=left) for each in found],
            "next": None if more is None else str(more),
            "last_rank": queries.last_rank(programme),
            "seats": [left_as_data(each) for each in left],
        }
    )


@router.post(
    "/paper-cuts",
    response={201: PaperCutOut, **WRITE},
    summary="Write a paper cut down",
    openapi_extra=KEY,
)
def add(request: HttpRequest, payload: AddingCut) -> HttpResponse:
    """It has no rank yet. One title once: wishes gather in one place."""
    by, at = acting(request, payload.as_), caller(request).at
    said = payload.model_dump(exclude={"as_"})
    made = once(by, lambda: actions.add_cut(programme=default_programme(), **said, by=by, at=at))
    return _answer(made.ref, at, status=201, location=f"paper-cuts/{made.ref}")


@router.get("/paper-cuts/{ref}", response={200: PaperCutOut, **READ}, summary="One paper cut")
def show(request: HttpRequest, ref: str) -> HttpResponse:
    return _answer(ref, caller(request).at)


@router.patch("/paper-cuts/{ref}", response={200: PaperCutOut, **WRITE}, summary="Put it better")
def change(request: HttpRequest, ref: str, payload: ChangingCut) -> HttpResponse:
    """What is left out stays as it is."""
    by, at = acting(request, payload.as_), caller(request).at
    said = payload.model_dump(exclude={"as_"})
    once(by, lambda: actions.change_cut(ref=ref, **said, by=by, at=at))
    return _answer(ref, at)


@router.put("/paper-cuts/{ref}/rank", response={200: PaperCutOut, **WRITE}, summary="Rank it")
def rank(request: HttpRequest, ref: str, payload: RankingCut) -> HttpResponse:
    """By whoever speaks for GTM; while nobody does, by a lead."""
    by, at = acting(request, payload.as_), caller(request).at
    said = payload.model_dump(exclude={"as_"})
    once(by, lambda: actions.rank_cut(ref=ref, **said, by=by, at=at))
    return _answer(ref, at)


@router.put(
    "/paper-cuts/{ref}/estimate", response={200: PaperCutOut, **WRITE}, summary="Estimate it"
)
def estimate(request: HttpRequest, ref: str, payload: EstimatingCut) -> HttpResponse:
    """By an engineer, or whoever speaks for engineering; the last word stands."""
    by, at = acting(request, payload.as_), caller(request).at
    once(
        by,
        lambda: actions.estimate_cut(ref=ref, days=payload.days, note=payload.note, by=by, at=at),
    )
    return _answer(ref, at)


@router.put("/paper-cuts/{ref}/judgement", response={200: PaperCutOut, **WRITE}, summary="Judge it")
def judge(request: HttpRequest, ref: str, payload: JudgingCut) -> HttpResponse:
    """By whoever speaks for product; while nobody does, by a lead. The last word stands."""
    by, at = acting(request, payload.as_), caller(request).at
    once(
        by,
        lambda: actions.judge_cut(
            ref=ref, verdict=payload.verdict, reason=payload.reason, by=by, at=at
        ),
    )
    return _answer(ref, at)


@router.put("/paper-cuts/{ref}/pick-up", response={200: PaperCutOut, **WRITE}, summary="Pick it up")
def pick_up(
    request: HttpRequest,
    ref: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """By an engineer, for themselves. Of two at once one gets it."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    once(by, lambda: actions.pick_up(ref=ref, by=by, at=at))
    return _answer(ref, at)


@router.delete(
    "/paper-cuts/{ref}/pick-up", response={200: PaperCutOut, **WRITE}, summary="Hand it back"
)
def hand_back(
    request: HttpRequest,
    ref: str,
    payload: ReasonBody | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    reason = payload.reason if payload else ""
    once(by, lambda: actions.hand_back(ref=ref, reason=reason, by=by, at=at))
    return _answer(ref, at)


@router.put("/paper-cuts/{ref}/shipment", response={200: PaperCutOut, **WRITE}, summary="Ship it")
def ship(request: HttpRequest, ref: str, payload: ShippingCut) -> HttpResponse:
    """Everybody who passed a wish on hears of it."""
    by, at = acting(request, payload.as_), caller(request).at
    said = payload.model_dump(exclude={"as_"})
    once(by, lambda: actions.ship(ref=ref, **said, by=by, at=at))
    return _answer(ref, at)


@router.put("/paper-cuts/{ref}/dropping", response={200: PaperCutOut, **WRITE}, summary="Drop it")
def drop(request: HttpRequest, ref: str, payload: ReasonBody) -> HttpResponse:
    """By whoever speaks for product, or a lead, with the reason."""
    by, at = acting(request, payload.as_), caller(request).at
    once(by, lambda: actions.drop_cut(ref=ref, reason=payload.reason, by=by, at=at))
    return _answer(ref, at)


@router.post(
    "/paper-cuts/{ref}/wishes",
    response={201: WishOut, **WRITE},
    summary="A customer asks for it",
    openapi_extra=KEY,
)
def wish(request: HttpRequest, ref: str, payload: WishingCut) -> HttpResponse:
    by, at = acting(request, payload.as_), caller(request).at
    said = payload.model_dump(exclude={"as_"})
    made = once(by, lambda: actions.wish(ref=ref, **said, by=by, at=at))
    cut = queries.cut(made.cut_id)
    return answer(wish_as_data(made), status=201, location=f"paper-cuts/{cut.ref}")


@router.put(
    "/wishes/{int:wish_id}/told", response={200: WishOut, **WRITE}, summary="The customer was told"
)
def told(
    request: HttpRequest,
    wish_id: int,
    payload: TellingCustomer | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """Once it is shipped, by whoever passed the wish on, or support."""
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    note = payload.note if payload else ""
    found = once(by, lambda: actions.say_told(wish_id=wish_id, note=note, by=by, at=at))
    return answer(wish_as_data(found))


@router.get("/voices", response={200: VoicesOut, **READ}, summary="Who speaks for which part")
def list_voices(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """GTM ranks, engineering estimates, product judges; engineers speak for engineering by role."""
    return answer({"items": [voice_as_data(each) for each in voices(default_programme())]})


@router.put("/voices/{part}/{login}", response={200: VoicesOut, **WRITE}, summary="Give a voice")
def give_voice(
    request: HttpRequest,
    part: str,
    login: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    """By a lead. Giving it twice changes nothing."""
    return _voice(request, part, login, payload, holds=True)


@router.delete(
    "/voices/{part}/{login}", response={200: VoicesOut, **WRITE}, summary="Take a voice back"
)
def take_voice(
    request: HttpRequest,
    part: str,
    login: str,
    payload: Plain | None = Body(None),  # noqa: B008
) -> HttpResponse:
    return _voice(request, part, login, payload, holds=False)


def _voice(
    request: HttpRequest, part: str, login: str, payload: Plain | None, *, holds: bool
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    programme = default_programme()
    once(
        by,
        lambda: actions.give_voice(
            programme=programme, login=login, part=part, holds=holds, by=by, at=at
        ),
    )
    return answer({"items": [voice_as_data(each) for each in voices(programme)]})


def _answer(ref: str, at: datetime, *, status: int = 200, location: str = "") -> HttpResponse:
    found = queries.standing(ref, at=at)
    programme = found.cut.programme
    left = left_now(programme, at=at) if found.is_open else []
    data = cut_as_data(found, policy=policy_at(programme, at), left=left)
    return answer(data, status=status, location=location)
