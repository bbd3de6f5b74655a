"""Figures of flow and rotation: their definitions, and the rows each is made of."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import page
from holdfast.api.auth import caller
from holdfast.api.operations import READ, After, Limit
from holdfast.api.schemas import Page
from holdfast.api.schemas.metrics import DefinitionOut, FigureRowOut
from holdfast.insight.presenting import definition_as_data, row_as_data
from holdfast.insight.queries.period import days_given
from holdfast.insight.queries.rows import rows
from holdfast.insight.rules.definitions import DEFINITIONS
from holdfast.people.queries import default_programme

router = Router(tags=["metrics"])

From = Annotated[date | None, Query(None, alias="from", description="The first day.")]
To = Annotated[date | None, Query(None, alias="to", description="The last day.")]


@router.get("/metrics", response={200: Page[DefinitionOut], **READ}, summary="What figures mean")
def list_metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Every figure of flow and rotation, with its exact definition. One page."""
    return page([definition_as_data(each) for each in DEFINITIONS.values()], after=None)


@router.get(
    "/metrics/{name}", response={200: Page[FigureRowOut], **READ}, summary="What a figure counts"
)
def show_metric(
    request: HttpRequest, name: str, *, limit: Limit, after: After, first: From, last: To
) -> HttpResponse:
    """The rows of a figure over a period, both days included; without them the last 30 days."""
    at = caller(request).at
    programme = default_programme()
    asked = days_given(programme, first=first, last=last, at=at)
    found = rows(programme, asked, name, at=at, after=after, limit=limit)
    return page([row_as_data(each) for each in found.items], after=found.next)
