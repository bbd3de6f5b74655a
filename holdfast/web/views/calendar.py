"""Calendars: where days away are read from, addresses under which ours are, who is away when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import Refusal
from holdfast.kernel.text import plural
from holdfast.people import actions
from holdfast.people.models import Absence, CalendarFeed, Person
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.queries.away import Off, time_off, without_hours
from holdfast.people.queries.calendar import calendar_of, feeds_of
from holdfast.people.rules.permission import may
from holdfast.rotation.queries import windows
from holdfast.rotation.queries.away import away_in
from holdfast.web.answers import number, posted_to, see
from holdfast.web.forms import Form
from holdfast.web.forms import calendar as forms
from holdfast.web.request import Request

HOLIDAYS_AHEAD = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class FeedShown:
    """A kind of address, and the live one where there is one."""

    kind: str
    words: str
    live: CalendarFeed | None


def facts_of(request: Request, person: Person, today: date) -> dict[str, Any]:
    """What a person's page shows of calendars."""
    mine = person.pk == request.user.pk
    edits = may(request.actor, "people.edit_hours", mine=mine)
    feeds = feeds_of(person) if may(request.actor, "calendar.feed", mine=mine) else None
    return {
        "calendar": calendar_of(person) if edits else None,
        "absences": Absence.objects.filter(person=person, ends_on__gte=today),
        "public_holidays": _holidays_ahead(person, today),
        "feeds": feeds is not None
        and person.is_active
        and [FeedShown(kind.value, kind.label, feeds.get(kind)) for kind in CalendarFeed.Kind],
    }


def offered_to(request: Request, person: Person) -> list[Form]:
    if not may(request.actor, "people.edit_hours", mine=person.pk == request.user.pk):
        return []
    calendar = calendar_of(person)
    return [
        forms.AbsenceCalendar(initial={"words": calendar.words if calendar else ""}),
        forms.AbsenceFile(),
    ]


def _holidays_ahead(person: Person, today: date) -> list[Off]:
    if not person.holidays:
        return []
    found = time_off([person.pk], today, today + HOLIDAYS_AHEAD)[person.pk]
    return [each for each in found if each.source == "holiday"]


def calendar(request: Request, login: str) -> HttpResponse:
    from holdfast.web.views.person import show  # the page shows these forms

    if shown := posted_to(f"/people/{login}", request):
        return shown
    form = forms.AbsenceCalendar(request.POST)
    done = form.carry_out(
        actions.set_absence_calendar, login=login, by=request.actor, at=request.now
    )
    if done is None:
        return show(request, login, failed=form)
    return see(
        f"/people/{login}#away",
        request,
        f"Days away are read from {done.host}; the first time now.",
    )


def reading(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    actions.read_absence_calendar(login=login, by=request.actor, at=request.now)
    return see(
        f"/people/{login}#away", request, "The calendar is read now; look again in a moment."
    )


def removal(request: Request, login: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    actions.remove_absence_calendar(login=login, by=request.actor, at=request.now)
    return see(f"/people/{login}#away", request, "The calendar is read no more; past days stay.")


def file(request: Request, login: str) -> HttpResponse:
    from holdfast.web.views.person import show  # the page shows these forms

    if shown := posted_to(f"/people/{login}", request):
        return shown
    form = forms.AbsenceFile(request.POST, request.FILES)
    try:
        content = form.content()
    except Refusal as refusal:
        form.refuse(refusal)
        return show(request, login, failed=form)
    words = form.cleaned_data.pop("words", "")
    form.cleaned_data.clear()
    done = form.carry_out(
        lambda **_: actions.import_absences(
            login=login, content=content, words=words, by=request.actor, at=request.now
        )
    )
    if done is None:
        return show(request, login, failed=form)
    known = f" {done.known} were here already." if done.known else ""
    said = f"{plural(done.added, 'absence')} came in.{known} {' '.join(done.left_out)}"
    return see(f"/people/{login}#away", request, said.strip())


def feeds(request: Request, login: str) -> HttpResponse:
    """Make an address; it is shown this once."""
    from holdfast.web.views.person import show  # the page shows it

    if shown := posted_to(f"/people/{login}", request):
        return shown
    _, secret = actions.make_feed(
        login=login, kind=request.POST.get("kind", ""), by=request.actor, at=request.now
    )
    response = show(request, login, made=f"{settings.BASE_URL}/calendar/{secret}.ics")
    # Shown once: not again by the back button, not from any cache.
    response["Cache-Control"] = "no-store"
    return response


def feed_revocation(request: Request, login: str, kind: str) -> HttpResponse:
    if shown := posted_to(f"/people/{login}", request):
        return shown
    actions.revoke_feed(login=login, kind=kind, by=request.actor, at=request.now)
    return see(f"/people/{login}#subscribe", request, "The address works no more.")


def away(request: Request) -> HttpResponse:
    """Who is away in a window: the one asked for, else the one that runs or comes next."""
    programme = default_programme()
    today = local_date(request.now, policy_at(programme, request.now).zone)
    coming = windows(programme, since=today)
    wanted = number(request.GET.get("window"))
    every = windows(programme) if wanted else coming
    shown = next((each for each in every if each.pk == wanted), None) or next(iter(coming), None)
    return render(
        request,
        "web/rotation/away.html",
        {
            "windows": coming,
            "window": shown,
            "rows": away_in(shown) if shown else [],
            "without_hours": without_hours(),
        },
    )
