"""What we need of Slack, each with its reason: the manifest asks for exactly these scopes and events.

A test holds that every method called is here and nothing else is.
"""

from __future__ import annotations

# slack_sdk's name of a method: the scopes a bot needs for it.
METHODS: dict[str, tuple[str, ...]] = {
    "auth_test": (),  # who we are
    "bookmarks_add": ("bookmarks:write",),  # the status doc, in the programme's channel
    "bookmarks_edit": ("bookmarks:write",),  # where it moved
    "bookmarks_list": ("bookmarks:read",),  # is it there already?
    "canvases_access_set": ("canvases:write",),  # the channel may read the copy
    "canvases_create": ("canvases:write",),  # a copy where the channel has a canvas of its own
    "canvases_edit": ("canvases:write",),  # the copy of the status doc
    "chat_postEphemeral": ("chat:write",),  # a word to one person
    "chat_postMessage": ("chat:write",),  # cards, updates, direct messages
    "conversations_canvases_create": ("canvases:write",),  # the channel's canvas
    "conversations_history": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_open": ("im:write",),  # direct messages
    "conversations_replies": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_setTopic": ("channels:write.topic", "groups:write.topic"),  # who is on
    "users_info": ("users:read", "users:read.email"),  # whose account it is
    "views_open": (),  # forms
    "views_push": (),  # a form over a form
}

# Events we subscribe to: the scopes Slack wants for them. Each has a handler (calls.on_event).
EVENTS: dict[str, tuple[str, ...]] = {}

# What is used without a method or an event of its own.
FEATURES: dict[str, tuple[str, ...]] = {}
