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

NEWS = {"escalation.updated", "escalation.accepted", "handover.accepted", "escalation.raised"}

# kind: what it says after the person's name, and the part of the event's data that was typed.
_WORDS = {
    "escalation.raised": ("raised it as sev{severity}", ""),
    "escalation.accepted": ("accepted it and is the owner", ""),
    "escalation.declined": ("declined it", "reason"),
    "escalation.updated": ("wrote an update", "text"),
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
    "handover.offered": ("offered it to {to}", "note"),
    "handover.accepted": ("took it over from {from}", ""),
    "handover.declined": ("did not take it over", "reason"),
    "handover.withdrawn": ("withdrew the offer to {to}", ""),
    "handover.expired": ("The offer to {to} expired; the owner is unchanged", ""),
    "closure.asked": ("asks to close it: {outcome}", "reason"),
    "closure.refused": ("did not agree to close it", "note"),
    "closure.asked_again": (
        "The request to close waits for its answer; {raiser} was asked again",
        "",
    ),
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
    words, typed = _WORDS.get(kind, (event.kind.replace(".", " ").replace("_", " "), ""))
    return Entry(
        at=event.at,
        who=people.get(event.by) if event.by else None,
        words=words.format_map(_Facts(data, named)),
        said=str(data.get(typed, "")) if typed else "",
        extra=str(data.get("alternative", "")),
        tone="alarm"
        if "overdue" in event.kind or "expired" in event.kind
        else "main"
        if event.kind in NEWS
        else "",
        next_step=str(data.get("next_step", "")) if event.kind == "escalation.updated" else "",
        next_step_on=date.fromisoformat(data["next_step_on"]) if data.get("next_step_on") else None,
    )


class _Facts(dict[str, object]):
    """What a sentence may name; a fact that an old event lacks leaves a plain word."""

    def __init__(self, data: dict[str, Any], named: dict[str, Person | None]) -> None:
        super().__init__({part: str(person) for part, person in named.items() if person})
        for fact in ("severity", "severity_before", "into", "duplicate"):
            self[fact] = data.get(fact, "")
        classed = str(data.get("class", ""))
        known = classed in EscalationClass.values
        self["class"] = EscalationClass(classed).label.lower() if known else classed
        self["audience"] = str(data.get("audience", "")).replace(",", ", ")
        outcome = str(data.get("outcome", ""))
        self["outcome"] = (
            Outcome(outcome).label.lower() if outcome in Outcome.values else "as agreed"
        )
        self["told"] = "the lead was" if data.get("stage") == "lead" else "who is answerable was"

    def __missing__(self, part: str) -> str:
        return {"from": "the owner before", "raiser": "the raiser"}.get(part, "somebody")
