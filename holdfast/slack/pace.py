"""How fast Slack may be asked, kept in the database so that all workers keep one pace.

Nobody sleeps: what comes too early raises Limited, and the delivery waits in the ledger.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from holdfast.slack.errors import Limited
from holdfast.slack.models import Pace

# "1 message a second a channel" (docs.slack.dev, rate limits of chat.postMessage).
CHANNEL_GAP = timedelta(seconds=1)


def wait_for(key: str, *, at: datetime) -> None:
    """Raises Limited where it is held until later."""
    held = Pace.objects.filter(key=key, next_at__gt=at).values_list("next_at", flat=True).first()
    if held:
        raise Limited(key, held)


def hold(key: str, *, until: datetime) -> None:
    """Not before then, for anybody."""
    if not Pace.objects.filter(key=key, next_at__lt=until).update(next_at=until):
        Pace.objects.get_or_create(key=key, defaults={"next_at": until})


def take_turn(channel_id: str, *, at: datetime) -> None:
    """The next message into a channel is ours; raises Limited where another one was just sent."""
    key = f"channel:{channel_id}"
    taken = Pace.objects.filter(key=key, next_at__lte=at).update(next_at=at + CHANNEL_GAP)
    if taken:
        return
    _, made = Pace.objects.get_or_create(key=key, defaults={"next_at": at + CHANNEL_GAP})
    if not made:
        wait_for(key, at=at)
        raise Limited(key, at + CHANNEL_GAP)
