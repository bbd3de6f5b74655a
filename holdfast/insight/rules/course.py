"""What the figures count of one escalation, read off its events: pure, and the same however often.

`docs/metrics.md` says what each is in words. The events are those of one escalation, in the order in
which they were written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

# What anybody but the raiser may say first and thereby has seen it (an acceptance is anybody's).
ACKNOWLEDGING = frozenset(
    {
        "escalation.declined",
        "escalation.updated",
        "escalation.regraded",
        "escalation.classified",
        "escalation.merged",
        "escalation.closed",
        "closure.asked",
        *(f"ask.{word}" for word in ("acknowledged", "agreed", "declined", "done")),
    }
)
ENDINGS = frozenset({"escalation.closed", "escalation.merged", "escalation.declined"})
DUPLICATE = "duplicate"
UNCLASSIFIED = "unclassified"
_HOUR = timedelta(hours=1)
_TALLIED = {
    "handover.accepted": "handover",
    "piece.bounced": "bounce",
    "escalation.stagnating": "standstill",
}


@dataclass(frozen=True, slots=True)
class Happened:
    """An event, as far as figures look at it; `by` is a person's number, None the clock."""

    kind: str
    at: datetime
    by: int | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that a figure counts, at the instant that says in which period.

    - raised, acknowledged, accepted, declined: once at most; `hours` since it was raised
    - closed: the closure that stands; `hours` since it was raised, None for a duplicate, `word` its
      outcome, `klass` what it turned out to be
    - closure: each closure; `yes` where it was reopened since
    - promise: of an update, when it was settled; `yes` where the update came in time
    - cornered, open: from `at` to `until`, None while it lasts; `since` is when it was raised
    - handover, bounce, standstill: each time

    `exec` says that an executive asked for the escalation.
    """

    kind: str
    at: datetime
    by: int | None = None
    until: datetime | None = None
    hours: float | None = None
    yes: bool = False
    word: str = ""
    klass: str = ""
    exec: bool = False
    since: datetime | None = None


def course(events: Iterable[Happened]) -> list[Counted]:
    """Everything the figures count of an escalation. Nothing of what was never raised."""
    told = _Told()
    for event in events:
        told.hear(event)
    return told.counted()


@dataclass
class _Told:
    """What is known after the events so far."""

    raised: Happened | None = None
    acknowledged: Happened | None = None
    accepted: Happened | None = None
    ended: Happened | None = None  # None while it is open
    klass: str = UNCLASSIFIED
    owner: int | None = None
    paused: bool = False
    due: datetime | None = None  # the promise of an update that stands
    opened_at: datetime | None = None
    cornered: Happened | None = None
    rows: list[Counted] = field(default_factory=list)

    def hear(self, event: Happened) -> None:
        if event.kind == "escalation.raised":
            self.raised, self.opened_at = event, event.at
            return
        if self.raised is None:
            return
        if self.acknowledged is None and self._acknowledges(event, self.raised):
            self.acknowledged = event
        if name := _TALLIED.get(event.kind):
            self.rows.append(Counted(name, event.at, event.by))
        if event.kind == "escalation.classified":
            self.klass = str(event.data.get("class") or UNCLASSIFIED)
        if event.kind == "escalation.accepted" and self.accepted is None:
            self.accepted = event
        self._corner(event)
        # The promise first: it was the one of the owner before.
        self._promise(event)
        self._end(event)

    def _acknowledges(self, event: Happened, raised: Happened) -> bool:
        if event.kind == "escalation.accepted":
            return True
        return event.kind in ACKNOWLEDGING and event.by not in {None, raised.by}

    def _corner(self, event: Happened) -> None:
        if event.kind == "cornered.called" and self.cornered is None:
            self.cornered = event
        elif event.kind == "cornered.freed" and self.cornered:
            self.rows.append(
                Counted("cornered", self.cornered.at, self.cornered.by, until=event.at)
            )
            self.cornered = None

    def _promise(self, event: Happened) -> None:
        """Settle the promise that stood, and see which one stands now."""
        if event.kind == "escalation.paused":
            self.paused = True
        elif event.kind == "escalation.resumed":
            self.paused = False
        # The owner stands in every event about it; before the first one nobody owes an update.
        owner = (event.data.get("people") or {}).get("owner")
        said = event.data.get("update_due_at")
        owed = owner is not None and not self.paused and event.kind not in ENDINGS
        due = datetime.fromisoformat(said) if said and owed else None
        updated = event.kind == "escalation.updated"
        if self.due is not None and (updated or due != self.due):
            if self.due < event.at:
                self.rows.append(Counted("promise", self.due, self.owner))
            elif updated:
                self.rows.append(Counted("promise", event.at, self.owner, yes=True, until=self.due))
            self.due = None
        elif self.due is not None:
            due = self.due
        self.due, self.owner = due, owner

    def _end(self, event: Happened) -> None:
        if event.kind in ENDINGS and self.ended is None:
            self.ended = event
            self._opened(until=event.at)
            self.opened_at = None
        elif event.kind == "escalation.reopened" and self.ended:
            if self.ended.kind != "escalation.declined":
                self.rows.append(Counted("closure", self.ended.at, self.ended.by, yes=True))
            self.ended, self.opened_at = None, event.at

    def _opened(self, *, until: datetime | None) -> None:
        assert self.raised is not None
        assert self.opened_at is not None
        self.rows.append(
            Counted("open", self.opened_at, until=until, since=self.raised.at, by=self.owner)
        )

    def counted(self) -> list[Counted]:
        if self.raised is None:
            return []
        wanted = bool(self.raised.data.get("exec_asked"))
        rows = list(self.rows)
        rows.append(Counted("raised", self.raised.at, self.raised.by, exec=wanted))
        for name, event in (("acknowledged", self.acknowledged), ("accepted", self.accepted)):
            if event:
                rows.append(
                    Counted(name, event.at, event.by, hours=self._hours(event), exec=wanted)
                )
        if self.ended and self.ended.kind == "escalation.declined":
            hours = self._hours(self.ended)
            rows.append(Counted("declined", self.ended.at, self.ended.by, hours=hours, exec=wanted))
        elif self.ended:
            rows += self._closed(self.ended)
        if self.opened_at:
            rows.append(
                Counted("open", self.opened_at, self.owner or self.raised.by, since=self.raised.at)
            )
        if self.cornered:
            rows.append(Counted("cornered", self.cornered.at, self.cornered.by))
        if self.due:
            # Missed from the moment it passes; until then nobody counts it, as it is to come.
            rows.append(Counted("promise", self.due, self.owner))
        return rows

    def _closed(self, ended: Happened) -> list[Counted]:
        merged = ended.kind == "escalation.merged"
        outcome = DUPLICATE if merged else str(ended.data.get("outcome") or "resolved")
        hours = None if outcome == DUPLICATE else self._hours(ended)
        return [
            Counted("closure", ended.at, ended.by),
            Counted("closed", ended.at, ended.by, hours=hours, word=outcome, klass=self.klass),
        ]

    def _hours(self, event: Happened) -> float:
        assert self.raised is not None
        return (event.at - self.raised.at) / _HOUR
