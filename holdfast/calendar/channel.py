"""Reading calendars as a channel of the journal: a reading is owed, and owed again after each one.

There is one delivery for each calendar that is given, and its wake-up is the next reading. So a crash
loses none, two workers never read the same one at once, and a slow calendar delays nothing but
calendars.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from holdfast.calendar.fetch import SLOWEST, fetch
from holdfast.journal.channels import Later, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.people.actions import take_answer
from holdfast.people.queries.calendar import CHANNEL, to_read
from holdfast.people.rules.absence_calendar import CalendarAnswer

# A server that says "as before" says nothing of days that only now come into sight.
WHOLE_EVERY = timedelta(days=7)
_DEACTIVATED = timedelta(days=1)


class CalendarChannel:
    name = CHANNEL
    # Longer than the slowest fetch, with the reading of what came.
    lease = timedelta(seconds=SLOWEST + 90)
    yields = timedelta(0)

    def announce(
        self,
        event: Event,  # noqa: ARG002
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,  # noqa: ARG002
    ) -> list[Delivery]:
        """Nobody is told anything by a calendar; what is read is owed by the action that gives it."""
        return []

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        calendar = to_read(int(delivery.recipient))
        if calendar is None:
            return Sent(message={}, note="It is read no more.")
        if not calendar.person.is_active:
            return Later(at=at + _DEACTIVATED, note="Its person is deactivated.")
        known = calendar.whole_at is not None and at - calendar.whole_at < WHOLE_EVERY
        answer = fetch(
            calendar.address,
            etag=calendar.etag if known else "",
            modified=calendar.modified if known else "",
        )
        again = take_answer(calendar_id=calendar.pk, answer=answer, at=at)
        if again is None:
            return Sent(message={}, note="It is read no more.")
        return Later(at=again, note=_note(answer))

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """A reading that was cut off is done again: it changes nothing twice."""
        return False

    def rest(self) -> None:
        """Nothing is kept open between calendars."""


def _note(answer: CalendarAnswer) -> str:
    if answer.problem:
        return answer.problem
    return "Read." if answer.content is not None else "As before."
