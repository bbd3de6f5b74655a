"""The address that Linear calls."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from holdfast.journal import inbox
from holdfast.kernel import clock
from holdfast.linear import webhook
from holdfast.linear.source import NAME
from holdfast.outside.heard import content_of, object_in
from holdfast.outside.signed import hex_of, is_fresh, matches

_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)


@csrf_exempt
@require_POST
def changed(request: HttpRequest) -> HttpResponse:
    """An issue changed: checked, written down, answered at once."""
    secret = settings.LINEAR_WEBHOOK_SECRET
    if not secret:
        return _says("Linear calls nobody here: HOLDFAST_LINEAR_WEBHOOK_SECRET is not set.", 404)
    if (content := content_of(request)) is None:
        return _says("Too large: 1 MB is the most that is taken.", 413)
    given = request.headers.get("Linear-Signature", "")
    if not matches(hex_of(secret, content), given):
        return _says("Not signed with the secret of HOLDFAST_LINEAR_WEBHOOK_SECRET.", 401)
    now = clock.now()
    try:
        body = object_in(content)
        if not is_fresh(webhook.said_at(body), at=now):
            return _says("Said too long ago, or in the future.", 401)
        little = webhook.kept(body)
    except _UNREADABLE:
        return _says("Nothing that Linear says of an issue.", 400)
    if little is None:
        return _says("Nothing about an issue; not kept.", 200)
    # Linear's own name for it, the same when it tries again.
    name = request.headers.get("Linear-Delivery", "")
    key = name or sha256(content).hexdigest()
    inbox.receive(NAME, key=key, kind=str(little["action"]), body=little, at=now)
    return _says("Thank you.", 200)


def _says(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
