"""/setup/zendesk: what to make in Zendesk, how the reading stands, and looking again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from holdfast.helpdesk import actions, client, standing
from holdfast.helpdesk.models import Reading
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Refusal
from holdfast.people.models import Person
from holdfast.people.rules.permission import require

HERE = "/setup/zendesk"


class Request(HttpRequest):
    """As the middleware hands it over: the moment, and who acts."""

    now: datetime
    actor: Actor
    user: Person


View = Callable[..., HttpResponse]


def _signed_in(view: View) -> View:
    """Only for people who are signed in; others are sent to sign in and come back."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            door = "/persona" if settings.DEMO else "/sign-in"
            return HttpResponseRedirect(f"{door}?{urlencode({'next': HERE})}")
        response = view(cast("Request", request))
        patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer


@_signed_in
@require_GET
def page(request: Request) -> HttpResponse:
    require(request.actor, "zendesk.set_up")
    return _page(request)


@_signed_in
@require_POST
def look(request: Request) -> HttpResponse:
    """Look again."""
    return _done(
        request,
        lambda: actions.look_again(by=request.actor, at=request.now),
        "It is read again now; what came of it stands here in a moment.",
    )


@_signed_in
@require_POST
def begin(request: Request) -> HttpResponse:
    """Read all that changed since a day once more."""
    typed = request.POST.get("since", "").strip()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = date.max  # refused by the action, in its words
    return _done(
        request,
        lambda: actions.begin_from(day=day, by=request.actor, at=request.now),
        f"All that changed since {day:%-d %b %Y} is being read.",
        typed=typed,
    )


def _done(
    request: Request, do: Callable[[], object], said: str, *, typed: str = ""
) -> HttpResponse:
    require(request.actor, "zendesk.set_up")
    try:
        do()
    except Refusal as refusal:
        return _page(request, refused=refusal.message, typed=typed)
    messages.success(request, said)
    response = HttpResponseRedirect(HERE)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _page(request: Request, *, refused: str = "", typed: str = "") -> HttpResponse:
    found = [
        {"about": about, "state": state, "says": says}
        for about, state, says in standing.findings(at=request.now)
    ]
    context: dict[str, Any] = {
        "findings": found,
        "reading": Reading.objects.filter(helpdesk=client.base_url()).first(),
        "on": client.is_on(),
        "webhook": f"{settings.BASE_URL}/webhooks/zendesk",
        "body": BODY,
        "refused": refused,
        "typed": typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "helpdesk/setup.html", context, status=status)


# What the trigger sends: the same stands in docs/zendesk.md, and a test compares them. `tags` is a text
# of words. Times come to the minute from some accounts; then the ticket is read.
BODY = """{
  "id": "{{ticket.id}}",
  "url": "{{ticket.link}}",
  "subject": "{{ticket.title}}",
  "status": "{{ticket.status}}",
  "priority": "{{ticket.priority}}",
  "type": "{{ticket.ticket_type}}",
  "organization": "{{ticket.organization.name}}",
  "group": "{{ticket.group.name}}",
  "tags": "{{ticket.tags}}",
  "created_at": "{{ticket.created_at_with_timestamp}}",
  "updated_at": "{{ticket.updated_at_with_timestamp}}"
}"""
