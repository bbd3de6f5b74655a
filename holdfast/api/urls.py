"""The API under `/api/`: version 1, its OpenAPI, its documentation, and a problem for all else."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from holdfast.api import (
    absences,
    areas,
    asks,
    calendars,
    capacity,
    classifications,
    closure_requests,
    cornered,
    customers,
    docs,
    escalations,
    fairness,
    filings,
    first_week,
    fixes,
    handovers,
    issues,
    learnings,
    links,
    merges,
    metrics,
    packs,
    paper_cuts,
    participants,
    pauses,
    people,
    pieces,
    plans,
    pull_requests,
    reconcile,
    reliefs,
    report,
    returns,
    search,
    service_records,
    sign_ups,
    status_doc,
    swaps,
    tags,
    who,
    windows,
)
from holdfast.api.auth import Bearer
from holdfast.api.problems import (
    MEDIA_TYPE,
    answer_with_problems,
    broken,
    unknown_address,
    wrong_method,
)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """JSON whose texts are Unicode: half a surrogate pair could not be stored or sent on. And each key
        once (RFC 8259, 4): of two a reader might see the one and we take the other."""
        found: dict[str, Any] = json.loads(request.body, object_pairs_hook=_once)
        if b"\\ud" in request.body.lower():
            json.dumps(found, ensure_ascii=False).encode()
        return found


class Api(NinjaAPI):
    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """django-ninja's, with refusals declared as the media type they are sent with."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[MEDIA_TYPE] = content.pop("application/json")
        return schema


api = Api(
    title="Holdfast",
    version="1",
    description="One owner for every escalation, and a fair rotation of people to own them.",
    auth=Bearer(),
    parser=JsonParser(),
    docs_url=None,  # our own page: the usual ones run scripts that our Content-Security-Policy bars
    urls_namespace="api",
)
answer_with_problems(api)
# Search comes before the escalations: “similar” is no reference.
for noun in (
    *(
        who,
        windows,
        reconcile,
        people,
        absences,
        calendars,
        first_week,
        capacity,
        areas,
        customers,
        search,
        escalations,
        handovers,
    ),
    *(closure_requests, classifications, learnings, merges, asks, participants, cornered),
    *(pauses, pieces, filings, fixes, pull_requests, links, tags, issues),
    *(sign_ups, plans, swaps, reliefs, packs, fairness, status_doc),
    *(paper_cuts, report, metrics, service_records, returns),
):
    api.add_router("/v1", noun.router)


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """django-ninja answers a wrong method in plain text, and cannot answer for its own faults."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Exception as error:  # noqa: BLE001
            return broken(request, error)
        if response.status_code == 405:
            response = wrong_method(request, ", ".join(sorted(response["Allow"].split(", "))))
        # Nothing of an answer is ever to be drawn or run by a browser.
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return response

    return csrf_exempt(guarded)


def _docs(request: HttpRequest) -> HttpResponse:
    return docs.page(request, api)


def _addresses() -> list[URLPattern]:
    patterns, _, _ = api.urls
    return [
        path(str(pattern.pattern), _guarded(pattern.callback), name=pattern.name)
        for pattern in patterns
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]


_unknown = csrf_exempt(unknown_address)
app_name = "api"
urlpatterns = [
    *_addresses(),
    path("docs", _docs, name="docs"),
    # Everything else below /api/ is answered in the API's own words.
    path("", _unknown, name="api-root"),
    path("<path:rest>", _unknown),
]
