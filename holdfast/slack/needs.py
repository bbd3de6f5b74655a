"""What we need of Slack, each with its reason: the manifest asks for exactly these scopes and events.

A test holds that every method called is here and nothing else is.
"""

from __future__ import annotations

# slack_sdk's name of a method: the scopes a bot needs for it.
METHODS: dict[str, tuple[str, ...]] = {
    "auth_test": (),  # who we are
    "chat_postEphemeral": ("chat:write",),  # a word to one person
    "chat_postMessage": ("chat:write",),  # cards, updates, direct messages
    "chat_update": ("chat:write",),  # the living card
    "conversations_history": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_open": ("im:write",),  # direct messages
    "conversations_replies": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "users_info": ("users:read", "users:read.email"),  # whose account it is
    "views_open": (),  # forms
    "views_push": (),  # a form over a form
}

# Events we subscribe to: the scopes Slack wants for them. Each has a handler (calls.on_event).
EVENTS: dict[str, tuple[str, ...]] = {
    "channel_deleted": ("channels:read",),  # a card's place is gone
    "group_deleted": ("groups:read",),  # the same, of a private channel
    "member_joined_channel": (
        "channels:read",
        "groups:read",
    ),  # we were invited: what waits goes out
}

# What is used without a method or an event of its own.
FEATURES: dict[str, tuple[str, ...]] = {}
