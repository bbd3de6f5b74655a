"""What a new engineer says of their first week; all else on its list ticks itself (R65)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from holdfast.journal.actions import record
from holdfast.journal.queries import by_key
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import FIRST_WEEK


def say_done(*, what: str, by: Actor, at: datetime) -> None:
    """“I have read the boundaries”, “I looked at my absences and have none”: said once."""
    if what not in FIRST_WEEK:
        raise Invalid(f"The first week has no “{what[:30]}”; use one of {', '.join(FIRST_WEEK)}.")
    key = f"first-week:{by.person}:{what}"
    if by_key(key):
        return
    try:
        with transaction.atomic(durable=True):
            record(
                "first_week.said",
                subject=f"person-{by.person}",
                by=by.with_request(None),
                at=at,
                key=key,
                data={"what": what},
            )
    except IntegrityError:
        return  # pressed twice at once: it stands in the journal
