"""Everybody's mail address is matched once a day, so that a first contact needs no looking up.

A delivery that is owed for ever, as readings of calendars are: each performance reads one page of
Slack's list (20 calls a minute are allowed) and keeps where it was, so 50,000 people take minutes and a
crash loses none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from holdfast.journal.actions import owe, record
from holdfast.journal.channels import Later, Outcome
from holdfast.journal.models import Delivery, Event
from holdfast.kernel.actor import CLOCK
from holdfast.people.models import Person
from holdfast.slack import client, identity
from holdfast.slack.channel import NAME, Folds, register
from holdfast.slack.models import Account, Workspace
from holdfast.slack.workspace import current, look

KEY = f"{NAME}:everybody:read"
EVERY = timedelta(days=1)
_NEXT_PAGE = timedelta(seconds=4)
_PAGE = 500  # users; Slack takes up to 1000 and advises fewer


class Everybody:
    name = "everybody"
    folds = Folds.NOT
    lasting = True

    def announce(
        self,
        event: Event,  # noqa: ARG002
        people: Sequence[int],  # noqa: ARG002
        *,
        at: datetime,  # noqa: ARG002
    ) -> list[Delivery]:
        return []

    def perform(
        self,
        delivery: Delivery,  # noqa: ARG002
        together: Sequence[Delivery],  # noqa: ARG002
        *,
        at: datetime,
    ) -> Outcome:
        workspace = current()
        if workspace is None or not workspace.people_cursor:
            workspace = look(at=at)  # once a day: who we are, and what we may
        cursor: dict[str, Any] = (
            {"cursor": workspace.people_cursor} if workspace.people_cursor else {}
        )
        answer = client.ask("users_list", at=at, limit=_PAGE, **cursor)
        joined = _match(answer.get("members", []), at=at)
        goes_on = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        Workspace.objects.filter(pk=workspace.pk).update(people_cursor=goes_on[:200])
        return Later(at=at + (_NEXT_PAGE if goes_on else EVERY), note=f"{joined} joined.")

    def arrived(self, delivery: Delivery, *, at: datetime) -> bool | None:  # noqa: ARG002
        """A page that is read again changes nothing."""
        return False


register(Everybody())


def begin(at: datetime) -> int:
    """A sweep: the first reading is owed as soon as Slack is on."""
    if not client.is_on() or Delivery.objects.filter(key=KEY).exists():
        return 0
    with transaction.atomic():
        event = record("slack.begun", subject="slack", by=CLOCK, at=at, key="slack:begun")
        owe(event, channel=NAME, recipient="everybody", key=KEY, at=at)
    return 1


def _match(users: Sequence[dict[str, Any]], *, at: datetime) -> int:
    """Only those who have an address of ours and no account yet; a page costs two readings."""
    by_mail = {
        str((user.get("profile") or {}).get("email") or "").strip().lower(): user for user in users
    }
    by_mail.pop("", None)
    known = set(
        Account.objects.filter(user_id__in=[user["id"] for user in by_mail.values()]).values_list(
            "user_id", flat=True
        )
    )
    ours = (
        Person.objects.annotate(mail=Lower("email"))
        .filter(mail__in=list(by_mail), slack_account=None)
        .values_list("mail", flat=True)
    )
    new = [by_mail[mail] for mail in set(ours) if by_mail[mail]["id"] not in known]
    return sum(identity.match(user, at=at) is not None for user in new)
