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
    "bookmarks_remove": ("bookmarks:write",),  # the programme lives in another channel now
    "canvases_access_set": ("canvases:write",),  # the channel may read the copy
    "canvases_create": ("canvases:write",),  # a copy where the channel has a canvas of its own
    "canvases_edit": ("canvases:write",),  # the copy of the status doc
    "chat_postEphemeral": ("chat:write",),  # a word to one person
    "chat_postMessage": ("chat:write",),  # cards, updates, direct messages
    "chat_update": ("chat:write",),  # what was said is changed, not repeated
    "conversations_canvases_create": ("canvases:write",),  # the channel's canvas
    "conversations_history": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_info": ("channels:read", "groups:read"),  # are we in the thread's channel?
    "conversations_join": ("channels:join",),  # channels that match a pattern, by choice
    "conversations_list": ("channels:read",),  # which channels match it
    "conversations_open": ("im:write",),  # direct messages
    "conversations_replies": ("im:history", "channels:history", "groups:history"),  # did it arrive?
    "conversations_setTopic": ("channels:write.topic", "groups:write.topic"),  # who is on
    "usergroups_create": ("usergroups:write",),  # a group for who is on now
    "usergroups_list": ("usergroups:read",),  # to choose the group
    "usergroups_update": ("usergroups:write",),  # may we write the group chosen?
    "usergroups_users_list": ("usergroups:read",),  # who is in the group
    "usergroups_users_update": ("usergroups:write",),  # it holds who is on now
    "users_info": ("users:read",),  # whose account it is
    "users_list": ("users:read",),  # everybody's mail address is matched once a day
    "users_lookupByEmail": ("users:read.email",),  # the test message finds who pressed the button
    "views_open": (),  # forms
    "views_publish": (),  # the App Home
    "views_push": (),  # a form over a form
    "views_update": (),  # a list that stands open, after a press in it
}

# Events we subscribe to: the scopes Slack wants for them. Each has a handler (calls.on_event).
EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),  # publish what is theirs
    "app_uninstalled": (),  # nothing can be said any more: the pages and a mail say so
    "channel_created": ("channels:read",),  # does it match a pattern?
    "channel_deleted": ("channels:read",),  # a card's place is gone
    "channel_rename": ("channels:read",),  # does it match one now?
    "group_deleted": ("groups:read",),  # the same, of a private channel
    "member_joined_channel": ("channels:read", "groups:read"),  # we were invited
    "message.channels": ("channels:history",),  # is the group called there?
    "message.groups": ("groups:history",),  # the same in private channels
    "subteam_members_changed": ("usergroups:read",),  # somebody changed the group by hand
    "subteam_updated": ("usergroups:read",),  # it was switched off or on
    "tokens_revoked": (),  # likewise
}

# What Slack sends without being asked; it cannot be subscribed to.
AUTOMATIC = frozenset({"app_rate_limited"})

# What is used without a method or an event of its own.
FEATURES: dict[str, tuple[str, ...]] = {
    "commands and shortcuts": ("commands",),
    "answers in threads of public channels that we are not in": ("chat:write.public",),
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
