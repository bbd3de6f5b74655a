"""When Slack turns us out or holds us back: kept, shown on every page of leads, told once by mail."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from holdfast.people.rules.permission import rank
from holdfast.slack import client
from holdfast.slack.calls import Call, on_event
from holdfast.slack.models import Workspace
from holdfast.slack.workspace import current, note_trouble

logger = logging.getLogger(__name__)


@on_event("app_uninstalled")
def uninstalled(call: Call) -> None:
    note_trouble(
        "Somebody removed the app from Slack; nothing is said there. Install it again.",
        at=call.at,
    )


@on_event("tokens_revoked")
def revoked(call: Call) -> None:
    """Only where the bot's own token is meant: people's tokens are none of ours."""
    if call.event.get("tokens", {}).get("bot"):
        note_trouble(
            "Slack took our token back; nothing is said there. Install the app again "
            "and put the new token into HOLDFAST_SLACK_BOT_TOKEN.",
            at=call.at,
        )


@on_event("app_rate_limited")
def rate_limited(call: Call) -> None:
    """Slack drops events of this minute: 30,000 an hour is its limit for a workspace."""
    Workspace.objects.update(limited_at=call.at)
    logger.warning("Slack holds back events: too many came.")


def shown(request: HttpRequest) -> dict[str, object]:
    """For every page's shell: whether Slack is on, and for leads and administrators what is wrong."""
    return {"slack_on": client.is_on(), "trouble": SimpleLazyObject(lambda: _trouble(request))}


def _trouble(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    if not client.is_on() or actor is None or rank(actor.role) < rank("lead"):
        return ""
    words = Workspace.objects.exclude(trouble="").values_list("trouble", flat=True).first()
    return str(words or "")


def found() -> Iterator[tuple[str, str, str]]:
    """What `holdfast doctor` says of Slack: about, ok | note | wrong, says. Asks Slack nothing."""
    if not client.is_on():
        yield "Slack", "note", "Off: an administrator sets it up on /setup/slack."
        return
    known = current()
    if known is None:
        yield "Slack", "note", "On, and not looked at yet: holdfast slack check."
    elif known.trouble:
        yield "Slack", "wrong", known.trouble
    elif known.signed_at is None and known.socket_at is None:
        yield "Slack", "note", f"{known.name}: nothing came in yet; see /setup/slack."
    else:
        yield "Slack", "ok", known.name
