"""Views that every feature needs, and opening one while Slack's trigger lives."""

from __future__ import annotations

import logging

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from holdfast.slack import client, identity
from holdfast.slack.calls import Call
from holdfast.slack.errors import Limited, Trouble, Unanswered, Unreached
from holdfast.slack.text import plain, said

logger = logging.getLogger(__name__)

DEACTIVATED = (
    "Your account in Holdfast is deactivated; nothing was changed. Ask your programme lead."
)
MOST_TITLE = 24  # characters, of a view's title


def notice(words: str, *, title: str = "Holdfast") -> View:
    """A view that says one thing."""
    return View(
        type="modal",
        title=plain(title, most=MOST_TITLE),
        close="Close",
        blocks=[SectionBlock(text={"type": "mrkdwn", "text": said(words)})],
    )


def who_are_you(user_id: str) -> View:
    """For somebody whose mail address is nobody's here, or who was deactivated."""
    if identity.is_deactivated(user_id):
        return notice(DEACTIVATED)
    return View(
        type="modal",
        title="Who are you?",
        close="Close",
        blocks=[
            SectionBlock(
                text="Holdfast does not know this Slack account: nobody there has its mail address. "
                "Link it once, then come back and do this again."
            ),
            ActionsBlock(elements=[link_button(user_id)]),
        ],
    )


def link_button(user_id: str) -> ButtonElement:
    return ButtonElement(
        text="Link your account",
        action_id="identity.link",
        url=identity.link_address(user_id),
        style="primary",
    )


def show(call: Call, view: View) -> None:
    """Open it for who did this: over the view they are in, else on its own.

    Nothing is kept where Slack does not take it: the trigger lives three seconds, and the person sees
    that nothing opened and presses again.
    """
    trigger = str(call.payload.get("trigger_id", ""))
    over = call.payload.get("view", {}).get("type") == "modal"
    try:
        client.ask(
            "views_push" if over else "views_open",
            at=call.at,
            timeout=client.INLINE,
            trigger_id=trigger,
            view=view,
        )
    except (Trouble, Limited, Unreached, Unanswered) as error:
        logger.warning("A view could not be opened: %s", error, extra={"kind": call.kind})
