"""What a calendar program gets. It cannot sign in: the secret in its address is the key."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from holdfast.calendar.feed import write
from holdfast.kernel import clock
from holdfast.people.actions.token import digest
from holdfast.people.models import CalendarFeed
from holdfast.people.queries.calendar import feed as find
from holdfast.rotation.queries.feed import Entry, person_entries, programme_entries

PAST = timedelta(days=90)  # what is shown of what has been
_LONGEST = 100


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, or 304 where the program has it already. A wrong secret, and one that was revoked,
    is an address that does not exist."""
    found = find(digest(secret)) if len(secret) <= _LONGEST else None
    if found is None:
        return HttpResponse(
            "There is no calendar at this address. Make a new one on your page.\n",
            status=HTTPStatus.NOT_FOUND,
            content_type="text/plain; charset=utf-8",
        )
    content = write(_entries(found), name=_name(found))
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    known = etag in request.headers.get("If-None-Match", "")
    response = (
        HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        if known
        else HttpResponse(content, content_type="text/calendar; charset=utf-8")
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["Content-Disposition"] = 'inline; filename="holdfast.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _entries(found: CalendarFeed) -> list[Entry]:
    if not found.person.is_active:
        return []  # what was there goes away in the program too
    since = clock.now().date() - PAST
    if found.kind == CalendarFeed.Kind.PERSON:
        return person_entries(found.person, found.programme, since=since)
    return programme_entries(found.programme, since=since)


def _name(found: CalendarFeed) -> str:
    own = found.kind == CalendarFeed.Kind.PERSON
    name = f"{found.person} on the rotation" if own else f"{found.programme} rotation"
    return name if found.person.is_active else f"{name} (ended)"
