"""The address that GitHub calls."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from holdfast.github import webhook as said
from holdfast.github.webhook import NAME
from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.outside.heard import content_of, object_in
from holdfast.outside.signed import hex_of, matches

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Signed by GitHub, written down under its delivery's name, answered at once. GitHub says the same
    again under the same name, so a repeat is known; a late one is, too, by what it says itself."""
    secret = settings.GITHUB_WEBHOOK_SECRET
    if not secret:
        return _says("GitHub calls nobody here: HOLDFAST_GITHUB_WEBHOOK_SECRET is not set.", 404)
    if (content := content_of(request)) is None:
        return _says("Too large: 1 MB is the most that is taken.", 413)
    expected = f"sha256={hex_of(secret, content)}"
    if not matches(expected, request.headers.get("X-Hub-Signature-256", "")):
        return _says("Not signed with the secret of HOLDFAST_GITHUB_WEBHOOK_SECRET.", 401)
    event, key = request.headers.get("X-GitHub-Event", ""), request.headers.get("X-GitHub-Delivery")
    if not key:
        return _says("A delivery without a name (X-GitHub-Delivery).", 400)
    at = clock.now()
    try:
        little = said.kept(event, object_in(content), at=at)
    except _UNREADABLE:
        return _says("Nothing that GitHub says; choose the content type application/json.", 400)
    if little is None:
        return _says("Nothing for us; not kept.", 200)
    kind = f"{event}:{little['action']}"
    inbox.receive(NAME, key=key, kind=kind, body=little, at=at)
    return _says("Heard.", 200)


def _says(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
