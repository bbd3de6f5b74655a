"""Every refusal as RFC 9457 problem details: what is wrong, where, what to do. Never a traceback."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from holdfast.kernel.refusal import Kind, Refusal
from holdfast.kernel.text import plural

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

# kind: (status, title). The kind is the last part of `type`, which opens its line in the docs.
KINDS: dict[str, tuple[HTTPStatus, str]] = {
    Kind.INVALID: (HTTPStatus.UNPROCESSABLE_ENTITY, "The request cannot be used as it is"),
    Kind.NOT_ALLOWED: (HTTPStatus.FORBIDDEN, "You may not do this"),
    Kind.NOT_FOUND: (HTTPStatus.NOT_FOUND, "There is no such thing"),
    Kind.CONFLICT: (HTTPStatus.CONFLICT, "The world has moved on"),
    "wrong-host": (HTTPStatus.BAD_REQUEST, "Not the address of this Holdfast"),
    "not-json": (HTTPStatus.BAD_REQUEST, "The body is not JSON"),
    "no-token": (HTTPStatus.UNAUTHORIZED, "No valid token"),
    "wrong-method": (HTTPStatus.METHOD_NOT_ALLOWED, "Not a method of this address"),
    "too-large": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too large"),
    "too-many": (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    "busy": (HTTPStatus.SERVICE_UNAVAILABLE, "The database does not answer"),
    "broken": (HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke here"),
}


class TooMany(Exception):
    """Somebody tries one token after the other."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoToken(Exception):
    """Nobody is known by what was sent; the argument is the sentence."""


def problem(
    request: HttpRequest,
    kind: str,
    detail: str,
    *,
    field: str | None = None,
    headers: dict[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,  # whatever an action names, whatever it calls it
) -> HttpResponse:
    status, title = KINDS[kind]
    body: dict[str, Any] = {
        **(facts or {}),
        "type": f"{settings.BASE_URL}/api/docs#{kind}",
        "title": title,
        "status": int(status),
        "detail": detail,
        "instance": request.path,
    }
    if field:
        body["field"] = field
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=MEDIA_TYPE,
        headers=headers,
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problem(request, refusal.kind, refusal.message, field=refusal.field, facts=refusal.facts)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    return problem(
        request,
        "wrong-method",
        f"{request.method} is not a method of this address; it takes {allowed}.",
        headers={"Allow": allowed},
    )


def unknown_address(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001
    return problem(
        request,
        Kind.NOT_FOUND,
        f"Nothing stands at {request.path[:200]}; {settings.BASE_URL}/api/docs lists what there is.",
    )


def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody foresaw: the log has it under a number, the caller gets the number."""
    number = secrets.token_hex(4)
    logger.error("An API request broke.", exc_info=error, extra={"number": number})
    return problem(
        request,
        "broken",
        "Something broke that should not have. Try again; if it stays, tell whoever runs this "
        f"Holdfast the number {number}, under which the log has it.",
        facts={"number": number},
    )


def _busy(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("The database does not answer.", exc_info=error)
    return problem(
        request,
        "busy",
        "The database does not answer just now; nothing was saved. Try again in some seconds.",
        headers={"Retry-After": "5"},
    )


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first thing that is wrong, in a sentence; all of them under `errors`."""
    said = [_sentence(each) for each in error.errors]
    field, sentence = said[0]
    return problem(
        request,
        Kind.INVALID,
        sentence,
        field=field,
        facts={"errors": [{"field": name, "detail": text} for name, text in said]},
    )


def _sentence(error: dict[str, Any]) -> tuple[str, str]:
    place, *path = error["loc"]
    names = [str(part) for part in path if part != "payload"]
    where = {"body": "the body", "query": "the query", "path": "the address"}.get(place, place)
    field = names[-1] if names else "body"
    match error["type"]:
        case "missing" if not names:
            return "body", "The request needs a body: a JSON object; see /api/docs for its fields."
        case "missing":
            return field, f"“{field}” is missing in {where}; add it."
        case "extra_forbidden":
            return (
                field,
                f"“{field[:60]}” is not a field of {where} here; leave it out, or see /api/docs.",
            )
        case "model_attributes_type" | "model_type" | "dict_type":
            return field, f"{where.capitalize()} must be a JSON object, as in /api/docs."
        case "value_error":
            return field, f"“{field}” in {where}: {error['ctx']['error']}"
    wish = str(error["msg"]).replace("Input should be", "it should be").rstrip(".")
    return field, f"“{field}” in {where} cannot be used: {wish[:1].lower()}{wish[1:]}."


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What django-ninja itself refuses: here only a body that is no JSON."""
    cause = error.__cause__
    if isinstance(cause, json.JSONDecodeError):
        where = f"line {cause.lineno}, column {cause.colno}: {cause.msg[:1].lower()}{cause.msg[1:]}"
    elif isinstance(cause, UnicodeDecodeError):
        where = f"byte {cause.start + 1} is not UTF-8"
    elif isinstance(cause, UnicodeEncodeError):
        where = "it has half of a surrogate pair, which is no character"
    else:
        where = "it is nested too deeply or has a number nobody can read"
    return problem(
        request, "not-json", f"The body cannot be read as JSON ({where}); send a JSON object."
    )


def _no_token(request: HttpRequest, error: Exception) -> HttpResponse:
    known = isinstance(error, NoToken)
    detail = str(error) if known else "Send your API token as “Authorization: Bearer hf_…”."
    return problem(request, "no-token", detail, headers={"WWW-Authenticate": "Bearer"})


def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    return problem(
        request,
        "too-many",
        f"Too many wrong tokens came from this address; wait {plural(error.seconds, 'second')}.",
        headers={"Retry-After": str(error.seconds), "WWW-Authenticate": "Bearer"},
    )


def _too_large(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024 // 1024
    return problem(request, "too-large", f"The body has more than {most} MB; send less.")


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:  # noqa: ARG001
    return problem(request, "not-json", "The request could not be read to its end; send it again.")


def not_understood(request: HttpRequest, error: Exception) -> HttpResponse:
    """What is refused before an operation is asked, such as a Host header that is not ours."""
    if isinstance(error, DisallowedHost):
        return problem(
            request, "wrong-host", f"This address is not Holdfast's; use {settings.BASE_URL}."
        )
    if isinstance(error, RequestDataTooBig):
        return _too_large(request, error)
    return _unreadable(request, error)


def answer_with_problems(api: NinjaAPI) -> None:
    """Every exception of an operation becomes a problem document."""
    handlers: dict[type[Exception], Any] = {
        Exception: broken,
        Refusal: refused,
        ValidationError: _invalid,
        HttpError: _http,
        AuthenticationError: _no_token,
        NoToken: _no_token,
        TooMany: _too_many,
        Http404: unknown_address,
        RequestDataTooBig: _too_large,
        SuspiciousOperation: _unreadable,
        BadRequest: _unreadable,
        UnreadablePostError: _unreadable,
        OperationalError: _busy,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
