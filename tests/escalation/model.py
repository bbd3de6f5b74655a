"""A tiny model of an escalation, written from the promises and knowing nothing of the code.

For each thing somebody says it tells which events must come of it: None where it must be refused,
an empty list where it must change nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

ROLES = {
    "sam": "support",
    "ana": "engineer",
    "kim": "engineer",
    "bo": "engineer",
    "lea": "lead",
    "max": "member",
    "ada": "admin",
}
ENGINEERS = {"ana", "kim", "bo", "lea", "ada"}
LEADS = {"lea", "ada"}

Events = list[str] | None


@dataclass
class Offer:
    to: str
    by: str
    note: str
    expires_at: datetime
    word: str = ""


@dataclass
class Request:
    """Somebody asked to close."""

    by: str
    outcome: str
    agreed: bool | None = None
    answered_by: str = ""
    reminders: int = 0


@dataclass
class Issue:
    """What one escalation must look like."""

    raiser: str
    owner: str = ""
    ended: str = ""  # "closed", "declined"
    owners: list[str] = field(default_factory=list)
    last_update: tuple[str, str] = ("", "")
    offers: dict[int, Offer] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)
    merged_into: int = 0
    severity: int = 1

    @property
    def state(self) -> str:
        return self.ended or ("owned" if self.owner else "raised")

    @property
    def answerable(self) -> str:
        return self.owner or self.raiser

    @property
    def offer(self) -> Offer | None:
        return next((each for each in self.offers.values() if not each.word), None)

    @property
    def request(self) -> Request | None:
        return next((each for each in self.requests.values() if each.agreed is None), None)

    def own(self, who: str) -> None:
        self.owner = who
        self.owners.append(who)

    def close(self) -> list[str]:
        events = []
        if self.offer:
            self.offer.word = "withdrawn"
            events.append("handover.withdrawn")
        self.ended = "closed"
        return [*events, "escalation.closed"]

    # What people say. `here` is everybody who is not deactivated.

    def accept(self, who: str) -> Events:
        if self.state == "owned" and self.owner == who:
            return []
        if who not in ENGINEERS or self.state != "raised":
            return None
        self.own(who)
        return ["escalation.accepted"]

    def decline(self, who: str) -> Events:
        if who not in ENGINEERS or self.state != "raised":
            return None
        self.ended = "declined"
        if request := self.request:
            request.agreed, request.answered_by = False, who
            return ["closure.refused", "escalation.declined"]
        return ["escalation.declined"]

    def update(self, who: str, text: str) -> Events:
        if self.ended or (who != self.answerable and who not in LEADS):
            return None
        if self.last_update == (text, who):
            return []
        self.last_update = (text, who)
        return ["escalation.updated"]

    def may_offer(self, who: str, to: str, note: str, here: set[str]) -> Events:
        """Whether it may be offered; the caller adds the offer with its number."""
        if self.state != "owned" or (who != self.owner and who not in LEADS):
            return None
        if to == self.owner or to not in here or to not in ENGINEERS:
            return None
        if self.offer:
            return [] if (self.offer.to, self.offer.note) == (to, note) else None
        return ["handover.offered"]

    def take_over(self, offer: Offer, who: str, now: datetime) -> Events:
        if who != offer.to:
            return None
        if offer.word == "accepted":
            return []
        if offer.word or now >= offer.expires_at:
            return None
        offer.word = "accepted"
        self.own(who)
        return ["handover.accepted"]

    def refuse_offer(self, offer: Offer, who: str, now: datetime) -> Events:
        if who != offer.to:
            return None
        if offer.word == "declined":
            return []
        if offer.word or now >= offer.expires_at:
            return None
        offer.word = "declined"
        return ["handover.declined"]

    def withdraw(self, offer: Offer, who: str) -> Events:
        if who not in LEADS | {offer.by, self.owner}:
            return None
        if offer.word == "withdrawn":
            return []
        if offer.word:
            return None
        offer.word = "withdrawn"
        return ["handover.withdrawn"]

    def ask_to_close(self, who: str, outcome: str) -> Events:
        """The caller adds the request with its number when this says so."""
        if self.ended or (who not in LEADS | {self.raiser, self.owner}):
            return None
        if who == self.raiser:
            if request := self.request:
                request.agreed, request.answered_by = True, who
            return self.close()
        if self.request:
            return [] if (self.request.by, self.request.outcome) == (who, outcome) else None
        return ["closure.asked"]

    def answer(self, request: Request, who: str, *, agree: bool) -> Events:
        if who not in LEADS | {self.raiser}:
            return None
        if request.agreed is not None:
            return [] if (request.agreed, request.answered_by) == (agree, who) else None
        if request.by == who:
            return None
        request.agreed, request.answered_by = agree, who
        return self.close() if agree else ["closure.refused"]

    def is_asked_again(self) -> list[str]:
        """Nobody answered in time: two reminders, then silence closes."""
        request = self.request
        assert request, "only what waits is asked again"
        if request.reminders < 2:
            request.reminders += 1
            return ["closure.asked_again"]
        request.agreed = True
        return self.close()

    def merge(self, who: str, into: Issue, number: int) -> Events:
        """This one is the duplicate of `into`, which has that number."""
        if into is self:
            return None
        if self.ended == "closed" and self.merged_into:
            return [] if self.merged_into == number else None
        may = who in LEADS | {self.answerable} or (not self.owner and who in ENGINEERS)
        if not may or self.ended or into.ended or (self.owner and not into.owner):
            return None
        events = []
        if request := self.request:
            request.agreed, request.answered_by = False, who
            events.append("closure.refused")
        self.merged_into = number
        return [*events, *self.close()[:-1], "escalation.merged", "escalation.absorbed"]

    def regrade(self, who: str, severity: int) -> Events:
        if self.ended or who not in LEADS | {self.raiser, self.owner}:
            return None
        if severity == self.severity:
            return []
        self.severity = severity
        return ["escalation.regraded"]

    def reopen(self, who: str) -> Events:
        if not self.ended:
            return []
        if who not in ENGINEERS | {self.raiser}:
            return None
        self.ended, self.merged_into = "", 0
        return ["escalation.reopened"]
