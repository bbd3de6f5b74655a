"""chat.*, reactions and pins: what the app writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.slack import blocks as kit
from tests.slack.api import Args, Refused, method
from tests.slack.messages import Ephemeral, Message

if TYPE_CHECKING:
    from tests.slack.channels import Channel
    from tests.slack.workspace import Workspace

Json = dict[str, Any]


def _content(space: Workspace, args: Args) -> Json:
    """The text, blocks and metadata of a post, refused where Slack would; with complaints."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    attachments = args.get("attachments") or []
    if args.get("markdown_text"):
        if text or blocks:
            raise Refused("markdown_text_conflict")
        text = args["markdown_text"]
        if len(text) > 12_000:
            _refuse(space, "msg_too_long", ["markdown_text holds 12,000 characters"])
    if not (text or blocks or attachments):
        _refuse(space, "no_text", ["a message without text, blocks and attachments"])
    if len(text) > 40_000:
        _refuse(space, "msg_too_long", [f"text of {len(text)} characters; Slack takes 40,000"])
    if len(text) > 4_000:
        space.advice.append(f"text of {len(text)} characters; Slack advises 4,000")
    wrong = kit.problems(blocks, most=50, where="message")
    for each in attachments:
        wrong += kit.problems(each.get("blocks") or [], most=50, where="message")
    if len(attachments) > 100:
        _refuse(space, "too_many_attachments", ["more than 100 attachments"])
    if wrong:
        _refuse(space, "invalid_blocks", wrong)
    named = [{**each, "blocks": kit.named(each.get("blocks") or [])} for each in attachments]
    said = {"text": text, "blocks": kit.named(blocks), "attachments": named}
    return said | {"metadata": _metadata(space, args.get("metadata"))}


def _metadata(space: Workspace, said: Any) -> Json | None:
    if said is None or said == {}:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("event_payload"), dict):
        _refuse(space, "invalid_metadata_format", [f"metadata is not an event: {said!r}"])
    if not isinstance(said.get("event_type"), str) or not said["event_type"]:
        _refuse(space, "invalid_metadata_format", ["metadata has no event_type"])
    if set(said) - {"event_type", "event_payload"}:
        _refuse(space, "invalid_metadata_format", ["metadata has more than its two keys"])
    if len(json.dumps(said)) > 16_000:
        _refuse(space, "metadata_too_large", ["metadata is too large"])
    return dict(said)


def _refuse(space: Workspace, error: str, wrong: list[str]) -> None:
    space.complain(*(f"{error}: {each}" for each in wrong))
    raise Refused(error, response_metadata={"messages": wrong})


def place(space: Workspace, name: Any) -> Channel:
    """The conversation this names, as far as the app can see it."""
    if isinstance(name, str) and (user := space.people.get(name)):
        if user.deleted or user.bot:
            raise Refused("channel_not_found")
        return space.im(user)
    found = space.find(name)
    if not found or (found.kind != "public" and not found.bot):
        raise Refused("channel_not_found")
    return found


def _thread(channel: Channel, args: Args) -> str | None:
    """The thread's own ts; a reply's is taken for its parent's, as Slack does."""
    ts = args.get("thread_ts")
    if not ts:
        return None
    parent = channel.message(ts)
    if not parent:
        raise Refused("thread_not_found")
    return parent.thread_ts or parent.ts


@method("chat.postMessage")
def _post(space: Workspace, args: Args) -> Json:
    channel = place(space, args["channel"])
    if channel.archived:
        raise Refused("is_archived")
    if channel.kind == "im" and not space.shows("messages", unless_said=True):
        raise Refused("messages_tab_disabled")
    if not channel.bot and "chat:write.public" not in space.scopes:
        raise Refused("not_in_channel")
    content = _content(space, args)
    thread = _thread(channel, args)
    broadcast = bool(thread) and args.flag("reply_broadcast")
    said = Message(
        space, channel, space.next_ts(), thread_ts=thread, broadcast=broadcast, **content
    )
    if broadcast:
        said.subtype = "thread_broadcast"
    channel.messages_and_replies.append(said)
    channel.emit(said.as_json())
    return {"channel": channel.id, "ts": said.ts, "message": said.as_json(metadata=True)}


