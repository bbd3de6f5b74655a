"""Service records: where people stand, issuing and checking; what counts as much as a turn."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.idempotency import once
from holdfast.api.operations import KEY, READ, WRITE, AfterNumber, Limit
from holdfast.api.schemas import Page, Reason
from holdfast.api.schemas.credit import (
    CheckedOut,
    Checking,
    DocumentOut,
    EquivalentOut,
    Granting,
    Issuing,
    RecordOut,
)
from holdfast.api.schemas.fairness import TurnOut
from holdfast.credit import actions
from holdfast.credit.presenting.service_records import (
    checked_as_data,
    equivalent_as_data,
    record_in_list,
)
from holdfast.credit.queries import service_records as queries
from holdfast.credit.queries.equivalents import every_equivalent
from holdfast.people.queries import person
from holdfast.people.rules.permission import require
from holdfast.rotation.presenting.fairness import turn_as_data

router = Router(tags=["service records"])


@router.get("/service-records", response={200: Page[TurnOut], **READ}, summary="Where people stand")
def list_standings(request: HttpRequest) -> HttpResponse:
    """Who served, who asked and got no seat, whose turn is due: yourself, whom you manage, and for a
    lead everybody. Who has waited longest first; one page."""
    who = caller(request)
    return page(
        [turn_as_data(each) for each in queries.standings(who.actor, at=who.at)], after=None
    )


@router.get(
    "/people/{login}/service-records",
    response={200: Page[RecordOut], **READ},
    summary="Records issued to somebody",
)
def list_records(request: HttpRequest, login: str) -> HttpResponse:
    """Newest first; one page."""
    whose, by = person(login), caller(request).actor
    require(by, "service_record.issue", mine=by.person_id in {whose.pk, whose.manager_id})
    rows = queries.records_of(whose.pk)
    return page([record_in_list(each, base=settings.BASE_URL) for each in rows], after=None)


@router.post(
    "/service-records",
    response={201: RecordOut, **WRITE},
    summary="Issue a service record",
    openapi_extra=KEY,
)
def issue(request: HttpRequest, payload: Issuing) -> HttpResponse:
    """They, who manages them or a lead. It is signed and never changed."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.issue_service_record(
            login=payload.login, as_of=payload.as_of, by=by, at=at
        ),
    )
    body = record_in_list(made, base=settings.BASE_URL)
    return answer(body, status=201, location=f"service-records/{made.code}")


@router.post(
    "/service-records/check", response={200: CheckedOut, **WRITE}, summary="Check a service record"
)
def check(request: HttpRequest, payload: Checking) -> HttpResponse:
    """Did this installation sign exactly this, and does it still hold?"""
    found = queries.check_text(json.dumps(payload.record), at=caller(request).at)
    return answer(checked_as_data(found))


@router.get(
    "/service-records/{code}", response={200: DocumentOut, **READ}, summary="A service record"
)
def show(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001
    """The statement with its signature, as it was issued."""
    return answer(dict(queries.as_document(queries.service_record(code))))


@router.get(
    "/equivalents", response={200: Page[EquivalentOut], **READ}, summary="What counts as a turn"
)
def list_equivalents(request: HttpRequest, limit: Limit, after: AfterNumber) -> HttpResponse:
    """Newest first, withdrawn ones too: your own, of whom you manage, and for a lead everybody's."""
    found = every_equivalent(caller(request).actor)
    if after is not None:
        found = found.filter(pk__lt=after)
    shown = list(found[: limit + 1])
    more = shown[limit - 1].pk if len(shown) > limit else None
    return page([equivalent_as_data(each) for each in shown[:limit]], after=more)


@router.post(
    "/equivalents",
    response={201: EquivalentOut, **WRITE},
    summary="Grant an equivalent",
    openapi_extra=KEY,
)
def grant(request: HttpRequest, payload: Granting) -> HttpResponse:
    """A lead says that something counts as much as a turn. 409 where its days overlap another one."""
    by, at = acting(request, payload.as_), caller(request).at
    made = once(
        by,
        lambda: actions.grant_equivalent(
            login=payload.login,
            kind=payload.kind,
            starts_on=payload.starts_on,
            ends_on=payload.ends_on,
            days=payload.days,
            reason=payload.reason,
            by=by,
            at=at,
        ),
    )
    return answer(equivalent_as_data(made), status=201, location="equivalents")


@router.put(
    "/equivalents/{int:equivalent_id}/withdrawal",
    response={200: EquivalentOut, **WRITE},
    summary="Withdraw an equivalent",
)
def withdraw(request: HttpRequest, equivalent_id: int, payload: Reason) -> HttpResponse:
    """It stays on record and counts no more."""
    by, at = acting(request, payload.as_), caller(request).at
    row = once(
        by,
        lambda: actions.withdraw_equivalent(
            equivalent_id=equivalent_id, reason=payload.reason, by=by, at=at
        ),
    )
    return answer(equivalent_as_data(row))
