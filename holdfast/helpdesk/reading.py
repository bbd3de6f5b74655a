"""Tickets are read from Zendesk's incremental export, page by page, for as long as Zendesk is
configured (developer.zendesk.com, Incremental Exports, cursor based).

It is one delivery that wakes again (decision 0016). A page and the cursor behind it are kept in one
transaction: what is cut off between is read once more and changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from holdfast.helpdesk import client
from holdfast.helpdesk.models import Reading
from holdfast.helpdesk.naming import named
from holdfast.helpdesk.reads import reads_at
from holdfast.helpdesk.rules.ticket import names_in, said_of, tickets_in
from holdfast.journal.actions import hasten, owe, record
from holdfast.journal.channels import Later
from holdfast.journal.models import Delivery
from holdfast.journal.queries import by_key
from holdfast.kernel.actor import CLOCK
from holdfast.kernel.text import plural
from holdfast.outside.errors import ASKING, DENIED_PAUSE, Denied, Limited, Refused, Trouble
from holdfast.people.queries import admins, default_programme
from holdfast.support.actions import take_in
from holdfast.support.rules.said import Said

logger = logging.getLogger(__name__)

CHANNEL = "zendesk"
KEY = f"{CHANNEL}:reading"
EVERY = timedelta(minutes=5)
# Zendesk takes ten requests a minute at the export (Incremental Exports, Rate limits).
_NEXT_PAGE = timedelta(seconds=6)
_AT_ONCE = 1000  # tickets of a page, the most Zendesk gives
_BACK = timedelta(days=365)  # where a reading begins that nobody began elsewhere
_OVERLAP = timedelta(hours=1)  # read again where Zendesk forgot its cursor
_OFF = timedelta(minutes=10)
_FIRST_GAP, _LONGEST_GAP = timedelta(minutes=1), timedelta(minutes=15)
_TOLD_AFTER = timedelta(hours=1)  # of failing, administrators hear of it
_REFUSED_CURSOR = frozenset({400, 422})


def mind(at: datetime) -> int:
    """Sweep: the reading is owed as soon as Zendesk is on, and begins again where it was given up."""
    if not client.is_on():
        return 0
    found = Delivery.objects.filter(key=KEY).values_list("state", flat=True).first()
    if found == Delivery.State.DEAD:
        return int(hasten(KEY, at=at))
    if found is not None:
        return 0
    with transaction.atomic():
        event = record(
            "zendesk.begun", subject="zendesk", by=CLOCK, at=at, key="zendesk:reading:begun"
        )
        owe(event, channel=CHANNEL, recipient="reading", key=KEY, at=at)
    return 1


def current(*, at: datetime) -> Reading:
    """The reading of the Zendesk that is configured; begun where there is none."""
    reading, _ = Reading.objects.get_or_create(
        helpdesk=client.base_url(), defaults={"since": at - _BACK}
    )
    return reading


def look(*, at: datetime) -> Later:
    """Read one page and say when the next is due; trouble is kept, and waited out."""
    if not client.is_on():
        return Later(at + _OFF, "Zendesk is not configured here.")
    reading = current(at=at)
    try:
        answer = client.ask("GET", "/api/v2/incremental/tickets/cursor.json", **_page(reading, at))
        said = _issues(answer, at=at)
    except ASKING as error:
        return _failed(reading, error, at=at)
    return _taken(reading, said, answer, at=at)


def _page(reading: Reading, at: datetime) -> dict[str, Any]:
    begins: dict[str, Any] = (
        {"cursor": reading.cursor}
        if reading.cursor
        else {"start_time": int(reading.since.timestamp())}
    )
    include = "organizations,groups,metric_sets"
    return {"at": at, "params": {**begins, "per_page": _AT_ONCE, "include": include}}


def _issues(answer: dict[str, Any], *, at: datetime) -> list[Said]:
    """Each ticket once, as it stands; what cannot be a ticket is logged and left out."""
    tickets = tickets_in(answer)
    names = named(tickets, names_in(answer), at=at)
    reads = reads_at(default_programme(), at)
    found: dict[str, Said] = {}
    for each in tickets:
        said = said_of(each, names=names, reads=reads)
        if said is None:
            logger.warning("Zendesk gave a ticket without number or date.")
        else:
            found[said.key] = said
    return list(found.values())


def _taken(reading: Reading, said: list[Said], answer: dict[str, Any], *, at: datetime) -> Later:
    cursor = answer.get("after_cursor")
    goes_on = answer.get("end_of_stream") is False and bool(cursor) and cursor != reading.cursor
    with transaction.atomic(durable=True):
        held = Reading.objects.select_for_update().get(pk=reading.pk)
        if (held.cursor, held.since) != (reading.cursor, reading.since):
            return Later(at, "It was begun elsewhere meanwhile.")
        done = take_in(default_programme(), said, source=CHANNEL, at=at)
        if isinstance(cursor, str) and cursor:
            held.cursor = cursor[:500]
        held.read_until = max(
            (each.changed_at for each in said if each.changed_at), default=held.read_until
        )
        held.tickets += len(said)
        held.at = at
        held.whole_at = held.whole_at if goes_on else at
        held.note, held.failures, held.failing_since = "", 0, None
        held.save()
    note = f"{plural(len(said), 'ticket')}: {done.added} new, {done.changed} changed."
    return Later(at + (_NEXT_PAGE if goes_on else EVERY), note)


def _failed(reading: Reading, error: Trouble | Limited, *, at: datetime) -> Later:
    """Waited out with growing gaps, and never given up: what is behind is read when it answers."""
    if isinstance(error, Limited):
        return Later(error.until, str(error))
    if isinstance(error, Refused) and reading.cursor and client.status_of(error) in _REFUSED_CURSOR:
        since = (reading.read_until or reading.since) - _OVERLAP
        Reading.objects.filter(pk=reading.pk).update(
            cursor="", since=since, note=f"{error} It begins again, an hour before where it was."
        )
        return Later(at + _FIRST_GAP, str(error))
    words = _words(error)
    failures, since = reading.failures + 1, reading.failing_since or at
    with transaction.atomic():
        Reading.objects.filter(pk=reading.pk).update(
            note=words, failures=failures, failing_since=since
        )
        if isinstance(error, Denied) or at - since >= _TOLD_AFTER:
            _tell(words, since, at=at)
    gap = min(_FIRST_GAP * 2 ** min(failures - 1, 10), _LONGEST_GAP)
    return Later(at + (DENIED_PAUSE if isinstance(error, Denied) else gap), words)


def _words(error: Trouble) -> str:
    if isinstance(error, Denied):
        return (
            f"{error} Give HOLDFAST_ZENDESK_TOKEN a token of an administrator that may read tickets, "
            "and start Holdfast again."
        )
    return str(error)


def _tell(words: str, since: datetime, *, at: datetime) -> None:
    """The administrators, once for each time it fails."""
    key = f"zendesk:troubled:{since.isoformat()}"
    # A look is one delivery under a lease, so nobody writes the same key beside us.
    if by_key(key) is None:
        told = {"problem": words}
        record(
            "zendesk.troubled",
            subject="zendesk",
            by=CLOCK,
            at=at,
            data=told,
            tell=admins(),
            key=key,
        )
