"""What views have in common: who may come in, where to go next, and repeats that do no harm."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from holdfast.kernel.actor import Actor, RequestKey
from holdfast.web.request import Request

View = Callable[..., HttpResponse]
_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def signed_in(view: View) -> View:
    """Only for people who are signed in; others are sent to sign in and come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            door = "/persona" if settings.DEMO else "/sign-in"
            here = request.get_full_path() if request.method == "GET" else ""
            way = f"{door}?{urlencode({'next': here})}" if here else door
            # A part of a page that renews itself must not be filled with the sign-in form.
            renews = request.headers.get("HX-Request") == "true"
            return HttpResponseClientRedirect(way) if renews else HttpResponseRedirect(way)
        response = view(cast("Request", request), *args, **kwargs)
        # Names and customers belong in no shared cache; the browser may keep it and ask again.
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def see(address: str, request: HttpRequest | None = None, said: str = "") -> HttpResponse:
    """It is done: the browser goes on to a page with GET, and reads what was done there."""
    if request and said:
        messages.success(request, said)
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def posted_to(address: str, request: HttpRequest) -> HttpResponse | None:
    """A form's address opened by hand shows the page that the form stands on."""
    return None if request.method == "POST" else see(address)


def once(request: Request) -> Actor:
    """The actor with the form's own key: the same form sent twice is one request.

    What was typed is part of the key, so a form that was changed and sent again is another one.
    """
    key = request.POST.get("once", "")
    if not _ONCE.fullmatch(key):
        return request.actor
    typed = urlencode(
        [
            (name, value)
            for name, values in sorted(request.POST.lists())
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
    )
    digest = hashlib.sha256(f"{request.path}?{typed}".encode()).hexdigest()
    return request.actor.with_request(
        RequestKey(f"web:{request.actor.person_id}:{key}:{digest[:16]}", digest)
    )


def number(text: str | None) -> int | None:
    """A number out of a query string; anything else is as if it were not there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None
