"""The card's buttons as the card will carry them, so that its forms are tried from a message."""

from __future__ import annotations

from slack_sdk.models.blocks import ActionsBlock, SectionBlock

from holdfast.slack import client
from holdfast.slack.verbs import Verb
from tests.slack.messages import Message
from tests.slack.views import Modal

_BUTTONS = (
    ("escalation.ask", "Ask for help…"),
    ("escalation.corner", "Cornered…"),
    ("escalation.more", "More…"),
)


def a_card(slack, escalation) -> Message:
    """A message in the customer's channel with the buttons for this escalation."""
    channel = slack.channel()
    client.ask(
        "chat_postMessage",
        at=slack.story.now,
        channel=channel.id,
        text=escalation.ref,
        blocks=[
            SectionBlock(text=escalation.ref),
            ActionsBlock(
                elements=[Verb(name, words, escalation.ref).button() for name, words in _BUTTONS]
            ),
        ],
    )
    return channel.posts[-1]


def more(slack, escalation, by) -> Modal:
    """More… pressed on the card by somebody."""
    a_card(slack, escalation).button("More…").click(by=by)
    return by.modal


def opened(slack, escalation, by, words: str) -> Modal:
    """The form behind a button of More…."""
    more(slack, escalation, by).button(words).click(by=by)
    return by.modal


def sent(slack, user, form: Modal, **given: object) -> dict[str, str]:
    """Fill it by the names of its fields, send it, and let the worker work."""
    for name, value in given.items():
        form.fill(name, value)
    wrong = form.submit()
    slack.work()
    return wrong
