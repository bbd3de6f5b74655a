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
    "conversations_info": ("channels:read", "groups:read"),  # may we post in the channel chosen?
    "conversations_canvases_create": ("canvases:write",),  # the channel's canvas
    "conversations_history": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_list": ("channels:read",),  # to choose the programme's channel
    "conversations_open": ("im:write",),  # direct messages
    "conversations_replies": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "usergroups_create": ("usergroups:write",),  # a group for who is on now
    "usergroups_list": ("usergroups:read",),  # to choose the group
    "usergroups_update": ("usergroups:write",),  # may we write the group chosen?
    "users_info": ("users:read",),  # whose account it is
    "users_list": ("users:read",),  # everybody's mail address is matched once a day
    "users_lookupByEmail": ("users:read.email",),  # the test message finds who pressed the button
    "conversations_setTopic": ("channels:write.topic", "groups:write.topic"),  # who is on
    "views_open": (),  # forms
    "views_push": (),  # a form over a form
}

# Events we subscribe to: the scopes Slack wants for them. Each has a handler (calls.on_event).
EVENTS: dict[str, tuple[str, ...]] = {
    "app_uninstalled": (),  # nothing can be said any more: the pages and a mail say so
    "tokens_revoked": (),  # likewise
}

# What Slack sends without being asked; it cannot be subscribed to.
AUTOMATIC = frozenset({"app_rate_limited"})

# What is used without a method or an event of its own.
FEATURES: dict[str, tuple[str, ...]] = {
    "commands and shortcuts": ("commands",),
    "the mail address of a user": ("users:read.email",),
}

# Shortcuts by callback id: where they stand, their name (24 characters at most), what they do.
SHORTCUTS: dict[str, tuple[str, str, str]] = {
    "escalation_new": ("message", "Escalate this thread", "Asks who is on to own this problem."),
    "escalation_raise": ("global", "Raise an escalation", "Asks who is on to own a problem."),
}

# Scopes that a company may refuse at the installation: what they are for is then not done.
OPTIONAL = frozenset(
    {
        "bookmarks:read",
        "bookmarks:write",
        "canvases:read",
        "canvases:write",
        "channels:join",
        "channels:write.topic",
        "groups:write.topic",
        "links:read",
        "links:write",
    }
)
