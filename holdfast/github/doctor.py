"""What `holdfast doctor` says of GitHub."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings


def found() -> Iterator[tuple[str, str, str]]:
    """About, ok | note | wrong, says. Asks GitHub nothing."""
    if not settings.GITHUB_TOKEN:
        yield "GitHub", "note", "Off: set HOLDFAST_GITHUB_TOKEN to file pieces (docs/github.md)."
    elif not settings.GITHUB_WEBHOOK_SECRET:
        says = "Issues are filed; without HOLDFAST_GITHUB_WEBHOOK_SECRET news comes once a day."
        yield "GitHub", "note", says
    else:
        yield "GitHub", "ok", "Issues are filed, and their news is taken."
