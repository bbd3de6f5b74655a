"""What an administrator does about the reading."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from holdfast.helpdesk import client, reading
from holdfast.helpdesk.models import Reading
from holdfast.journal.actions import hasten, record, repeated
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Conflict, Invalid
from holdfast.people.rules.permission import require

_OLDEST = timedelta(days=365 * 20)


def look_again(*, by: Actor, at: datetime) -> None:
    """The tickets are read now, and comments are tried again. Raises Conflict where Zendesk is off."""
    require(by, "zendesk.set_up")
    _must_be_on()
    with transaction.atomic(durable=True):
        Reading.objects.filter(helpdesk=client.base_url()).update(silenced="", silenced_at=None)
        if not hasten(reading.KEY, at=at):
            reading.mind(at)  # the first time, or it is being read this moment


def begin_from(*, day: date, by: Actor, at: datetime) -> None:
    """All that changed since a day is read once more; what is known stays. Raises Invalid, Conflict."""
    require(by, "zendesk.set_up")
    _must_be_on()
    since = datetime.combine(day, time(), tzinfo=UTC)
    if not at - _OLDEST <= since <= at - timedelta(minutes=5):
        raise Invalid("Give a day before today, within the last 20 years.", field="since")
    if repeated(by):
        return
    with transaction.atomic(durable=True):
        found = reading.current(at=at)
        Reading.objects.filter(pk=found.pk).update(
            since=since, cursor="", whole_at=None, read_until=None, tickets=0
        )
        record(
            "zendesk.begun_again",
            subject="zendesk",
            by=by,
            at=at,
            data={"since_on": day.isoformat()},
        )
        if not hasten(reading.KEY, at=at):
            reading.mind(at)


def _must_be_on() -> None:
    if not client.is_on():
        raise Conflict("Zendesk is not configured; this page says what to set.")
