"""Slack's method reference as a table: which arguments, scopes, tiers and errors each method has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TABLE = json.loads((Path(__file__).parent / "contract.json").read_text())
METHODS: dict[str, dict[str, Any]] = _TABLE["methods"]
EVENTS: dict[str, list[str]] = _TABLE["events"] | {
    # Documented (docs.slack.dev/reference/events), though the gathered list lacks them.
    "channel_archive": ["channels:read"],
    "channel_unarchive": ["channels:read"],
    "group_archive": ["groups:read"],
    "group_unarchive": ["groups:read"],
}

# What Slack's own libraries send with every call.
ANYWHERE = {"token", "team_id"}

# Calls a minute. t5 stands for "special": chat.postMessage is one a second a channel, the others
# are generous and not counted.
TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}

# What every method may answer.
COMMON = {
    "account_inactive",
    "fatal_error",
    "internal_error",
    "invalid_arguments",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "ratelimited",
    "request_timeout",
    "service_unavailable",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
}

# Answers Slack gives though its reference does not list them there, or that we chose as the
# stricter reading where the reference is silent.
UNLISTED = {
    "chat.postMessage": {"thread_not_found", "msg_too_long", "invalid_attachments"},
    "chat.postEphemeral": {"thread_not_found", "user_not_found"},
    "chat.getPermalink": {"not_in_channel"},
    "bookmarks.add": {"not_in_channel"},
    "bookmarks.edit": {"not_in_channel"},
    "bookmarks.list": {"not_in_channel"},
    "bookmarks.remove": {"not_in_channel"},
    "canvases.create": {"channel_not_found", "canvas_too_large"},
    "conversations.canvases.create": {"channel_not_found", "not_in_channel", "canvas_too_large"},
    "conversations.replies": {"not_in_channel"},
    "views.open": {"invalid_blocks"},
    "views.push": {"invalid_blocks"},
    "views.publish": {"invalid_blocks", "user_not_found"},
    "views.update": {"invalid_blocks"},
    "usergroups.users.update": {"no_such_subteam"},
    "usergroups.update": {
        "no_such_subteam",
        "plan_upgrade_required",
        "handle_already_exists",
        "name_already_exists",
    },
}

_KINDS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}

READS = {
    name
    for name, each in METHODS.items()
    if each["http"] == "GET"
    or name.endswith((".list", ".lookup", ".info", ".test", ".history", ".replies"))
} | {"conversations.open", "apps.connections.open"}


def errors(method: str) -> set[str]:
    """Every error this method may answer."""
    return {*METHODS[method]["errors"], *COMMON, *UNLISTED.get(method, ())}


def problems(method: str, args: dict[str, Any]) -> list[str]:
    """What is wrong with these arguments: missing ones and ones Slack does not know."""
    contract = METHODS[method]
    missing = [name for name in contract["required"] if args.get(name) is None]
    if method == "usergroups.users.update" and "users" in missing:
        missing.remove("users")  # it has an answer of its own: no_users_provided
    unknown = sorted(set(args) - set(contract["args"]) - ANYWHERE)
    return [
        *(f"{method}: missing required argument {name}" for name in missing),
        *(f"{method}: unknown argument {name}" for name in unknown),
    ]


def scopes(method: str, kind: str | None = None) -> list[str]:
    """The scopes of which one is enough, for this kind of conversation where it matters."""
    listed: list[str] = METHODS[method]["scopes"]
    if kind is None or len(listed) < 2:
        return listed
    return [scope for scope in listed if scope.startswith(f"{_KINDS[kind]}:")]
