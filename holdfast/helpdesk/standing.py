"""How it stands with Zendesk, in sentences: for `holdfast doctor` and for /setup/zendesk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from holdfast.helpdesk import client
from holdfast.helpdesk.models import Reading
from holdfast.helpdesk.source import NAME
from holdfast.journal.models import Incoming
from holdfast.kernel import clock
from holdfast.kernel.text import plural

Finding = tuple[str, str, str]
OK, NOTE, WRONG = "ok", "note", "wrong"
_NOTE_EVERY = timedelta(minutes=1)
_BEHIND = timedelta(minutes=30)


def found() -> Iterator[Finding]:
    """About, ok | note | wrong, one sentence; asks Zendesk nothing, as the reading does so all day."""
    yield from findings(at=clock.now())


def findings(*, at: datetime) -> Iterator[Finding]:
    if not settings.ZENDESK_URL:
        yield "Zendesk", NOTE, "Off: docs/zendesk.md says what to set."
        return
    reading = Reading.objects.filter(helpdesk=client.base_url()).first()
    yield _reading(reading, at=at)
    yield from _webhook(reading)
    if client.is_on():
        yield from _comments(reading)
    dead = Incoming.objects.filter(source=NAME, wake_at=None, done_at=None).order_by("-id")
    if last := dead.first():
        says = f"{plural(dead.count(), 'webhook')} could not be worked on; the last: {last.note}"
        yield "Zendesk webhook", WRONG, says


def _reading(reading: Reading | None, *, at: datetime) -> Finding:
    about = "Zendesk tickets"
    if not client.is_on():
        return about, WRONG, "Not read: set HOLDFAST_ZENDESK_TOKEN beside HOLDFAST_ZENDESK_URL."
    if reading is None:
        return about, NOTE, "Not read yet; the worker begins as soon as it runs."
    until = f"up to {_minute(reading.read_until)}" if reading.read_until else "none so far"
    if reading.note:
        since = f" since {_minute(reading.failing_since)}" if reading.failing_since else ""
        return about, WRONG, f"Cannot be read{since}, read {until}: {reading.note}"
    if reading.whole_at is None:
        so_far = plural(reading.tickets, "ticket")
        return about, NOTE, f"Being read for the first time: {so_far}, {until}."
    if at - reading.whole_at > _BEHIND:
        ago = _minute(reading.whole_at)
        return about, NOTE, f"Behind: all was read at {ago}, {until}; is a worker running?"
    return about, OK, f"Read at {_minute(reading.whole_at)}, {until}."


def _webhook(reading: Reading | None) -> Iterator[Finding]:
    about = "Zendesk webhook"
    if not settings.ZENDESK_WEBHOOK_SECRET:
        yield about, NOTE, "Off: changes come within five minutes, not at once."
    elif reading is None or reading.signed_at is None:
        yield about, NOTE, f"Nothing came yet to {settings.BASE_URL}/webhooks/zendesk."
    else:
        yield about, OK, f"The last one came at {_minute(reading.signed_at)}."


def _comments(reading: Reading | None) -> Iterator[Finding]:
    if reading and reading.silenced:
        says = f"What happens is not said on tickets: {reading.silenced}"
        yield "Zendesk comments", NOTE, f"{says} It is tried again once a day."


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"


_noted: list[datetime] = []


def note_signed(at: datetime) -> None:
    """Something with a right signature came in: known to the set-up page, once a minute."""
    if not _noted or abs(at - _noted[-1]) >= _NOTE_EVERY:
        _noted[:] = [at]
        Reading.objects.filter(helpdesk=client.base_url()).update(signed_at=at)
