"""The address that GitHub calls."""

from __future__ import annotations

import json

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from holdfast.github.source import MOVES, NAME
from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.outside.signed import hex_of, matches

_MOST_BYTES = 1_000_000


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Signed by GitHub, written down under its delivery's name, answered at once. GitHub says the same
    again under the same name, so a repeat is known; a late one is, too, by what it says itself."""
    if not settings.GITHUB_WEBHOOK_SECRET:
        return HttpResponse("GitHub is not set up here; see docs/github.md.\n", status=404)
    try:
        content = request.body
    except RequestDataTooBig:
        return HttpResponse("Too large.\n", status=413)
    if len(content) > _MOST_BYTES:
        return HttpResponse("Too large.\n", status=413)
    expected = f"sha256={hex_of(settings.GITHUB_WEBHOOK_SECRET, content)}"
    if not matches(expected, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponse("Not signed by whoever knows our secret.\n", status=401)
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return HttpResponse("No JSON; choose the content type application/json.\n", status=400)
    kind, key = request.headers.get("X-GitHub-Event", ""), request.headers.get("X-GitHub-Delivery")
    if not isinstance(body, dict) or not key:
        return HttpResponse("Nothing that GitHub says.\n", status=400)
    if kind == "issues" and body.get("action") in MOVES:
        inbox.receive(NAME, key=key, kind=f"issues:{body['action']}", body=body, at=clock.now())
    return HttpResponse("Heard.\n")
