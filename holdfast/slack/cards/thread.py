"""What must be read in the thread it was first asked in, in the words of the people who said it (R69).

Nothing goes outside the thread. After an hour without Slack what was said meanwhile is one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block, MarkdownTextObject, SectionBlock

from holdfast.escalation.models import Escalation, Outcome
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref, number_of
from holdfast.journal.channels import Later, Never, Sent
from holdfast.journal.channels import Outcome as Became
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Person
from holdfast.people.queries import names
from holdfast.slack import messages, permalink
from holdfast.slack.cards import places
from holdfast.slack.cards.face import address, day
from holdfast.slack.channel import Folds, owed, register
from holdfast.slack.errors import OUTSIDE_PAUSE, Gone, Outside
from holdfast.slack.text import link, moment, quote, said, shorten
from holdfast.slack.workspace import current

_SOON = timedelta(seconds=2)
_MOST_QUOTED = 2000
_TYPED_IN_SLACK = "slack:Ev"  # the key of what came of a message: Slack's own name of its event


@dataclass(frozen=True, slots=True)
class Post:
    """What is said of an event: its facts, the people in it by what they are in it."""

    event: Event
    escalation: Escalation
    people: dict[int, Person]

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.event.data)

    @property
    def actor(self) -> str:
        return self._name(self.event.by) or "Holdfast"

    def person(self, role: str) -> str:
        return self._name(self.data.get("people", {}).get(role)) or "Somebody"

    def _name(self, number: int | None) -> str:
        person = self.people.get(number) if number else None
        return f"*{said(str(person), most=80)}*" if person else ""

    def typed(self, field: str) -> str:
        """What somebody wrote, quoted on lines of its own; empty where they wrote nothing."""
        text = str(self.data.get(field) or "").strip()
        return f"\n{quote(text, most=_MOST_QUOTED)}" if text else ""

    def at(self, field: str) -> str:
        value = self.data.get(field)
        return moment(datetime.fromisoformat(str(value))) if value else ""

    @property
    def promise(self) -> str:
        """The next step and the next update, as they stood then."""
        step, on = self.data.get("next_step"), self.data.get("next_step_on")
        lines = []
        if step and on:
            who = self.person("next_step_by").strip("*")
            lines.append(
                f"*Next* {said(str(step), most=500).rstrip('.')} "
                f"({who}, by {day(date.fromisoformat(str(on)))})"
            )
        if due := self.at("update_due_at"):
            lines.append(f"*Next update by* {due}")
        return "".join(f"\n{line}" for line in lines)


Says = Callable[[Post], str]

_says: dict[str, Says] = {}


def says(kind: str) -> Callable[[Says], Says]:
    """The words for an event of a kind, in Slack's markup; empty where nothing need be read."""

    def add(words: Says) -> Says:
        _says[kind] = words
        return words

    return add


class PostKind:
    name = "post"
    folds = Folds.JOIN

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:  # noqa: ARG002
        """For what is said in the thread; not for what somebody wrote there themselves."""
        if event.kind not in _says or not event.subject.startswith(PREFIX):
            return []
        if event.kind == "escalation.updated" and (event.key or "").startswith(_TYPED_IN_SLACK):
            return []
        if not places.has_card(event):
            return []
        return [owed(self.name, event, f"thread:{number_of(event.subject)}", at=at)]

    def perform(
        self, delivery: Delivery, together: Sequence[Delivery], *, at: datetime
    ) -> Became | None:
        number = int(delivery.recipient.partition(":")[2])
        card = places.card_of(number)
        if card is None:
            return Never("It has no thread in Slack.")
        if not card.root_ts:
            pause = OUTSIDE_PAUSE if card.trouble else _SOON
            return Later(
                at=at + pause, note="Its thread hangs on the card, which is not there yet."
            )
        escalation = by_ref(str(number))
        words = [text for each in together if (text := _words(each.event, escalation))]
        if not words:
            return Sent(message={}, note="Nothing of it need be read in the thread.")
        blocks: list[Block] = [
            SectionBlock(text=MarkdownTextObject(text=shorten(text, 3000))) for text in words
        ]
        try:
            return messages.post(
                delivery,
                channel_id=card.channel_id,
                thread_ts=card.root_ts,
                text=shorten("\n\n".join(words), 3000),
                blocks=blocks,
                at=at,
            )
        except Outside as error:  # the card sees to it that somebody invites us
            return Later(at=at + OUTSIDE_PAUSE, note=str(error))
        except Gone as error:
            return places.unreached(card, escalation, error, because=delivery.key, at=at)

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        card = places.card_of(int(delivery.recipient.partition(":")[2]))
        if card is None or not card.root_ts:
            return False
        found = messages.find(delivery, channel_id=card.channel_id, thread_ts=card.root_ts, at=at)
        return None if found is None else bool(found)


