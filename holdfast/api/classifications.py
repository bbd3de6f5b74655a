"""What an escalation turned out to be; the last word stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import WRITE
from holdfast.api.schemas.closing import ClassificationOut, Classifying
from holdfast.escalation import actions
from holdfast.escalation.presenting.classification import classification_as_data

router = Router(tags=["closing"], by_alias=True)


@router.put(
    "/escalations/{ref}/classification",
    response={200: ClassificationOut, **WRITE},
    summary="Say what it turned out to be",
)
def classify(request: HttpRequest, ref: str, payload: Classifying) -> HttpResponse:
    """At any time, also after it ended. The last class given stands, those before are kept."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.classify(
            ref=ref, word=payload.class_, evidence=payload.evidence or "", by=by, at=at
        ),
    )
    return answer(classification_as_data(made))
