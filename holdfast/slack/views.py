"""The address that Slack calls."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from slack_bolt.adapter.django.handler import to_bolt_request, to_django_response

from holdfast.slack import client
from holdfast.slack.app import bolt_app

_MOST_BYTES = 1_000_000


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
        return HttpResponse("This is nothing that Slack sends.\n", status=400)
    return to_django_response(bolt_app().dispatch(asked))