@method("chat.postEphemeral")
def _ephemeral(space: Workspace, args: Args) -> Json:
    channel = place(space, args["channel"])
    if channel.archived:
        raise Refused("is_archived")
    if not channel.bot:
        raise Refused("not_in_channel")
    user = space.people.get(args["user"])
    if not user or user not in channel.members:
        raise Refused("user_not_in_channel")
    content = _content(space, args)
    content.pop("metadata")
    said = Ephemeral(
        space, channel, space.next_ts(), thread_ts=_thread(channel, args), to=user, **content
    )
    user.ephemerals.append(said)
    return {"message_ts": said.ts}


def _own(space: Workspace, args: Args, error: str) -> Message:
    channel = place(space, args["channel"])
    found = channel.message(args["ts"])
    if not found:
        raise Refused("message_not_found")
    if not found.by_app:
        raise Refused(error)
    return found


@method("chat.update")
def _update(space: Workspace, args: Args) -> Json:
    said = _own(space, args, "cant_update_message")
    if said.channel.archived:
        raise Refused("is_inactive")
    content = _content(space, args)
    before = said.as_json()
    # Blocks stay only when neither blocks nor text is given; attachments and metadata stay unless
    # given, and go with an empty value.
    said.text = content["text"] or said.text
    if args.get("blocks") is not None or args.get("text"):
        said.blocks = content["blocks"]
    if args.get("attachments") is not None:
        said.attachments = content["attachments"]
    if args.get("metadata") is not None:
        said.metadata = content["metadata"]
    said.edited = not said.blocks
    said.values = {}
    said.changed(before)
    answer = {"channel": said.channel.id, "ts": said.ts, "text": said.text}
    return answer | {"message": said.as_json(metadata=True)}


@method("chat.delete")
def _delete(space: Workspace, args: Args) -> Json:
    said = _own(space, args, "cant_delete_message")
    said.channel.remove(said)
    return {"channel": said.channel.id, "ts": said.ts}


@method("chat.getPermalink")
def _permalink(space: Workspace, args: Args) -> Json:
    channel = place(space, args["channel"])
    found = channel.message(args["message_ts"])
    if not found:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": found.permalink}


@method("chat.unfurl")
def _unfurl(space: Workspace, args: Args) -> Json:
    unfurls = args.get("unfurls")
    if not isinstance(unfurls, dict):
        raise Refused("missing_unfurls")
    if args.get("unfurl_id"):
        if not args.get("source"):
            raise Refused("missing_source")
        said = space.unfurlable.get(args["unfurl_id"])
        if not said:
            raise Refused("invalid_unfurl_id")
    elif not args.get("channel"):
        raise Refused("missing_channel")
    elif not args.get("ts"):
        raise Refused("missing_ts")
    else:
        found = space.find(args["channel"])
        if not found:
            raise Refused("cannot_find_channel")
        said = found.message(args["ts"])
    if not said or said not in space.unfurlable.values():
        raise Refused("cannot_find_message")
    for url, card in unfurls.items():
        if url not in said.text:
            raise Refused("cannot_unfurl_url")
        wrong = kit.problems(card.get("blocks") or [], most=50, where="message")
        if wrong:
            _refuse(space, "cannot_parse_attachment", wrong)
        said.unfurls[url] = card
    return {}


def _reachable(space: Workspace, args: Args, outside: str) -> Message:
    channel = place(space, args["channel"])
    if not args.get("timestamp"):
        raise Refused("no_item_specified")
    if not channel.bot:
        raise Refused(outside)
    found = channel.message(args["timestamp"])
    if not found:
        raise Refused("message_not_found")
    return found


@method("reactions.add")
def _react(space: Workspace, args: Args) -> Json:
    said = _reachable(space, args, "no_access")
    if said.channel.archived:
        raise Refused("is_archived")
    name = args["name"]
    if not name or ":" in name:
        raise Refused("invalid_name")
    who = said.reactions.setdefault(name, [])
    if space.bot_user_id in who:
        raise Refused("already_reacted")
    who.append(space.bot_user_id)
    return {}


@method("pins.add")
def _pin(space: Workspace, args: Args) -> Json:
    said = _reachable(space, args, "not_in_channel")
    if said.pinned:
        raise Refused("already_pinned")
    said.pinned = True
    return {}
