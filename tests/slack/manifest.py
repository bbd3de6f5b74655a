"""What Slack refuses in an app's manifest, as far as its schema and limits say."""

from __future__ import annotations

from typing import Any

from tests.slack import contract

Json = dict[str, Any]


def problems(manifest: Json) -> list[str]:
    """What is wrong with it; nothing is demanded that a small test does not need."""
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    name = manifest.get("display_information", {}).get("name", "x")
    wrong = [] if 1 <= len(name) <= 35 else ["the app's name holds 1 to 35 characters"]
    shortcuts, commands = features.get("shortcuts", []), features.get("slash_commands", [])
    wrong += ["an app has 10 shortcuts"] if len(shortcuts) > 10 else []
    for each in shortcuts:
        if not 1 <= len(each["name"]) <= 24:
            wrong.append(f"a shortcut's name holds 1 to 24 characters: {each['name']}")
        if each["type"] not in {"message", "global"} or not each.get("description"):
            wrong.append(f"shortcut {each['name']} needs a type and a description")
    for each in commands:
        if not each["command"].startswith("/") or not each.get("description"):
            wrong.append(f"command {each['command']} needs a slash and a description")
    if len(features.get("unfurl_domains", [])) > 5:
        wrong.append("an app unfurls 5 domains")
    bot = scopes(manifest)
    if (shortcuts or commands) and "commands" not in bot:
        wrong.append("shortcuts and commands need the scope commands")
    for event in settings.get("event_subscriptions", {}).get("bot_events", []):
        needed = contract.EVENTS.get(event)
        if needed is None:
            wrong.append(f"Slack knows no event {event}")
        elif needed and not set(needed) & bot:
            wrong.append(f"event {event} needs {' or '.join(needed)}")
    return wrong


def scopes(manifest: Json) -> set[str]:
    said = manifest.get("oauth_config", {}).get("scopes", {})
    return {*said.get("bot", []), *said.get("bot_optional", [])}
