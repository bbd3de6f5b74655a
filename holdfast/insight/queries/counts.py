"""The rows that figures are made of: what the worker counted, and what has happened since.

Figures are exact at every moment: an escalation with an event after the cursor is counted here, from
its events, in place of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from holdfast.escalation.models.escalation import PREFIX
from holdfast.insight.models import Counted as Kept
from holdfast.insight.queries.journey import (
    counted_up_to,
    courses,
    happened_to_since,
    programmes_of,
)
from holdfast.insight.rules.course import Counted
from holdfast.journal.models import Event
from holdfast.people.models import Programme

_MOST_BY_NUMBER = 1000  # escalations left out one by one; more than that only while it catches up


class Of(NamedTuple):
    """A row with the number of its escalation."""

    escalation: int
    row: Counted


@dataclass
class Counts:
    """What is counted of a programme, as of when this was made."""

    programme: Programme
    upto: int = 0  # the event up to which rows are kept
    fresh: dict[int, list[Counted]] = field(default_factory=dict)  # by escalation, not yet kept

    def kept(self, *kinds: str) -> QuerySet[Kept]:
        """Rows of these kinds that still hold."""
        found = Kept.objects.filter(programme=self.programme, kind__in=kinds)
        if not self.upto:
            return found.none()
        if len(self.fresh) <= _MOST_BY_NUMBER:
            return found.exclude(escalation__in=list(self.fresh)) if self.fresh else found
        subject = Concat(Value(PREFIX), Cast(OuterRef("escalation"), TextField()))
        return found.exclude(Exists(Event.objects.filter(subject=subject, id__gt=self.upto)))

    def new(self, *kinds: str) -> Iterator[Of]:
        """Rows of these kinds of what happened since."""
        for number, rows in self.fresh.items():
            for row in rows:
                if row.kind in kinds:
                    yield Of(number, row)

    def new_in(self, since: datetime, end: datetime, *kinds: str) -> list[Of]:
        return [of for of in self.new(*kinds) if since <= of.row.at < end]


def counts(programme: Programme) -> Counts:
    # The cursor first: what is counted meanwhile is then counted here too, and only once.
    upto = counted_up_to()
    numbers = happened_to_since(upto)
    theirs = programmes_of(numbers)
    found = courses(number for number, whose in theirs.items() if whose == programme.pk)
    return Counts(programme, upto, found)


def there_at(moment: datetime) -> Q:
    """Kept rows that had begun before a moment and not ended by it."""
    # In this form each half can be looked up in the index by `until`.
    return Q(until=None, at__lt=moment) | Q(until__gte=moment, at__lt=moment)


def was_there_at(row: Counted, moment: datetime) -> bool:
    return row.at < moment and (row.until is None or row.until >= moment)
