"""The rotation's windows and their seats."""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from holdfast.api.answers import page
from holdfast.api.auth import caller
from holdfast.api.operations import READ, After, Limit
from holdfast.api.schemas import Page, WindowOut
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Invalid
from holdfast.people.queries import default_programme, policy_at
from holdfast.rotation.models import Window
from holdfast.rotation.presenting import window_as_data
from holdfast.rotation.queries import windows

router = Router(tags=["windows"])

_CURSOR = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)", re.ASCII)
FROM = Query(None, alias="from", description="Windows that end on this day or later.")
TO = Query(None, alias="to", description="Windows that start on this day or earlier.")


@router.get("/windows", response={200: Page[WindowOut], **READ}, summary="Windows and their seats")
def list_windows(
    request: HttpRequest,
    limit: Limit,
    after: After,
    since: date | None = FROM,
    until: date | None = TO,
) -> HttpResponse:
    """Oldest first. Withdrawn seats are listed with that state."""
    programme = default_programme()
    passed = _cursor(after) if after else None
    # A window after the cursor ends after the cursor's first day, so earlier ones are not read.
    first = max(filter(None, (since, passed and passed[0])), default=None)
    found = [
        window
        for window in windows(programme, since=first, until=until)
        if passed is None or _place(window) > passed
    ]
    at = caller(request).at
    today = local_date(at, policy_at(programme, at).zone)
    shown = found[:limit]
    more = f"{shown[-1].starts_on}_{shown[-1].ends_on}" if len(found) > limit else None
    return page([window_as_data(window, today=today) for window in shown], after=more)


def _place(window: Window) -> tuple[date, date]:
    """Where a window stands in the list; the database has each pair of days once."""
    return window.starts_on, window.ends_on


def _cursor(after: str) -> tuple[date, date]:
    found = _CURSOR.fullmatch(after)
    try:
        if found:
            return date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        pass
    raise Invalid(
        "`after` is what `next` of the page before said; send it as it was.", field="after"
    )
