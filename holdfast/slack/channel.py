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

from django.db.models import Exists, QuerySet

from holdfast.journal.channels import Later, Never, Outcome, Sent, Unknown
from holdfast.journal.models import Delivery, Event
from holdfast.slack import client, errors
from holdfast.slack.workspace import note_trouble, note_well

NAME = "slack"
_WAITING = (Delivery.State.PENDING, Delivery.State.RETRY)
# Deliveries told in one message: each is three blocks at most, of Slack's fifty.
MOST_TOGETHER = 16
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
        if kind.folds is Folds.LAST and (other := _other(delivery, kind, at=at)):
            return Sent(message={"with": other}, note=f"Folded into {other}.")
        if self._down_until and at < self._down_until:
            # The first to fail counts as a failed attempt; those behind it only wait their turn.
            return Later(at=self._down_until, note=self._down_note)
        joins = kind.folds is Folds.JOIN
        together = _joined(delivery, kind, at=at) if joins else [delivery]
        lasting = getattr(kind, "lasting", False)
        return self._meant(lambda: kind.perform(delivery, together, at=at), lasting=lasting, at=at)

    def _meant(self, send: Callable[[], Outcome | None], *, lasting: bool, at: datetime) -> Outcome:
        """What Slack's answer means for the delivery. One that never ends (`lasting`) waits where another
        one fails: its attempts would add up over months."""
        heard = client.heard()
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
        except errors.Outside as error:
            return Later(at=at + errors.OUTSIDE_PAUSE, note=str(error))
        except errors.Denied as error:
            return Later(at=at + errors.DENIED_PAUSE, note=str(error))
        except (errors.Gone, errors.Refused) as error:
            if lasting:
                return Later(at=at + errors.OUTSIDE_PAUSE, note=str(error))
            return Never(str(error))
        if client.heard() != heard:  # what asked Slack nothing knows nothing of it
            self._down_until = None
            note_well()
        return outcome or Sent(message={})

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:
        kind = _kind_of(delivery)
        return False if kind is None else kind.arrived(delivery, at=at)

    def rest(self) -> None:
        """slack_sdk keeps no connection."""


def _kind_of(delivery: Delivery) -> Kind | None:
    """None for a kind that this version does not have."""
    return _kinds.get(delivery.key.split(":")[1])


def _waiting(delivery: Delivery, kind: Kind, *, at: datetime) -> QuerySet[Delivery]:
    """The others of its kind that are due for the same recipient."""
    return Delivery.objects.filter(
        channel=NAME,
        recipient=delivery.recipient,
        key__startswith=f"{NAME}:{kind.name}:",
        state__in=_WAITING,
        wake_at__lte=at,
    ).exclude(pk=delivery.pk)


def _other(delivery: Delivery, kind: Kind, *, at: datetime) -> str:
    """The key of the newest of them, which will show the present as well."""
    waiting = _waiting(delivery, kind, at=at)
    return waiting.order_by("-pk").values_list("key", flat=True).first() or ""


def _joined(delivery: Delivery, kind: Kind, *, at: datetime) -> list[Delivery]:
    """It and what is said with it, oldest first: what was taken in before, and what waits and fits.

    Each is taken in by one conditional UPDATE, under the lease of the one that will say it: another
    worker has either claimed it before, and says it itself, or finds it taken.
    """
    found = _with(delivery)
    mine = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease)
    waiting = _waiting(delivery, kind, at=at).select_related("event").order_by("pk")
    for each in waiting[:MOST_TOGETHER]:
        more = _with(each)
        if len(found) + len(more) > MOST_TOGETHER:
            break
        taken = Delivery.objects.filter(Exists(mine), pk=each.pk, state__in=_WAITING).update(
            state=Delivery.State.SENT,
            wake_at=None,
            sent_at=at,
            message={"with": delivery.key},
            note=f"Folded into {delivery.key}.",
        )
        if taken:
            found += more
    return sorted(found, key=lambda each: each.pk)


def _with(delivery: Delivery) -> list[Delivery]:
    """It, those that were folded into it, and what was folded into those."""
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
    return found
