"""conversations.* and bookmarks.*, as the app calls them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.slack.api import Args, Refused, method
from tests.slack.channels import Bookmark, Channel
from tests.slack.chat import place
from tests.slack.messages import Message

if TYPE_CHECKING:
    from tests.slack.workspace import Workspace

Json = dict[str, Any]
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def _member(space: Workspace, args: Args, name: str = "channel") -> Channel:
    found = place(space, args.get(name))
    if not found.bot:
        raise Refused("not_in_channel")
    return found


@method("conversations.info")
def _info(space: Workspace, args: Args) -> Json:
    return {"channel": place(space, args["channel"]).as_json()}


def _visible(space: Workspace, args: Args) -> list[Channel]:
    kinds = {_TYPES[each] for each in args.listed("types") or ["public_channel"]}
    return [
        each
        for each in space.channels.values()
        if each.kind in kinds
        and (each.kind == "public" or each.bot)
        and not (each.archived and args.flag("exclude_archived"))
    ]


@method("conversations.list")
def _list(space: Workspace, args: Args) -> Json:
    page, more = space.page(_visible(space, args), args, default=100, most=999)
    return {"channels": [each.as_json() for each in page], **more}


@method("users.conversations")
def _mine(space: Workspace, args: Args) -> Json:
    found = _visible(space, args)
    if (name := args.get("user")) and name != space.bot_user_id:
        user = space.people.get(name)
        found = [each for each in found if user in each.members]
    else:
        found = [each for each in found if each.bot]
    page, more = space.page(found, args, default=100, most=999)
    hidden = {"is_member", "num_members"}
    told = [{k: v for k, v in each.as_json().items() if k not in hidden} for each in page]
    return {"channels": told, **more}


@method("conversations.members")
def _members(space: Workspace, args: Args) -> Json:
    channel = place(space, args["channel"])
    ids = [each.id for each in channel.members] + ([space.bot_user_id] if channel.bot else [])
    page, more = space.page(ids, args, default=100, most=999)
    return {"members": page, **more}


@method("conversations.join")
def _join(space: Workspace, args: Args) -> Json:
    found = space.find(args["channel"])
    if not found or (found.kind == "private" and not found.bot):
        raise Refused("channel_not_found")
    if found.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if found.archived:
        raise Refused("is_archived")
    already = found.bot
    found.app_joins()
    warning = {"warning": "already_in_channel"} if already else {}
    return {"channel": found.as_json(), **warning}


@method("conversations.invite")
def _invite(space: Workspace, args: Args) -> Json:
    channel = _member(space, args)
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind in {"im", "mpim"}:
        raise Refused("method_not_supported_for_channel_type")
    names = args.listed("users")
    if not names:
        raise Refused("no_user")
    if space.bot_user_id in names:
        raise Refused("cant_invite_self")
    users = [space.people.get(name) for name in names]
    for user in users:
        if not user or user.deleted:
            raise Refused("user_not_found")
        if user in channel.members:
            raise Refused("already_in_channel")
    for user in users:
        assert user
        channel.joins(user)
    return {"channel": channel.as_json()}


@method("conversations.open")
def _open(space: Workspace, args: Args) -> Json:
    if name := args.get("channel"):
        found = place(space, name)
        if found.kind not in {"im", "mpim"}:
            raise Refused("method_not_supported_for_channel_type")
        return {"channel": {"id": found.id}, "no_op": True, "already_open": True}
    names = args.listed("users")
    if not names:
        raise Refused("users_list_not_supplied")
    if len(names) > 8:
        raise Refused("too_many_users")
    users = []
    for each in names:
        user = space.people.get(each)
        if not user:
            raise Refused("user_not_found")
        if user.deleted:
            raise Refused("user_disabled")
        users.append(user)
    if len(users) == 1:
        already = users[0].id in space.ims
        if args.flag("prevent_creation") and not already:
            raise Refused("channel_not_found")
        opened = space.im(users[0])
    else:
        opened, already = space.mpim(users)
    if args.flag("return_im"):
        return {"channel": opened.as_json(), "already_open": already, "no_op": already}
    return {"channel": {"id": opened.id}}


@method("conversations.setTopic")
def _topic(space: Workspace, args: Args) -> Json:
    channel = _member(space, args)
    if channel.kind == "im":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if len(args["topic"]) > 250:
        raise Refused("too_long")
    changed = channel.topic != args["topic"]
    channel.topic = args["topic"]
    if changed:
        said = Message(
            space, channel, space.next_ts(), text=f"set the channel topic: {channel.topic}"
        )
        said.subtype = "channel_topic" if channel.kind == "public" else "group_topic"
        space.notices.append(said)
        channel.emit(said.as_json() | {"topic": channel.topic})
    return {"channel": channel.as_json()}


# Reading back.


def _window(said: list[Message], args: Args) -> list[Message]:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = args.flag("inclusive")
    return [
        each
        for each in said
        if oldest < float(each.ts) < latest or (inclusive and float(each.ts) in {oldest, latest})
    ]


def _readable(space: Workspace, args: Args) -> Channel:
    channel = _member(space, args)
    for name in ("oldest", "latest"):
        try:
            float(args.get(name) or 0)
        except ValueError:
            raise Refused(f"invalid_ts_{name}") from None
    return channel


@method("conversations.history")
def _history(space: Workspace, args: Args) -> Json:
    channel = _readable(space, args)
    newest_first = _window(channel.messages, args)[::-1]
    page, more = space.page(newest_first, args, default=100, most=999)
    metadata = args.flag("include_all_metadata")
    told = [each.as_json(metadata=metadata) for each in page]
    return {"messages": told, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


@method("conversations.replies")
def _replies(space: Workspace, args: Args) -> Json:
    channel = _readable(space, args)
    if not space.bots_read_threads and channel.kind in {"public", "private"}:
        raise Refused("method_not_supported_for_channel_type")
    named = channel.message(args["ts"])
    if not named:
        raise Refused("thread_not_found")
    # A reply's own ts names no thread: that message alone comes back.
    replies = _window(named.thread, args)
    page, more = space.page([named, *replies], args, default=1000, most=1000)
    metadata = args.flag("include_all_metadata")
    told = [each.as_json(metadata=metadata) for each in page]
    return {"messages": told, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


# Bookmarks.


def _bookmark_json(channel: Channel, mark: Bookmark) -> Json:
    return {
        "id": mark.id,
        "channel_id": channel.id,
        "title": mark.title,
        "link": mark.link,
        "emoji": mark.emoji,
        "type": "link",
        "entity_id": None,
        "date_created": 1_700_000_000,
        "date_updated": 0,
    }


def _link(link: Any) -> str:
    if not isinstance(link, str) or not link.startswith(("https://", "http://")):
        raise Refused("invalid_link")
    return link


def _bookmark(channel: Channel, args: Args) -> Bookmark:
    for each in channel.bookmarks:
        if each.id == args.get("bookmark_id"):
            return each
    raise Refused("not_found")


@method("bookmarks.add")
def _add(space: Workspace, args: Args) -> Json:
    channel = _member(space, args, "channel_id")
    if args["type"] != "link":
        raise Refused("invalid_bookmark_type")
    if len(channel.bookmarks) >= 100:
        raise Refused("too_many_bookmarks")
    mark = Bookmark(
        space.new_id("Bk"), args["title"], _link(args.get("link")), args.get("emoji", "")
    )
    channel.bookmarks.append(mark)
    return {"bookmark": _bookmark_json(channel, mark)}


@method("bookmarks.edit")
def _edit(space: Workspace, args: Args) -> Json:
    channel = _member(space, args, "channel_id")
    mark = _bookmark(channel, args)
    mark.title = args.get("title", mark.title)
    mark.link = _link(args.get("link", mark.link))
    mark.emoji = args.get("emoji", mark.emoji)
    return {"bookmark": _bookmark_json(channel, mark)}


@method("bookmarks.remove")
def _remove(space: Workspace, args: Args) -> Json:
    channel = _member(space, args, "channel_id")
    channel.bookmarks.remove(_bookmark(channel, args))
    return {}


@method("bookmarks.list")
def _marks(space: Workspace, args: Args) -> Json:
    channel = _member(space, args, "channel_id")
    return {"bookmarks": [_bookmark_json(channel, each) for each in channel.bookmarks]}
