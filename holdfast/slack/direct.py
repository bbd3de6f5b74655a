"""Direct messages: who must know something is told where they are, with the buttons for it.

Mail is the floor below: it goes out where this did not arrive in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock, SectionBlock

from holdfast.journal.channels import Never, Outcome
from holdfast.journal.models import Delivery, Event
from holdfast.people.models import Person
from holdfast.people.queries import names
from holdfast.slack import messages
from holdfast.slack.channel import Folds, owed
from holdfast.slack.identity import users_of
from holdfast.slack.text import link, said, shorten
from holdfast.slack.verbs import verbs_for
from holdfast.slack.workspace import dm_of
from holdfast.telling.told import line, tell

_PARTS = "\x1f"  # between what the shape slack/told.txt lays out
_MOST_BUTTONS = 5
_MOST_STAKES = 600
# Kinds that ask for somebody: what is at stake goes with them (R66, R67).
_WITH_STAKES = (
    *("escalation.raised", "escalation.called_again", "escalation.acceptance_overdue"),
    *("handover.offered", "ask.sent", "piece.handed_out", "cornered.called", "cornered.climbed"),
)
# Kinds that nobody can answer without their facts: which days, what for, what was said with it.
_ANSWERED_BY_FACTS = ("swap.",)


class Direct:
    name = "dm"
    folds = Folds.JOIN

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        """For those whose account we know; the others have their mail."""
        if not people or event.kind == "slack.troubled":  # it could not be said here
            return []
        return [owed(self.name, event, str(person), at=at) for person in sorted(users_of(people))]

    def perform(
        self, delivery: Delivery, together: Sequence[Delivery], *, at: datetime
    ) -> Outcome | None:
        number = int(delivery.recipient)
        person = names([number]).get(number)
        user_id = users_of([number]).get(number)
        if person is None or user_id is None or not person.is_active:
            return Never("They have no Slack account here any more; the mail tells them.")
        blocks: list[Block] = []
        headlines: list[str] = []
        for each in together:
            headline, shown = _shown(each, person)
            headlines.append(headline)
            blocks += [*([DividerBlock()] if blocks else []), *shown]
        return messages.post(
            delivery,
            channel_id=dm_of(user_id, at=at),
            text=shorten(" · ".join(headlines), 3000),
            blocks=blocks,
            at=at,
        )

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        number = int(delivery.recipient)
        user_id = users_of([number]).get(number)
        if user_id is None:
            return None
        found = messages.find(delivery, channel_id=dm_of(user_id, at=at), at=at)
        return None if found is None else bool(found)


def _shown(delivery: Delivery, person: Person) -> tuple[str, list[Block]]:
    """An event in blocks: what happened, what to do, the buttons for it."""
    told = tell(delivery.event, person, shape="slack/told.txt")
    subject, says, do, facts, *_ = [*told.text.split(_PARTS), "", "", "", ""]
    headline = said(line(subject), most=300)
    if delivery.event.kind.startswith(_ANSWERED_BY_FACTS):
        says = f"{says}\n{facts}"
    if delivery.event.kind in _WITH_STAKES and (stakes := told.known.get("stakes")):
        says = f"At stake: {shorten(line(str(stakes)), _MOST_STAKES)}\n{says}"
    body = "\n".join(kept for kept in (row.strip() for row in says.splitlines()) if kept)
    text = f"*{link(told.link, line(subject))}*\n{said(body, most=2300)}"
    if do := _to_do(line(do)):
        text += f"\n_{said(do, most=300)}_"
    blocks: list[Block] = [SectionBlock(text=text)]
    verbs = verbs_for(delivery.event, person, told.reader, told.known)[:_MOST_BUTTONS]
    buttons: list[ButtonElement] = [
        verb.button(at=f"{delivery.event_id}.{number}") for number, verb in enumerate(verbs)
    ]
    if buttons:
        blocks.append(ActionsBlock(elements=buttons))
    return headline, blocks


def _to_do(words: str) -> str:
    """What the letter says under “What to do”. Without that heading a “Nothing;” before it is noise."""
    nothing, more = words[:7], words[7:]
    if nothing != "Nothing":
        return words
    if more[:2] in {"; ", ". ", ": "}:
        return more[2:3].upper() + more[3:]
    return f"Nothing to do{more}" if more != "." else ""
