"""The address that GitHub calls."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from holdfast.github.source import MOVES, NAME
from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.outside.heard import content_of, object_in
from holdfast.outside.signed import hex_of, matches


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Signed by GitHub, written down under its delivery's name, answered at once. GitHub says the same
    again under the same name, so a repeat is known; a late one is, too, by what it says itself."""
    if not settings.GITHUB_WEBHOOK_SECRET:
        return HttpResponse("GitHub is not set up here; see docs/github.md.\n", status=404)
    if (content := content_of(request)) is None:
        return HttpResponse("Too large.\n", status=413)
    expected = f"sha256={hex_of(settings.GITHUB_WEBHOOK_SECRET, content)}"
    if not matches(expected, request.headers.get("X-Hub-Signature-256", "")):
        return HttpResponse("Not signed by whoever knows our secret.\n", status=401)
    try:
        body = object_in(content)
    except ValueError:
        return HttpResponse(
            "No JSON object; choose the content type application/json.\n", status=400
        )
    kind, key = request.headers.get("X-GitHub-Event", ""), request.headers.get("X-GitHub-Delivery")
    if not key:
        return HttpResponse("Nothing that GitHub says.\n", status=400)
    action = body.get("action")
    if kind == "issues" and isinstance(action, str) and action in MOVES:
        inbox.receive(NAME, key=key, kind=f"issues:{action}", body=body, at=clock.now())
    return HttpResponse("Heard.\n")
