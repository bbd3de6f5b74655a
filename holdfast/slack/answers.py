"""A word to the one who did something in Slack: seen by them alone, where they did it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, SectionBlock
from slack_sdk.webhook import WebhookClient

from holdfast.kernel.refusal import Refusal
from holdfast.slack import client, identity, modals
from holdfast.slack.calls import Call
from holdfast.slack.errors import Gone, Outside, Refused, Unanswered
from holdfast.slack.text import quote, said, shorten
from holdfast.slack.workspace import dm_of

_OK = 200
_BROKEN = 500
_MOST = 39_000  # characters of one message; Slack cuts at 40,000


def say(call: Call, text: str, *, blocks: Sequence[Block] | None = None) -> None:
    """Tell who did it: by the answer's own address, else in the channel, else directly.

    `text` is markup already (`text.said`). Raises as `client.ask`: what came in is then done again, which
    changes nothing but says it.
    """
    shown: dict[str, Any] = {"text": text}
    if blocks:
        shown["blocks"] = list(blocks)
    if _answered(call, shown):
        return
    if call.channel_id and not call.channel_id.startswith("D"):
        thread = call.payload.get("message", {}).get("thread_ts")
        where = {"thread_ts": thread} if thread else {}
        try:
            client.ask(
                "chat_postEphemeral",
                at=call.at,
                channel=call.channel_id,
                user=call.user_id,
                **where,
                **shown,
            )
        except (Outside, Gone, Refused):
            pass  # we or they are not in it: directly then
        else:
            return
    client.ask("chat_postMessage", at=call.at, channel=dm_of(call.user_id, at=call.at), **shown)


def _answered(call: Call, shown: dict[str, Any]) -> bool:
    """Through the response_url, which needs no membership and no permission; valid for 30 minutes."""
    address = str(call.payload.get("response_url") or "")
    if not address:
        return False
    hook = WebhookClient(address, timeout=client.TIMEOUT, retry_handlers=[])
    answer = hook.send(response_type="ephemeral", replace_original=False, **shown)
    if answer.status_code >= _BROKEN:
        raise Unanswered("response_url", f"HTTP {answer.status_code}")
    return answer.status_code == _OK


def refused(call: Call, refusal: Refusal) -> None:
    """Why it was not done, with what they typed: nothing they wrote is lost."""
    typed = [quote(value, most=_MOST) for value in call.written]
    if typed:
        typed.insert(0, "Nothing was changed. What you wrote:")
    say(call, shorten("\n".join([said(refusal.message), *typed]), _MOST))


def who_are_you(call: Call) -> None:
    if identity.is_deactivated(call.user_id):
        say(call, modals.DEACTIVATED)
        return
    text = (
        "Holdfast does not know this Slack account: nobody there has its mail address. Link it once, "
        "then do this again."
    )
    button = ActionsBlock(elements=[modals.link_button(call.user_id)])
    say(call, text, blocks=[SectionBlock(text=text), button])


def as_json(blocks: Sequence[Block]) -> str:
    """What blocks come to, to compare and to digest."""
    return json.dumps([block.to_dict() for block in blocks], sort_keys=True)
