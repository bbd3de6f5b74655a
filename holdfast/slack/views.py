"""The address that Slack calls."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from slack_bolt import BoltRequest
from slack_bolt.adapter.django.handler import to_bolt_request, to_django_response

from holdfast.kernel import clock
from holdfast.slack import client
from holdfast.slack.app import bolt_app, note_signed

_MOST_BYTES = 1_000_000
_NOT_TAKEN = "Holdfast could not take this just now, so nothing was done. Try again in a minute."


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """Events, commands and interactions: signed by Slack, written down, answered at once."""
    if not client.is_on():
        return HttpResponse("Slack is not set up here; see /setup/slack.\n", status=404)
    if len(request.body) > _MOST_BYTES:
        return HttpResponse("Too large.\n", status=413)
    try:
        asked = to_bolt_request(request)
    except (ValueError, AttributeError, RecursionError):
        # Bolt parses before it looks at the signature: not UTF-8, no JSON, no object, too deep.
        return HttpResponse("Nothing that Slack says.\n", status=400)
    if not _is_slacks(asked):
        return HttpResponse("Nothing that Slack says.\n", status=400)
    answer = bolt_app().dispatch(asked)
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and "command" in asked.body:
        # An event is said again by Slack, a form stays open, a button shows that it failed; of a
        # command Slack would only show its own code for it.
        return JsonResponse({"response_type": "ephemeral", "text": _NOT_TAKEN})
    if answer.status == HTTPStatus.OK and b'"url_verification"' in request.body:
        note_signed(clock.now())  # answered by Bolt itself
    return to_django_response(answer)


# What stands where in everything Slack says; Bolt, and we behind it, take that as given.
_SHAPES: dict[str, type | tuple[type, ...]] = {
    "event": dict,
    "view": dict,
    "actions": list,
    "user": (dict, str),
    "channel": (dict, str),
    "team": dict,
    "message": dict,
}


def _is_slacks(asked: BoltRequest) -> bool:
    body = asked.body
    if not isinstance(body, dict) or not ({"type", "command", "ssl_check"} & set(body)):
        return False
    shaped = all(
        isinstance(body[name], shape)
        for name, shape in _SHAPES.items()
        if body.get(name) is not None
    )
    return shaped and all(isinstance(each, dict) for each in body.get("actions") or [])
