"""Who may come in to this edge's pages, and the form's own key; as everywhere on the web."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from holdfast.kernel.actor import Actor, RequestKey
from holdfast.people.models import Person

_ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Request(HttpRequest):
    """As the middleware hands it over: the moment, and who acts."""

    now: datetime
    actor: Actor
    user: Person


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Only for people who are signed in; others are sent to sign in and come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            door = "/persona" if settings.DEMO else "/sign-in"
            here = request.get_full_path() if request.method == "GET" else ""
            way = f"{door}?{urlencode({'next': here})}" if here else door
            renews = request.headers.get("HX-Request") == "true"
            return HttpResponseClientRedirect(way) if renews else HttpResponseRedirect(way)
        response = view(cast("Request", request), *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


def see(address: str) -> HttpResponse:
    """It is done: the browser goes on to a page with GET."""
    response = HttpResponseRedirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def once(request: Request) -> Actor:
    """The actor with the form's own key: the same form sent twice is one request."""
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
    name = f"web:{request.actor.person_id}:{key}:{digest[:16]}"
    return request.actor.with_request(RequestKey(name, digest))
