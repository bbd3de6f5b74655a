"""The manifest of the company's own Slack app: for this host, and with exactly what `needs.py` names.

Slack's schema of manifests, version 2 (slackapi/manifest-schema), sets the lengths; a test holds them.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from holdfast.kernel.refusal import Invalid
from holdfast.slack.calls import register
from holdfast.slack.setup import needs

Manifest = dict[str, Any]

# What browsers and Slack's servers take of an address without cutting it.
MOST_ADDRESS = 8000
_APPS = "https://api.slack.com/apps"
_HINT = 1000


def by_socket() -> bool:
    """Slack is listened to by Socket Mode, so it needs no way to this host."""
    return bool(settings.SLACK_APP_TOKEN)


def reachable() -> bool:
    """Whether Slack would call this host at all: it takes https only."""
    return str(settings.BASE_URL).startswith("https://")


def manifest(*, socket: bool | None = None) -> Manifest:
    """What Slack is asked for. `socket` is Socket Mode; unset, it is on where its token is set."""
    socket = by_socket() if socket is None else socket
    url = {} if socket else {"request_url": address()}
    subscribed: Manifest = {"bot_events": events()} if events() else {}
    options = {} if socket else {"message_menu_options_url": address()}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Holdfast",
            "description": "One owner for every escalation, and a fair rotation of people to own them.",
            "background_color": "#1f3a4d",
        },
        "features": _features(socket=socket),
        "oauth_config": {"scopes": {"bot": scopes(), **_optional()}},
        "settings": {
            "event_subscriptions": {**url, **subscribed},
            "interactivity": {"is_enabled": True, **url, **options},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def address() -> str:
    """Where Slack sends events, commands and interactions."""
    return f"{settings.BASE_URL}/slack/events"


def scopes() -> list[str]:
    """Those that the used methods, events and features need, and no other."""
    named = (*needs.METHODS.values(), *needs.EVENTS.values(), *needs.FEATURES.values())
    return sorted({scope for each in named for scope in each})


def optional_scopes() -> list[str]:
    """Those a company may leave out: what they are for is then not done, all else is."""
    return sorted(set(scopes()) & needs.OPTIONAL)


def events() -> list[str]:
    return sorted(needs.EVENTS)


def as_text(*, socket: bool | None = None) -> str:
    return json.dumps(manifest(socket=socket), ensure_ascii=False, indent=2)


def create_link(*, socket: bool | None = None) -> str:
    """Slack's page for a new app with this manifest filled in.

    Raises Invalid where the address is longer than browsers take; the manifest is then to be pasted.
    """
    said = json.dumps(manifest(socket=socket), ensure_ascii=True, separators=(",", ":"))
    link = f"{_APPS}?{urlencode({'new_app': '1', 'manifest_json': said}, quote_via=quote)}"
    if len(link) > MOST_ADDRESS:
        raise Invalid(
            f"The link would have {len(link)} characters and be cut; make the app on {_APPS} with "
            "“From a manifest” and paste the manifest."
        )
    return link


def _optional() -> dict[str, list[str]]:
    # Slack wants them in `bot` as well.
    return {"bot_optional": optional_scopes()} if optional_scopes() else {}


def _features(*, socket: bool) -> Manifest:
    made: Manifest = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Holdfast", "always_online": True},
    }
    if shortcuts := _shortcuts():
        made["shortcuts"] = shortcuts
    if register.commands or any(kind.startswith("command:") for kind in register.opens):
        command = {
            "command": "/holdfast",
            "description": "Who is on, what is yours, and asking for help.",
            "usage_hint": _usage(),
            "should_escape": False,
        }
        made["slash_commands"] = [command if socket else {**command, "url": address()}]
    return made


def _shortcuts() -> list[dict[str, str]]:
    known = {*register.works, *register.opens}
    return [
        {"name": name, "type": kind, "callback_id": callback, "description": says}
        for callback, (kind, name, says) in needs.SHORTCUTS.items()
        if f"shortcut:{callback}" in known
    ]


def _usage() -> str:
    """The words behind the command, as Slack shows them while somebody types."""
    named = (kind.partition(":")[2] for kind in register.opens if kind.startswith("command:"))
    words = sorted({*register.commands, *named} - {"help"})
    return " | ".join([*words, "help"])[:_HINT]
