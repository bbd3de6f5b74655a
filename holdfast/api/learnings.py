"""What was learned: written on an escalation, read across all of them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import LearningOut, Page
from holdfast.api.schemas.closing import Learned
from holdfast.escalation import actions
from holdfast.escalation.presenting.learning import learning_as_data
from holdfast.escalation.queries.learning import learnings
from holdfast.people.queries import default_programme

router = Router(tags=["learnings"])

SEARCH = Query("", max_length=2000, description="Words; a learning holds all of them.")
CLASS = Query("", alias="class", max_length=30, description="The class of its escalation.")
CUSTOMER = Query("", max_length=200, description="The customer of its escalation.")
AUDIENCE = Query("", max_length=20, description="CE, IE, TA or SE; everybody's where left out.")


@router.post(
    "/escalations/{ref}/learnings",
    response={201: LearningOut, **WRITE},
    summary="Write what was learned",
    openapi_extra=KEY,
)
def learn(request: HttpRequest, ref: str, payload: Learned) -> HttpResponse:
    """At any time, also after it ended. Its raiser, owner and support engineer hear of it."""
    by, at = acting(request, payload.as_), caller(request).at
    written = once(
        by,
        lambda: actions.learn(
            ref=ref,
            text=payload.text,
            audience=payload.audience,
            customer_words=payload.customer_words or "",
            doc_url=payload.doc_url or "",
            tool_url=payload.tool_url or "",
            by=by,
            at=at,
        ),
    )
    return answer(learning_as_data(written), status=201)


@router.get("/learnings", response={200: Page[LearningOut], **READ}, summary="What was learned")
def list_learnings(
    request: HttpRequest,  # noqa: ARG001
    *,
    limit: Limit,
    after: AfterNumber,
    audience: str = AUDIENCE,
    search: str = SEARCH,
    klass: str = CLASS,
    customer: str = CUSTOMER,
) -> HttpResponse:
    """Newest first; those that all of what is given fits."""
    found = learnings(
        default_programme(),
        audience=audience,
        search=search,
        klass=klass,
        customer=customer,
        after=after,
        limit=limit,
    )
    return page([learning_as_data(each) for each in found.items], after=found.next)
