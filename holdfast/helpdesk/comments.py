"""What happens to an escalation is said on the ticket it came from, as an internal comment (R68, R69).

Whether one that was cut off arrived is seen on the ticket: its last line is a mark of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings

from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref
from holdfast.helpdesk import client
from holdfast.helpdesk.models import Reading
from holdfast.helpdesk.rules.address import ticket_of
from holdfast.journal.channels import Later, Never, Outcome, Sent
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.refusal import NotFound
from holdfast.outside.errors import ASKING, Denied, Gone, Refused, Trouble, outcome
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.telling.told import tell

CHANNEL = "zendesk"
KINDS = frozenset(
    {
        "escalation.raised",
        "escalation.accepted",
        "escalation.declined",
        "escalation.updated",
        "escalation.closed",
        "escalation.reopened",
        "handover.accepted",
    }
)
_MOST = 60_000  # characters; Zendesk takes 64 kB in a comment
_PAGES = 10  # of a hundred comments, the newest first
_SILENT = timedelta(days=1)  # so long nothing is tried where our comments are not taken
_MEANWHILE = timedelta(seconds=10)  # somebody else changes the ticket this moment (409)
_FORBIDDEN, _CONFLICT, _UNPROCESSABLE = 403, 409, 422


def owed(event: Event, *, at: datetime) -> list[Delivery]:
    """One for an event of an escalation that came from a ticket of ours."""
    if event.kind not in KINDS or not event.subject.startswith(PREFIX):
        return []
    number = _ticket_of(event)
    if number is None or _is_silenced(at):
        return []
    return [
        Delivery(
            event=event,
            channel=CHANNEL,
            recipient=f"ticket:{number}",
            key=f"{CHANNEL}:comment:{event.pk}:{number}",
            wake_at=at,
            created_at=at,
        )
    ]


def _ticket_of(event: Event) -> int | None:
    try:
        origin = by_ref(event.subject).origin_url
    except NotFound:
        return None
    return ticket_of(origin, base_url=client.base_url()) if origin else None


def _is_silenced(at: datetime) -> bool:
    return Reading.objects.filter(helpdesk=client.base_url(), silenced_at__gt=at - _SILENT).exists()


def write(delivery: Delivery, *, at: datetime) -> Outcome:
    """Write it on its ticket; never for the customer to read."""
    if not client.is_on():
        return Sent(message={}, note="Zendesk is switched off here; it was not written.")
    number = _number(delivery)
    body = words(delivery, at=at)
    try:
        client.ask(
            "PUT",
            f"/api/v2/tickets/{number}.json",
            at=at,
            json={"ticket": {"comment": {"body": body, "public": False}}},
        )
    except Denied as error:
        return _denied(error, at=at)
    except Refused as error:
        return _refused(number, error, at=at)
    except ASKING as error:
        return outcome(error, at=at)
    Reading.objects.filter(helpdesk=client.base_url()).exclude(silenced="").update(
        silenced="", silenced_at=None
    )
    return Sent(message={"ticket": number, "text": body})


def arrived(delivery: Delivery, *, at: datetime) -> bool | None:
    """Is its mark on the ticket? None where we may not look."""
    mark = mark_of(delivery)
    try:
        return any(mark in text for text in _comments(_number(delivery), delivery, at=at))
    except (Denied, Gone, Refused):
        return None


def words(delivery: Delivery, *, at: datetime) -> str:
    """The event in the words of telling, in the programme's zone, with the mark as its last line."""
    zone = policy_at(default_programme(), at).zone
    reader = Person(login="", name="", zone=zone)
    told = tell(delivery.event, reader, shape="zendesk/comment.txt")
    return f"{told.text.strip()[:_MOST]}\n\n{mark_of(delivery)}"


def mark_of(delivery: Delivery) -> str:
    """The same for the same delivery, another one for every other, in another Holdfast too."""
    digest = sha256(f"{settings.BASE_URL} {delivery.key}".encode()).hexdigest()
    return f"[holdfast-{digest[:20]}]"


def _number(delivery: Delivery) -> int:
    return int(delivery.recipient.partition(":")[2])


def _comments(number: int, delivery: Delivery, *, at: datetime) -> Iterator[str]:
    """What was written on the ticket since it was owed, the newest first."""
    since = delivery.created_at.strftime("%Y-%m-%dT%H:%M")
    for page in range(1, _PAGES + 1):
        answer = client.ask(
            "GET",
            f"/api/v2/tickets/{number}/comments.json",
            at=at,
            params={"sort_order": "desc", "per_page": 100, "page": page},
        )
        rows: list[dict[str, Any]] = answer.get("comments") or []
        yield from (str(each.get("body", "")) for each in rows)
        ends = not answer.get("next_page") or not rows
        if ends or str(rows[-1].get("created_at", "")) < since:
            return


def _denied(error: Denied, *, at: datetime) -> Outcome:
    """A token that may only read is no trouble: it is said by the doctor, and nothing is piled up."""
    if client.status_of(error) != _FORBIDDEN:
        return outcome(error, at=at)
    Reading.objects.filter(helpdesk=client.base_url()).update(silenced=str(error), silenced_at=at)
    return Sent(message={}, note=f"Not written: {error}")


def _refused(number: int, error: Refused, *, at: datetime) -> Outcome:
    status = client.status_of(error)
    if status == _CONFLICT:
        return Later(at + _MEANWHILE, str(error))
    if status == _UNPROCESSABLE and _is_closed(number, at=at):
        # Zendesk closes tickets for good some days after they are solved.
        return Sent(message={}, note="Not written: the ticket is closed for good in Zendesk.")
    return Never(str(error))


def _is_closed(number: int, *, at: datetime) -> bool:
    try:
        ticket = client.ask("GET", f"/api/v2/tickets/{number}.json", at=at).get("ticket")
    except (Trouble, *ASKING):
        return False
    return isinstance(ticket, dict) and ticket.get("status") == "closed"