def _words(event: Event, escalation: Escalation) -> str:
    numbers = {event.by, *event.data.get("people", {}).values()}
    people = names(number for number in numbers if number)
    return _says[event.kind](Post(event, escalation, people))


@says("escalation.accepted")
def _accepted(post: Post) -> str:
    return (
        f"{post.actor} owns {post.escalation.ref} from now on, and is your single point of contact."
        f"{post.promise}"
    )


@says("escalation.updated")
def _updated(post: Post) -> str:
    return f"{post.actor} writes:{post.typed('text')}{post.promise}"


@says("handover.accepted")
def _handed_over(post: Post) -> str:
    return (
        f"{post.person('to')} has taken it over from {post.person('from')}, and is your single point "
        f"of contact from now on.{post.promise}"
    )


@says("escalation.declined")
def _declined(post: Post) -> str:
    instead = post.typed("alternative")
    return (
        f"{post.actor} declined it:{post.typed('reason')}"
        f"{f'{chr(10)}What to do instead:{instead}' if instead else ''}"
    )


@says("closure.asked")
def _asked(post: Post) -> str:
    closes = post.at("closes_at")
    silence = f" Without an answer it closes {closes}." if closes else ""
    return (
        f"{post.actor} asks to close it as {_outcome(post)}:{post.typed('reason')}\n"
        f"Agree, or say what is missing, with the buttons of the card.{silence}"
    )


@says("closure.refused")
def _refused(post: Post) -> str:
    if not post.escalation.is_open and _at_the_end(post):
        return ""  # it ended otherwise in the same moment, and that is said
    return f"{post.actor}: not yet, it stays open.{post.typed('note')}"


@says("escalation.closed")
def _closed(post: Post) -> str:
    if post.data.get("silence"):
        return f"Closed as {_outcome(post)}, as nobody objected in time:{post.typed('reason')}"
    note = post.typed("note")
    agreed = f"\n{post.actor} agreed{f':{note}' if note else '.'}"
    return f"Closed as {_outcome(post)}:{post.typed('reason')}{agreed}"


def _outcome(post: Post) -> str:
    word = str(post.data.get("outcome", ""))
    return str(dict(Outcome.choices).get(word, word)).lower()


@says("escalation.reopened")
def _reopened(post: Post) -> str:
    return f"{post.actor} reopened it:{post.typed('reason')}{post.promise}"


@says("escalation.paused")
def _paused(post: Post) -> str:
    return f"{post.actor} paused it until {post.at('resumes_at')}:{post.typed('reason')}"


@says("escalation.resumed")
def _resumed(post: Post) -> str:
    if _at_the_end(post):
        return ""
    if post.data.get("over"):
        return f"The pause is over.{post.promise}"
    return f"{post.actor} goes on with it.{post.typed('reason')}{post.promise}"


def _at_the_end(post: Post) -> bool:
    """Did it end in the same moment?"""
    closure, decline = post.escalation.closure, post.escalation.decline
    return post.event.at in {closure and closure.at, decline and decline.at}


@says("escalation.merged")
def _merged(post: Post) -> str:
    """Where it goes on: its page, and its card where that is in Slack too."""
    try:
        into = by_ref(str(post.data.get("into", "")))
    except NotFound:
        return ""
    card = places.card_of(into.pk)
    workspace = current()
    there = ""
    if card and card.ts and workspace:
        root = permalink.write(workspace.url, card.channel_id, card.root_ts)
        there = f" ({link(root, 'its card')})"
    words = link(address(into), f"{into.ref} · {into.title}")
    return f"{post.actor} merged it: it goes on in {words}{there}.{post.typed('reason')}"


register(PostKind())
