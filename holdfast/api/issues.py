"""Support issues: what came to support, and which escalations are about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, After, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.issue import IssueFull, IssueOut, Matches, MatchingIssue, MatchOut
from holdfast.escalation.queries import by_ref
from holdfast.kernel.text import clean
from holdfast.people.queries import default_programme
from holdfast.support import actions
from holdfast.support.presenting.issue import issue_as_data, match_as_data
from holdfast.support.queries.issue import (
    issue_by_key,
    matches_of,
    matches_with,
    page_of_issues,
)

router = Router(tags=["issues"])

KIND = Query("counted", max_length=20, description="counted, defects, deleted or all.")
ENGAGED = Query("", max_length=3, description="yes or no: was engineering formally asked on it?")
EXACT = Query("", max_length=200, description="As the helpdesk has it.")


@router.get("/issues", response={200: Page[IssueOut], **READ}, summary="Support issues")
def list_issues(
    request: HttpRequest,  # noqa: ARG001
    *,
    limit: Limit,
    after: After,
    kind: str = KIND,
    engaged: str = ENGAGED,
    customer: str = EXACT,
    team: str = EXACT,
) -> HttpResponse:
    """Newest first; filed defects and deleted ones only where they are asked for."""
    found = page_of_issues(
        default_programme(),
        kind=kind,
        engaged=engaged,
        customer=clean(customer),
        team=clean(team),
        after=after,
        limit=limit,
    )
    return page([issue_as_data(each) for each in found.items], after=found.next)


@router.get("/issues/{path:key}", response={200: IssueFull, **READ}, summary="One support issue")
def show_issue(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """With the escalations that are about it, the newest first."""
    issue = issue_by_key(default_programme(), clean(key))
    about = [match_as_data(each) for each in matches_with(issue)]
    return answer({**issue_as_data(issue), "escalations": about})


@router.get(
    "/escalations/{ref}/issues", response={200: Matches, **READ}, summary="Its support issues"
)
def list_matches(request: HttpRequest, ref: str) -> HttpResponse:  # noqa: ARG001
    return answer({"items": [match_as_data(each) for each in matches_of(by_ref(ref))]})


@router.post(
    "/escalations/{ref}/issues",
    response={201: MatchOut, **WRITE},
    summary="Say which support issue it is about",
    openapi_extra=KEY,
)
def match(request: HttpRequest, ref: str, payload: MatchingIssue) -> HttpResponse:
    """An issue it is about already is a repeat. An address that names it does this by itself."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(by, lambda: actions.match(ref=ref, key=clean(payload.issue), by=by, at=at))
    return answer(match_as_data(made), status=201)


@router.delete(
    "/escalations/{ref}/issues/{path:key}",
    response={200: Matches, **WRITE},
    summary="It is not about that issue",
)
def unmatch(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """That somebody or an address said so stays on record. Doing it twice is harmless."""
    by, at = acting(request), caller(request).at
    once(by, lambda: actions.unmatch(ref=ref, key=clean(key), by=by, at=at))
    return answer({"items": [match_as_data(each) for each in matches_of(by_ref(ref))]})
