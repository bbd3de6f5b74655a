"""The first answer in a thread that called for help: who is on, what is at stake, and what to press."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from slack_sdk.models.blocks import ActionsBlock, Block, SectionBlock

from holdfast.escalation.models import Tag
from holdfast.escalation.queries.tag import tag_numbered
from holdfast.journal.channels import Never, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.people.models import Person
from holdfast.people.queries import names, policy_at
from holdfast.rotation.queries import people_on
from holdfast.slack import client, messages
from holdfast.slack.channel import Folds, owed, register
from holdfast.slack.errors import Gone
from holdfast.slack.identity import users_of
from holdfast.slack.models import Reply
from holdfast.slack.text import link, said, user
from holdfast.slack.threads import Thread, card_in, thread_at
from holdfast.slack.verbs import Verb, on_told

RAISE, DISMISS = "escalation.raise", "tag.dismiss"
_KINDS = ("tag.noted", "tag.dismissed")


class FirstAnswer:
    """One message a thread. It shows the tag as it stands; the card takes its place once it is raised."""

    name = "reply"
    folds = Folds.LAST

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        """For tags that were noted in a thread of this workspace."""
        if event.kind not in _KINDS or thread_at(str(event.data.get("thread_url", ""))) is None:
            return []
        return [owed(self.name, event, event.subject, at=at)]

    def perform(
        self,
        delivery: Delivery,
        together: Sequence[Delivery],  # noqa: ARG002 - it shows the present
        *,
        at: datetime,
    ) -> Outcome | None:
        tag = tag_numbered(int(delivery.recipient.removeprefix("tag-")))
        thread = thread_at(tag.thread_url)
        if thread is None:
            return Never("Its thread is in another workspace.")
        reply = _reply(thread)
        if tag.state == "raised" or ((card := card_in(thread)) and card.escalation.is_open):
            return None  # its card says everything
        if tag.state == "dismissed":
            if reply is None or reply.at < tag.at:
                return None  # it was answered before we said anything: who called was told
            text, blocks = _dismissed(tag)
            where: dict[str, Any] = {"channel": reply.channel_id, "ts": reply.ts}
            with suppress(Gone):  # somebody deleted our answer
                client.ask("chat_update", at=at, text=text, blocks=blocks, **where)
            return None
        if reply and reply.at >= tag.at:
            return None  # posted already
        text, blocks = _open(tag, at=at)
        try:
            sent = messages.post(
                delivery,
                channel_id=thread.channel_id,
                thread_ts=thread.ts,
                text=text,
                blocks=blocks,
                at=at,
            )
        except Gone as gone:  # deleted or archived meanwhile: the tag stands, nobody reads there
            return Sent(message={}, note=str(gone))
        _keep(thread, str(sent.message["ts"]), at=at)
        return sent

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        tag = tag_numbered(int(delivery.recipient.removeprefix("tag-")))
        thread = thread_at(tag.thread_url)
        if thread is None:
            return None
        if not tag.is_open:
            return False  # a change is written again without harm
        ts = messages.find(delivery, channel_id=thread.channel_id, thread_ts=thread.ts, at=at)
        if ts:
            _keep(thread, ts, at=at)
        return None if ts is None else bool(ts)


register(FirstAnswer())


def _reply(thread: Thread) -> Reply | None:
    return Reply.objects.filter(channel_id=thread.channel_id, thread_ts=thread.ts).first()


def _keep(thread: Thread, ts: str, *, at: datetime) -> None:
    Reply.objects.update_or_create(
        channel_id=thread.channel_id, thread_ts=thread.ts, defaults={"ts": ts, "at": at}
    )


def _open(tag: Tag, *, at: datetime) -> tuple[str, list[Block]]:
    value = f"tag-{tag.pk}"
    who = _who_is_on(tag, at=at)
    stakes = "*What happens if this is not addressed?* Say it, and it gets one owner."
    tell = Verb(RAISE, "Tell us what is at stake", value, style="primary")
    verbs = [tell, Verb(DISMISS, "Not an escalation", value)]
    if tag.after:
        ref = tag.after.ref
        address = f"{settings.BASE_URL}/escalations/{ref}"
        stakes = (
            f"This thread was {link(address, ref)}, which is {tag.after.state}. Is it the same?"
        )
        verbs = [
            Verb("escalation.reopen", f"Reopen {ref}", ref, style="primary"),
            Verb(RAISE, "Raise a new one", value),
            Verb(DISMISS, "Not an escalation", value),
        ]
    blocks: list[Block] = [
        SectionBlock(text=f"{who}\n{stakes}"),
        ActionsBlock(elements=[verb.button() for verb in verbs]),
    ]
    return who, blocks


def _who_is_on(tag: Tag, *, at: datetime) -> str:
    numbers = people_on(tag.programme, policy_at(tag.programme, at), at=at)
    if not numbers:
        return "Nobody is on the rotation now; the programme leads were told."
    people, accounts = names(numbers), users_of(numbers)
    called = [
        user(accounts[number]) if number in accounts else said(str(people[number]), most=100)
        for number in numbers
        if number in people
    ]
    start = f"{', '.join(called[:-1])} and {called[-1]} are" if called[1:] else f"{called[0]} is"
    return f"{start} on the rotation now and can take this."


def _dismissed(tag: Tag) -> tuple[str, list[Block]]:
    answer = tag.answer
    who = said(str(answer.by or "Somebody"), most=100)
    text = f"*No escalation*, says {who}: {said(answer.reason, most=2000)}"
    again = Verb(RAISE, "Raise it after all", f"tag-{tag.pk}")
    return text, [SectionBlock(text=text), ActionsBlock(elements=[again.button()])]


@on_told("tag.noted", "tag.said_again", "tag.unanswered")
def _verbs(event: Event, person: Person, reader: str, known: dict[str, Any]) -> list[Verb]:  # noqa: ARG001
    """What who is told can do with it."""
    return [
        Verb(RAISE, "Raise it", event.subject, style="primary"),
        Verb(DISMISS, "Not an escalation", event.subject),
    ]
