"""Every request has a moment, a zone and an actor; a refusal that escapes becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from holdfast.kernel import clock
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Refusal
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.web.request import Request
from holdfast.web.views.errors import refused

NOBODY = Actor(person_id=None, login="", role="", via="web")


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponseBase:
        request = cast("Request", plain)
        request.now = clock.now()
        # Lazy: a static file or a health check asks for no session.
        request.actor = cast("Actor", SimpleLazyObject(lambda: _actor(plain)))
        request.zone = cast("str", SimpleLazyObject(lambda: _zone(request)))
        try:
            return self.get_response(plain)
        finally:
            timezone.deactivate()

    def process_view(
        self, plain: HttpRequest, _view: object, _args: object, words: dict[str, object]
    ) -> HttpResponse | None:
        if any("\x00" in str(word) for word in words.values()) and _is_page(plain):
            # No record has such a name, and PostgreSQL would break at being asked for it.
            raise Http404
        request = cast("Request", plain)
        if plain.user.is_authenticated:
            timezone.activate(str(request.zone))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refused(request, error) if isinstance(error, Refusal) else None


def _is_page(request: HttpRequest) -> bool:
    """The API answers for its own addresses."""
    return not request.path.startswith("/api/")


def _actor(request: HttpRequest) -> Actor:
    person = request.user
    if not isinstance(person, Person):
        return NOBODY
    return Actor(person_id=person.pk, login=person.login, role=person.role, via="web")


def _zone(request: Request) -> str:
    """The viewer's zone; the programme's for somebody whose zone is not known."""
    mine = request.user.zone if request.user.is_authenticated else ""
    return mine or policy_at(default_programme(), request.now).zone
