"""The address that Zendesk's webhooks call."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from holdfast.helpdesk.rules import webhook
from holdfast.helpdesk.rules.ticket import moment
from holdfast.helpdesk.source import NAME
from holdfast.helpdesk.standing import note_signed
from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.outside.heard import content_of
from holdfast.outside.signed import base64_of, is_fresh, matches

_MOST_WRONG, _PER_SECONDS = 60, 60  # wrong signatures from one address
_SIGNATURE, _SIGNED_AT = "X-Zendesk-Webhook-Signature", "X-Zendesk-Webhook-Signature-Timestamp"
_INVOCATION = "X-Zendesk-Webhook-Invocation-Id"


@csrf_exempt
@require_POST
def zendesk(request: HttpRequest) -> HttpResponse:
    """Signed by Zendesk, written down, answered at once; the worker does the rest."""
    if not (settings.ZENDESK_URL and settings.ZENDESK_WEBHOOK_SECRET):
        return _say("Zendesk's webhooks are not set up here; see /setup/zendesk.", 404)
    at = clock.now()
    if _too_many_wrong(request):
        return _say("Too many wrong signatures from this address; wait a minute.", 429)
    body = content_of(request)
    if body is None:
        return _say("Larger than 1 MB, which no ticket needs; nothing was taken.", 413)
    if wrong := _wrong(request, body, at=at):
        _count_wrong(request)
        return _say(wrong, 401)
    note_signed(at)
    data = webhook.body_of(body.decode(errors="replace"))
    if data is None:
        return _say("This is no JSON object; docs/zendesk.md has the body to paste.", 400)
    return _take(request, data, body, at=at)


def _take(request: HttpRequest, data: dict[str, Any], body: bytes, *, at: datetime) -> HttpResponse:
    word = webhook.read(data)
    if not word.is_of_tickets:
        return _say("Nothing of a ticket; not kept.", 200)
    if word.number is None:
        return _say("It names no ticket: put {{ticket.id}} under id; see docs/zendesk.md.", 400)
    # Zendesk's own name for the event or the call; else what was signed.
    signed_at = request.headers[_SIGNED_AT]
    digest = sha256(signed_at.encode(errors="replace") + body).hexdigest()
    name = word.name or request.headers.get(_INVOCATION, "")
    inbox.receive(NAME, key=name or digest, kind=word.event, body=webhook.kept(data), at=at)
    return _say("Taken.", 200)


def _wrong(request: HttpRequest, body: bytes, *, at: datetime) -> str:
    """Why it is not taken; empty where it was signed with our secret and lately."""
    given, signed_at = request.headers.get(_SIGNATURE), request.headers.get(_SIGNED_AT)
    if not given or not signed_at:
        return "This is not signed; Zendesk signs every webhook."
    expected = base64_of(settings.ZENDESK_WEBHOOK_SECRET, signed_at.encode(errors="replace") + body)
    if not matches(expected, given):
        return "The signature is wrong; compare HOLDFAST_ZENDESK_WEBHOOK_SECRET with Zendesk's."
    said_at = moment(signed_at)
    if said_at is None or not is_fresh(said_at, at=at):
        return "It was signed too long ago, or the clocks differ; nothing was taken."
    return ""


def _wrong_key(request: HttpRequest) -> str:
    return f"zendesk-wrong-signature:{request.META.get('REMOTE_ADDR', '')}"


def _too_many_wrong(request: HttpRequest) -> bool:
    return int(cache.get(_wrong_key(request), 0)) >= _MOST_WRONG


def _count_wrong(request: HttpRequest) -> None:
    """In the shared cache, by address, only what is wrong."""
    key = _wrong_key(request)
    cache.set(key, int(cache.get(key, 0)) + 1, _PER_SECONDS)


def _say(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=HTTPStatus(status), content_type="text/plain")
