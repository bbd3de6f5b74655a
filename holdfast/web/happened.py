"""Events of an escalation in words, for its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from holdfast.escalation.models import EscalationClass, Outcome
from holdfast.journal.models import Event
from holdfast.people.models import Person
from holdfast.people.queries import names

# Endings of kinds that somebody should look at.
_ALARMS = (
    *("overdue", "expired", "bounced", "silent", "stagnating"),
    *("unanswered", "unreviewed", "cornered.called", "cornered.climbed"),
)
NEWS = {"escalation.updated", "escalation.accepted", "handover.accepted", "escalation.raised"}

# kind: what it says after the person's name, and the part of the event's data that was typed.
_WORDS = {
    "escalation.raised": ("raised it as sev{severity}", ""),
    "escalation.accepted": ("accepted it and is the owner", "why"),
    "escalation.declined": ("declined it", "reason"),
    "escalation.updated": ("wrote an update", "text"),
    "escalation.called_again": ("called for help again", "text"),
    "escalation.called_again by a stranger": ("{caller} called for help again", "text"),
    "escalation.reopened": ("reopened it", "reason"),
    "escalation.closed": ("closed it: {outcome}", "note"),
    "escalation.closed by silence": ("Closed as nobody answered: {outcome}", "note"),
    "escalation.classified": ("classed it: {class}", "evidence"),
    "escalation.merged": ("merged it into {into}; it goes on there", "reason"),
    "escalation.absorbed": ("merged {duplicate} into it", "reason"),
    "escalation.regraded": ("made it sev{severity}; it was sev{severity_before}", "reason"),
    "learning.written": ("wrote what was learned, for {audience}", "text"),
    "escalation.update_overdue": ("The update is overdue; {told} told", ""),
    "escalation.acceptance_overdue": ("Nobody has accepted it in time; {told} told", ""),
    "escalation.paused": ("paused it until {resumes}", "reason"),
    "escalation.resumed": ("{ended}", "reason"),
    "escalation.stagnating": ("It stands still: {why}", ""),
    "cornered.called": ("says that its owner is cornered, and asks {asked}", "reason"),
    "cornered.climbed": ("Nobody got it moving in time; next on the ladder: {asked}", ""),
    "cornered.acknowledged": ("was asked and has it", "note"),
    "cornered.freed": ("says that it moves again", "how"),
    "support.named": ("named {support} as answerable to the customer", ""),
    "participant.involved": ("counts {participant} among those involved", "needs"),
    "participant.spoken": ("spoke to {participant}", "note"),
    "participant.left": ("took {participant} off those involved", ""),
    "handover.offered": ("offered it to {to}", "note"),
    "handover.accepted": ("took it over from {from}", ""),
    "handover.declined": ("did not take it over", "reason"),
    "handover.withdrawn": ("withdrew the offer to {to}", ""),
    "handover.expired": ("The offer to {to} expired; the owner is unchanged", ""),
    "escalation.kept": ("keeps it after the rotation", ""),
    "link.added": ("linked it{name}", "url"),
    "link.removed": ("took a link away{name}", "url"),
    "issue.matched": ("says that it is about support issue {issue}{name}", ""),
    "issue.unmatched": ("says that it is not about support issue {issue}{name}", "reason"),
    "ask.sent": ("asked {receiver}", "what"),
    "ask.acknowledged": ("saw what {receiver} was asked", "note"),
    "ask.agreed": ("agreed to what {receiver} was asked", "note"),
    "ask.declined": ("declined what {receiver} was asked", "note"),
    "ask.done": ("did what {receiver} was asked", "note"),
    "ask.withdrawn": ("withdrew what {receiver} was asked", "note"),
    "ask.unanswered": ("{receiver} has not answered; they and who asked were told", "what"),
    "ask.overdue": ("What {receiver} was asked is overdue; {told_of_ask} told", "what"),
    "closure.asked": ("asks to close it: {outcome}", "reason"),
    "closure.refused": ("did not agree to close it", "note"),
    "closure.asked_again": (
        "The request to close waits for its answer; {raiser} was asked again",
        "",
    ),
    "piece.handed_out": ("handed “{piece_title}” to {team}", "evidence"),
    "piece.taken": ("took “{piece_title}” for {team}", "note"),
    "piece.bounced": ("sent “{piece_title}” back from {team}", "note"),
    "piece.sent_again": ("sent “{piece_title}” to {team} again", "note"),
    "piece.done": ("finished “{piece_title}” for {team}", "note"),
    "piece.waived": ("waived “{piece_title}” of {team}", "note"),
    "piece.reopened": ("reopened “{piece_title}” for {team}", "note"),
    "piece.amended": ("added to “{piece_title}” of {team}", "evidence"),
    "card.stranded": ("Its card in Slack cannot be kept up where it was", "reason"),
    "piece.silent": ("Nobody has moved “{piece_title}” of {team} for long", ""),
    "fix.recorded": ("recorded that {fixer} fixed it in what {team} owns", "why"),
    "pull.unreviewed": ("{change} was merged without a review by {team}", "change_url"),
    "pull.reviewed": ("{change} was approved by {team} after it was merged", "change_url"),
    "closure.postponed": (
        "Nobody answered the request to close, and it cannot close yet",
        "reason",
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    who: Person | None  # None is the clock
    words: str
    said: str
    extra: str
    tone: str  # "main", "alarm" or nothing
    next_step: str
    next_step_on: date | None


def in_words(events: Iterable[Event], known: Iterable[Person]) -> list[Entry]:
    """The events in their order, as words. `known` need not be read again."""
    events = list(events)
    people = {person.pk: person for person in known}
    numbers = {event.by for event in events}
    for event in events:
        numbers.update(event.data.get("people", {}).values())
    people |= names(number for number in numbers if number and number not in people)
    return [_entry(event, people) for event in events]


def _entry(event: Event, people: dict[int, Person]) -> Entry:
    data: dict[str, Any] = event.data
    named = {part: people.get(number) for part, number in data.get("people", {}).items()}
    kind = f"{event.kind} by silence" if data.get("silence") else event.kind
    if data.get("caller_name"):
        kind = f"{event.kind} by a stranger"
    words, typed = _WORDS.get(kind, (event.kind.replace(".", " ").replace("_", " "), ""))
    return Entry(
        at=event.at,
        who=people.get(event.by) if event.by else None,
        words=words.format_map(_Facts(data, named)),
        said=str(data.get(typed, "")) if typed else "",
        extra=str(data.get("alternative", "")),
        tone="alarm" if event.kind.endswith(_ALARMS) else "main" if event.kind in NEWS else "",
        next_step=str(data.get("next_step", "")) if event.kind == "escalation.updated" else "",
        next_step_on=date.fromisoformat(data["next_step_on"]) if data.get("next_step_on") else None,
    )


_TOLD = {"lead": "the lead was", "manager": "the leads and {manager} were"}
_STANDSTILL = {
    "updates": "updates with the same next step",
    "pieces": "every piece of it is silent",
}


def _not_moving(data: dict[str, Any], named: dict[str, Person | None]) -> dict[str, str]:
    """The words for corners, pauses and standstills."""
    resumes = str(data.get("resumes_at", ""))
    first = str(named.get("asked") or "somebody")
    return {
        "resumes": f"{datetime.fromisoformat(resumes):%a %-d %b}" if resumes else "a later day",
        "ended": "The pause is over" if data.get("over", True) else "ended the pause",
        "why": _STANDSTILL.get(str(data.get("why")), "nothing moves"),
        "asked": "the programme leads" if data.get("part") == "lead" else first,
    }


class _Facts(dict[str, object]):
    """What a sentence may name; a fact that an old event lacks leaves a plain word."""

    def __init__(self, data: dict[str, Any], named: dict[str, Person | None]) -> None:
        super().__init__({part: str(person) for part, person in named.items() if person})
        self.update(
            {part: data[part] for part in ("piece_title", "team", "change") if data.get(part)}
        )
        for fact in ("severity", "severity_before", "into", "duplicate", "issue"):
            self[fact] = data.get(fact, "")
        classed = str(data.get("class", ""))
        known = classed in EscalationClass.values
        self["class"] = EscalationClass(classed).label.lower() if known else classed
        self["audience"] = str(data.get("audience", "")).replace(",", ", ")
        outcome = str(data.get("outcome", ""))
        self["outcome"] = (
            Outcome(outcome).label.lower() if outcome in Outcome.values else "as agreed"
        )
        self["name"] = f": {data['name']}" if data.get("name") else ""
        self["receiver"] = data.get("team") or self.get("asked") or "somebody"
        late = data.get("stage") == "lead"
        self["told_of_ask"] = "the leads were" if late else "they and who asked were"
        self["told"] = _TOLD.get(str(data.get("stage")), "who is answerable was").format_map(self)
        self |= _not_moving(data, named)
        if data.get("caller_name"):
            self["caller"] = data["caller_name"]
        if data.get("outside"):
            self["participant"] = data["outside"]

    def __missing__(self, part: str) -> str:
        return {"from": "the owner before", "raiser": "the raiser"}.get(part, "somebody")
