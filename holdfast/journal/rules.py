"""When a failed delivery is tried again, and when we stop trying."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

ATTEMPTS = 12
FIRST_GAP = timedelta(seconds=30)
LONGEST_GAP = timedelta(hours=6)


def retry_at(key: str, *, attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` failures, or None: no more.

    The gaps double from 30 seconds to six hours, so twelve attempts outlive a night without a mail
    server (14 hours). Up to a fifth is added, by the delivery's key: the same for the same
    delivery, different among those that failed together.
    """
    if attempts >= ATTEMPTS:
        return None
    gap: timedelta = min(FIRST_GAP * 2 ** max(attempts - 1, 0), LONGEST_GAP)
    share = int.from_bytes(sha256(f"{key}:{attempts}".encode()).digest()[:4]) / 2**32
    return at + gap * (1 + share / 5)
