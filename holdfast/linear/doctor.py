"""What `holdfast doctor` says of Linear. Asks Linear nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from holdfast.journal.models import Incoming
from holdfast.kernel.text import plural
from holdfast.linear.source import NAME


def found() -> Iterator[tuple[str, str, str]]:
    """About, ok | note | wrong, says."""
    if not settings.LINEAR_TOKEN:
        yield "Linear", "note", "Off: see docs/linear.md."
        return
    yield "Linear", "ok", settings.LINEAR_API_URL
    if not settings.LINEAR_WEBHOOK_SECRET:
        says = "Nothing comes back from there: HOLDFAST_LINEAR_WEBHOOK_SECRET is not set."
        yield "Linear webhook", "note", says
    dead = Incoming.objects.filter(source=NAME, wake_at__isnull=True, done_at__isnull=True).count()
    if dead:
        yield "Linear webhook", "wrong", f"{plural(dead, 'message')} could not be worked on."
