"""Slack as a channel of the journal: every kind of thing owed there announces itself and is sent.

The kinds (a direct message, a card, an update in a thread, ...) are in modules of their own. What they
have in common is here: what Slack's errors mean for a delivery, one pace, and folding: after an hour
without Slack, what only shows the present is written once, and what was said is said in one message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.db import transaction

from holdfast.journal.channels import Later, Never, Outcome, Sent, Unknown
from holdfast.journal.models import Delivery, Event
from holdfast.slack import client, errors
from holdfast.slack.workspace import note_trouble, note_well

NAME = "slack"
_WAITING = (Delivery.State.PENDING, Delivery.State.RETRY)
_MOST_TOGETHER = 16  # deliveries told in one message: three blocks each, of Slack's fifty
_MOST_LOOKED_AT = 8  # messages that wait for one recipient and may be full already
_DOWN_PAUSE = timedelta(seconds=30)  # how long a Slack that cannot be reached is left alone
_UNKNOWN = "This version of Holdfast does not know this kind of message any more; it was not sent."


class Folds(StrEnum):
    NOT = "not"
    LAST = (
        "last"  # it shows the present: of several that wait for one recipient only the last counts
    )
    JOIN = "join"  # each says something: those that wait for one recipient are said together


class Kind(Protocol):
    """One kind of thing owed in Slack; its deliveries' keys begin with `slack:NAME:`."""

    name: str
    folds: Folds

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        """As Channel.announce; `owed` makes the delivery."""
        ...

    def perform(
        self, delivery: Delivery, together: Sequence[Delivery], *, at: datetime
    ) -> Outcome | None:
        """Send it; `together` is it and those folded into it, oldest first. None: Sent with nothing to
        note. Slack's errors may be raised (errors.py)."""
        ...

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        """As Channel.arrived: what can be done twice without harm answers False."""
        ...


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def owed(kind: str, event: Event, recipient: str, *, at: datetime) -> Delivery:
    """The unsaved delivery of a kind for an event; one for each recipient."""
    return Delivery(
        event=event,
        channel=NAME,
        recipient=recipient,
        key=f"{NAME}:{kind}:{event.pk}:{recipient}",
        wake_at=at,
        created_at=at,
    )


class SlackChannel:
    name = NAME
    lease = timedelta(seconds=120)  # a few calls of ten seconds
    yields = timedelta(0)

    def __init__(self) -> None:
        self._down_until: datetime | None = None
        self._down_note = ""

    def announce(self, event: Event, people: Sequence[int], *, at: datetime) -> list[Delivery]:
        if not client.is_on():
            return []
        return [
            delivery for kind in _kinds.values() for delivery in kind.announce(event, people, at=at)
        ]

    def perform(self, delivery: Delivery, *, at: datetime) -> Outcome:
        if not client.is_on():
            return Never("Slack is switched off here; it was not sent.")
        kind = _kind_of(delivery)
        if kind is None:
            return Never(_UNKNOWN)
        if kind.folds is not Folds.NOT and (other := _folded(delivery, kind, at=at)):
            return Sent(message={"with": other}, note=f"Folded into {other}.")
        if self._down_until and at < self._down_until:
            # The first to fail counts as a failed attempt; those behind it only wait their turn.
            return Later(at=self._down_until, note=self._down_note)
        together = _together(delivery) if kind.folds is Folds.JOIN else [delivery]
        lasting = getattr(kind, "lasting", False)
        return self._meant(lambda: kind.perform(delivery, together, at=at), lasting=lasting, at=at)

    def _meant(self, send: Callable[[], Outcome | None], *, lasting: bool, at: datetime) -> Outcome:
        """What Slack's answer means for the delivery. One that never ends (`lasting`) waits where another
        one fails: its attempts would add up over months."""
        before = client.heard()
        try:
            outcome = send()
        except errors.Limited as limited:
            return Later(at=limited.until, note=str(limited))
        except errors.Unreached as error:
            self._down_until, self._down_note = at + _DOWN_PAUSE, str(error)
            if lasting:
                return Later(at=self._down_until, note=self._down_note)
            raise
        except errors.Unanswered as error:
            return Later(at=at + _DOWN_PAUSE, note=str(error)) if lasting else Unknown(str(error))
        except errors.Revoked as error:
            note_trouble(str(error), at=at)
            return Later(at=at + errors.REVOKED_PAUSE, note=str(error))
        except (errors.Outside, errors.Denied) as error:
            outside = isinstance(error, errors.Outside)
            pause = errors.OUTSIDE_PAUSE if outside else errors.DENIED_PAUSE
            return Later(at=at + pause, note=str(error))
        except (errors.Gone, errors.Refused) as error:
            if lasting:
                return Later(at=at + errors.OUTSIDE_PAUSE, note=str(error))
            return Never(str(error))
        if client.heard() > before:  # what asked nothing of Slack says nothing about it
            self._down_until = None
            note_well()
        return outcome or Sent(message={})

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        kind = _kind_of(delivery)
        try:
            return kind.arrived(delivery, at=at) if kind else False
        except (errors.Outside, errors.Denied, errors.Gone, errors.Refused):
            return None  # we may not look: it is sent again, is counted, and meets the same

    def rest(self) -> None:
        """slack_sdk keeps no connection."""


def _kind_of(delivery: Delivery) -> Kind | None:
    """None for a kind that this version does not have."""
    return _kinds.get(delivery.key.split(":")[1])


def _folded(delivery: Delivery, kind: Kind, *, at: datetime) -> str:
    """Leave it to the newest of its kind that waits for the same recipient and can say it as well; its
    key, or nothing where it must be sent by itself.

    Those it may be left to are locked meanwhile: were one claimed by another worker between the look and the note,
    it would be sent without this one.
    """
    waiting = Delivery.objects.filter(
        channel=NAME,
        recipient=delivery.recipient,
        key__startswith=f"{NAME}:{kind.name}:",
        state__in=_WAITING,
        wake_at__lte=at,
    ).exclude(pk=delivery.pk)
    newest = waiting.order_by("-pk")
    if not newest.exists():
        return ""
    with transaction.atomic():
        others = newest.select_for_update()[:_MOST_LOOKED_AT]
        fits = (each for each in others if kind.folds is Folds.LAST or _fit(delivery, each))
        other = next(fits, None)
        if other is None:
            return ""
        # The ledger notes the same once more, under the lease.
        Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease).update(
            state=Delivery.State.SENT, wake_at=None, sent_at=at, message={"with": other.key}
        )
    return other.key


def _fit(one: Delivery, other: Delivery) -> bool:
    """Whether both, with what was left to them before, can be said in one message."""
    return len(_together(one)) + len(_together(other)) <= _MOST_TOGETHER


def _together(delivery: Delivery) -> list[Delivery]:
    """It, those that were folded into it, and what was folded into those; oldest first."""
    found = [delivery]
    keys = [delivery.key]
    while keys:
        rows = list(
            Delivery.objects.select_related("event").filter(
                channel=NAME,
                recipient=delivery.recipient,
                state=Delivery.State.SENT,
                message__with__in=keys,
            )
        )
        found += rows
        keys = [row.key for row in rows]
    return sorted(found, key=lambda each: each.pk)
