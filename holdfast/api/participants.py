"""Who is involved in an escalation, and who answers to its customer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Body

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE
from holdfast.api.schemas import EscalationOut, Page
from holdfast.api.schemas.intake import Involving, NamingSupport, ParticipantOut, Speaking
from holdfast.escalation import actions
from holdfast.escalation.presenting import brief
from holdfast.escalation.presenting.participant import participant_as_data
from holdfast.escalation.queries import by_ref
from holdfast.escalation.queries.participant import participants

router = Router(tags=["participants"])


@router.get(
    "/escalations/{ref}/participants",
    response={200: Page[ParticipantOut], **READ},
    summary="Who is involved",
)
def list_participants(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    """Whom nobody spoke to yet first."""
    return page([participant_as_data(each) for each in participants(by_ref(ref))], after=None)


@router.post(
    "/escalations/{ref}/participants",
    response={201: ParticipantOut, **WRITE},
    summary="Say that somebody is involved, and what they need",
    openapi_extra=KEY,
)
def involve(request: HttpRequest, ref: str, payload: Involving) -> HttpResponse:
    """Said again of the same person, it sets what they need."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.involve(
            ref=ref,
            login=payload.login or "",
            name=payload.name or "",
            needs=payload.needs or "",
            by=by,
            at=at,
        ),
    )
    return answer(participant_as_data(made), status=201)


@router.put(
    "/participants/{int:participant_id}/spoken",
    response={200: ParticipantOut, **WRITE},
    summary="Somebody spoke to them",
)
def spoke(
    request: HttpRequest,
    participant_id: int,
    payload: Speaking | None = Body(None),  # noqa: B008
) -> HttpResponse:
    by, at = acting(request, payload.as_ if payload else None), caller(request).at
    made = once(
        by,
        lambda: actions.spoke(
            participant_id=participant_id,
            at_when=payload.spoken_at if payload else None,
            note=(payload and payload.note) or "",
            by=by,
            at=at,
        ),
    )
    return answer(participant_as_data(made))


@router.delete(
    "/participants/{int:participant_id}",
    response={200: ParticipantOut, **WRITE},
    summary="They are not involved any more",
)
def leave(request: HttpRequest, participant_id: int) -> HttpResponse:
    """The record of them stays; twice is once."""
    by, at = acting(request), caller(request).at
    made = once(by, lambda: actions.leave(participant_id=participant_id, by=by, at=at))
    return answer(participant_as_data(made))


@router.put(
    "/escalations/{ref}/support-engineer",
    response={200: EscalationOut, **WRITE},
    summary="Name who answers to the customer",
)
def name_support(request: HttpRequest, ref: str, payload: NamingSupport) -> HttpResponse:
    """The owner stays who they are."""
    by, at = acting(request, payload.as_), caller(request).at
    found = once(by, lambda: actions.name_support(ref=ref, login=payload.login, by=by, at=at))
    return answer(brief(found, base=settings.BASE_URL, at=at))
