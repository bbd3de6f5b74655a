"""Pages for what went wrong, each one sentence and what to do.

403, 404, 429 and 500 are templates by those names, which Django and allauth render themselves.
"""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from holdfast.kernel.refusal import Kind, Refusal
from holdfast.web.forms import STATUS

HOME = ("/", "Go to what is happening now")
TITLES = {
    Kind.INVALID: "That could not be used",
    Kind.NOT_ALLOWED: "You may not do that",
    Kind.NOT_FOUND: "There is no such thing here",
    Kind.CONFLICT: "Somebody was faster",
}


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form shows."""
    return _page(request, STATUS[refusal.kind], TITLES[refusal.kind], refusal.message)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django names it
    back = request.path if request.method == "GET" else "/"
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        "This form was open for too long",
        "Your session changed since the page was loaded, so nothing was saved. Go back, copy what "
        "you typed, reload the page and send it again.",
        (back, "Start again"),
    )


def not_understood(_request: HttpRequest, error: Exception) -> HttpResponse:
    """What is refused before any of our middleware ran: a page that asks nothing of the request."""
    sentence, status = "", HTTPStatus.BAD_REQUEST
    if isinstance(error, DisallowedHost):
        sentence = f"This is not the address of Holdfast. Go to {settings.BASE_URL} instead."
    elif isinstance(error, RequestDataTooBig):
        most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // 1024 // 1024
        sentence = f"The form has more than {most} MB, so nothing was saved. Go back and send less."
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HttpResponse(render_to_string("400.html", {"sentence": sentence}), status=status)


def _page(
    request: HttpRequest, status: int, title: str, sentence: str, *ways: tuple[str, str]
) -> HttpResponse:
    return render(
        request,
        "web/errors/page.html",
        {"title": title, "sentence": sentence, "ways_out": [*ways, HOME]},
        status=status,
    )
