"""The outbox, for the web."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.journal.models import Delivery
from holdfast.mail.channel import NAME


@dataclass(frozen=True, slots=True)
class Page:
    """Mails, newest first; `next` is the `after` of the following page, None on the last."""

    mails: list[Delivery]
    next: int | None


def outbox(*, person_id: int | None = None, after: int | None = None, limit: int = 50) -> Page:
    """Mails owed, sent, kept and dead, each with its event.

    `message` holds the letter (`to`, `subject`, `text`, ...) once it was sent or kept; `note` says
    how that went.
    """
    mails = Delivery.objects.filter(channel=NAME).select_related("event").order_by("-id")
    if person_id is not None:
        mails = mails.filter(recipient=str(person_id))
    if after is not None:
        mails = mails.filter(id__lt=after)
    rows = list(mails[: limit + 1])
    return Page(mails=rows[:limit], next=rows[limit - 1].pk if len(rows) > limit else None)


def dead(*, limit: int = 50) -> list[Delivery]:
    """Mails nobody will take, newest first: somebody must look, mend and put them back."""
    rows = Delivery.objects.filter(channel=NAME, state=Delivery.State.DEAD)
    return list(rows.select_related("event").order_by("-id")[:limit])
