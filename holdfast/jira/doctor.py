"""What `holdfast doctor` says of Jira. Asks Jira nothing."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from holdfast.jira.source import NAME
from holdfast.journal.models import Incoming
from holdfast.kernel.text import plural


def found() -> Iterator[tuple[str, str, str]]:
    """About, ok | note | wrong, says."""
    url, token, secret = settings.JIRA_URL, settings.JIRA_TOKEN, settings.JIRA_WEBHOOK_SECRET
    if not url and not token:
        yield "Jira", "note", "Off: see docs/jira.md."
        return
    if not url or not token:
        missing = "HOLDFAST_JIRA_TOKEN" if url else "HOLDFAST_JIRA_URL"
        yield "Jira", "wrong", f"Nothing is filed there: {missing} is not set."
    elif url.startswith("http://") and not _is_here(url):
        yield "Jira", "wrong", f"The token goes to {url} unencrypted; use https."
    elif ".atlassian.net" in url and ":" not in token:
        yield "Jira", "wrong", "Jira Cloud wants HOLDFAST_JIRA_TOKEN as email:token."
    else:
        yield "Jira", "ok", url
    if not secret:
        says = "Nothing comes back from there: HOLDFAST_JIRA_WEBHOOK_SECRET is not set."
        yield "Jira webhook", "note", says
    dead = Incoming.objects.filter(source=NAME, wake_at__isnull=True, done_at__isnull=True).count()
    if dead:
        yield "Jira webhook", "wrong", f"{plural(dead, 'message')} could not be worked on."


def _is_here(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]"))
