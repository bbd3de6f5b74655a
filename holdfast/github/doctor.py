"""What `holdfast doctor` says of GitHub. Asks GitHub nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from holdfast.github.webhook import NAME
from holdfast.journal.models import Incoming
from holdfast.kernel.text import plural


def found() -> Iterator[tuple[str, str, str]]:
    """About, ok | note | wrong, says."""
    if not settings.GITHUB_TOKEN:
        yield "GitHub", "note", "Off: see docs/github.md."
        return
    yield "GitHub", "ok", settings.GITHUB_API_URL
    if not settings.GITHUB_WEBHOOK_SECRET:
        says = "News of issues comes once a day, of pull requests never: "
        yield "GitHub webhook", "note", says + "HOLDFAST_GITHUB_WEBHOOK_SECRET is not set."
    dead = Incoming.objects.filter(source=NAME, wake_at__isnull=True, done_at__isnull=True).count()
    if dead:
        yield "GitHub webhook", "wrong", f"{plural(dead, 'message')} could not be worked on."
