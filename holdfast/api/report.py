"""The programme report, how often engineering was engaged, and who gets the report by mail."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import answer, page
from holdfast.api.auth import acting, caller
from holdfast.api.operations import READ, WRITE
from holdfast.api.schemas.report import (
    EngagementsOut,
    ReportOut,
    SubscriptionOut,
    SubscriptionsOut,
)
from holdfast.insight import actions
from holdfast.insight.presenting.report import as_data, engagements_as_data
from holdfast.insight.queries.days import days_asked
from holdfast.insight.queries.engagement import engagements
from holdfast.insight.queries.report import report
from holdfast.insight.queries.subscription import subscriptions
from holdfast.people.queries import default_programme, person

router = Router(tags=["report"])

From = Annotated[
    date | None,
    Query(None, alias="from", description="The first day; without both days it is last month."),
]
To = Annotated[date | None, Query(None, description="The last day, which is counted.")]


@router.get("/report", response={200: ReportOut, **READ}, summary="The programme report")
def show_report(request: HttpRequest, from_: From, to: To) -> HttpResponse:
    """Engagement against its target, what became of escalations, what it cost, what was learned and
    what is stuck. Both days are counted, in the programme's zone."""
    at, programme = caller(request).at, default_programme()
    asked = days_asked(programme, from_, to, at=at)
    return answer(as_data(report(programme, asked, at=at)))


@router.get("/engagement", response={200: EngagementsOut, **READ}, summary="Engagement rate")
def show_engagement(
    request: HttpRequest,
    from_: From,
    to: To,
    by: Annotated[
        Literal["month", "week", "team", "customer"],
        Query("month", description="What it is divided by."),
    ],
) -> HttpResponse:
    """Engagements of engineering over the support issues of the same days; `issues` and `rate` are null
    where no issue was ever imported."""
    programme = default_programme()
    asked = days_asked(programme, from_, to, at=caller(request).at)
    return answer(engagements_as_data(engagements(programme, asked, by=by)))


@router.get(
    "/subscriptions", response={200: SubscriptionsOut, **READ}, summary="Who gets it by mail"
)
def list_subscriptions(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Besides the leads and the sponsor, who get it anyway."""
    found = subscriptions(default_programme())
    return page(
        [{"login": each.person.login, "at": each.at.isoformat()} for each in found], after=None
    )


@router.put(
    "/people/{login}/subscription",
    response={200: SubscriptionOut, **WRITE},
    summary="Mail it to them",
)
def subscribe(request: HttpRequest, login: str) -> HttpResponse:
    """From the next month on; one's own, or by a lead anybody's."""
    made = actions.subscribe(
        programme=default_programme(),
        login=login,
        by=acting(request),
        at=caller(request).at,
    )
    return answer({"login": made.person.login, "subscribed": True})


@router.delete(
    "/people/{login}/subscription",
    response={200: SubscriptionOut, **WRITE},
    summary="Mail it to them no more",
)
def unsubscribe(request: HttpRequest, login: str) -> HttpResponse:
    """One's own, or by a lead anybody's; nothing where there is none."""
    actions.end_subscription(
        programme=default_programme(),
        login=login,
        by=acting(request),
        at=caller(request).at,
    )
    return answer({"login": person(login).login, "subscribed": False})
