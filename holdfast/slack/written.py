"""What people wrote in Slack, as plain words: its markup means nothing outside, and a name does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from holdfast.slack.models import Account

MOST = 20_000  # characters that are kept of a message; Slack takes 40,000

_MARKUP = re.compile(r"<([^<>]*)>")
_CALLS = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>")
_USERS = re.compile(r"<@([UW][A-Z0-9]+)")


def groups_called(message: dict[str, Any]) -> set[str]:
    """The user groups a message calls: in its words or in its blocks, not in what it quotes or shares.

    Shares and unfurled messages are attachments, which nobody wrote here and now.
    """
    text = str(message.get("text") or "")
    own = "\n".join(line for line in text.splitlines() if not line.startswith("&gt;"))
    found = set(_CALLS.findall(own)) if "<!subteam^" in own else set()
    return found | set(_in_blocks(message.get("blocks") or []))


def _in_blocks(value: Any) -> Iterator[str]:
    """The groups named by rich text, however deep; quotes are left out."""
    if isinstance(value, list):
        for each in value:
            yield from _in_blocks(each)
    elif isinstance(value, dict):
        if value.get("type") == "usergroup":
            yield str(value.get("usergroup_id", ""))
        elif value.get("type") != "rich_text_quote":
            yield from _in_blocks(value.get("elements"))


def words(markup: str) -> str:
    """A message without markup: people, groups and channels by name, links by address."""
    numbers = set(_USERS.findall(markup))
    accounts = Account.objects.filter(user_id__in=numbers).select_related("person")
    names = {each.user_id: str(each.person) for each in accounts} if numbers else {}
    plain = _MARKUP.sub(lambda found: _one(found[1], names), markup)[:MOST]
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _one(inner: str, names: dict[str, str]) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label or "somebody")
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!subteam^"):
        return "@" + (label.removeprefix("@") or "the group")
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    if label and label not in target:
        return f"{label} ({target})"
    return target.removeprefix("mailto:").removeprefix("tel:")


def first_line(plain: str, *, most: int) -> str:
    """For a title: the first line that says something, without the names that were called."""
    for line in plain.splitlines():
        said = " ".join(re.sub(r"(^|\s)@[\w.-]+", " ", line).split()).strip(" :,-")
        if said:
            return said[:most]
    return ""
