"""What is said in the programme's channel of each kind of event, and of whose programme it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.conf import settings

from holdfast.escalation.models import Pack
from holdfast.escalation.models.escalation import PREFIX
from holdfast.escalation.queries import by_ref
from holdfast.journal.models import Event
from holdfast.kernel.refusal import NotFound
from holdfast.kernel.text import plural
from holdfast.people.queries import default_programme, names
from holdfast.rotation.models import Plan, Publication, Swap, Window
from holdfast.slack.models import Room
from holdfast.slack.text import link, said
from holdfast.telling.facts import facts

_MOST_WINDOWS = 8  # of a published plan

Words = Callable[[Event, dict[str, Any]], str]
_words: dict[str, Words] = {}


def _on(kind: str) -> Callable[[Words], Words]:
    def add(made: Words) -> Words:
        _words[kind] = made
        return made

    return add


def says(event: Event) -> bool:
    """Whether the channel hears of it. Asked for every event: no query."""
    if event.kind == "group.written":
        return bool(event.data.get("over_hand") or event.data.get("mended"))
    return event.kind in _words


def words(event: Event, *, at: datetime) -> str:  # noqa: ARG001 - as it was then
    """In Slack's markup; empty where there is nothing to say."""
    return _words[event.kind](event, facts(event))


def programme_of(event: Event) -> int:
    """The number of the programme an event is of; the first one where it does not say."""
    noun, _, number = event.subject.partition("-")
    try:
        if event.subject.startswith(PREFIX):
            return by_ref(event.subject).programme_id
    except NotFound:
        return default_programme().pk
    if "programme" in event.data and isinstance(event.data["programme"], int):
        return event.data["programme"]
    found: int | None = None
    if noun == "window":
        found = _first(Window.objects.filter(pk=number).values_list("programme", flat=True))
    elif noun == "plan":
        found = _first(Plan.objects.filter(pk=number).values_list("programme", flat=True))
    elif noun == "room":
        found = _first(Room.objects.filter(pk=number).values_list("programme", flat=True))
    elif noun == "swap":
        swaps = Swap.objects.filter(pk=number)
        found = _first(swaps.values_list("seat__window__programme", flat=True))
    return found or default_programme().pk


def _first(found: Iterable[int]) -> int | None:
    return next(iter(found), None)


def _to(path: str, text: str) -> str:
    return link(f"{settings.BASE_URL}{path}", text)


def _day(text: object) -> str:
    try:
        return f"{date.fromisoformat(str(text)):%a %-d %b %Y}"
    except ValueError:
        return said(str(text))


def _people(numbers: Iterable[int]) -> str:
    numbers = list(numbers)
    found = names(numbers)
    return said(", ".join(str(found[each]) for each in numbers if each in found), most=600)


# The rotation.


@_on("plan.published")
def _published(event: Event, known: dict[str, Any]) -> str:
    """Who sits where, and what changed against before."""
    plan = event.data.get("plan")
    who = said(known.get("actor_name") or "Somebody", most=100)
    head = f"*{_to(f'/rotation/plans/{plan}', f'Plan {plan} is published')}* by {who}."
    publication = Publication.objects.filter(plan=plan).first()
    if publication is None:
        return head
    rows = [head]
    about = ("window", "person")
    seats = publication.seats.select_related(*about).order_by("window__starts_on", "pk")
    gone = publication.withdrawn.select_related(*about).order_by("window__starts_on", "pk")
    lost = {
        window: [str(seat.person) for seat in found]
        for window, found in groupby(gone, key=lambda seat: seat.window_id)
    }
    windows = [(window, list(found)) for window, found in groupby(seats, lambda seat: seat.window)]
    for window, found in windows[:_MOST_WINDOWS]:
        sits = [f"{seat.person}{' (new)' if seat.at == publication.at else ''}" for seat in found]
        row = f"• {_days(window)}: {said(', '.join(sits), most=600)}"
        if was := lost.pop(window.pk, []):
            row += f"; no longer {said(', '.join(was), most=300)}"
        rows.append(row)
    if len(windows) > _MOST_WINDOWS:
        rows.append(f"• and {plural(len(windows) - _MOST_WINDOWS, 'window')} more")
    elif left := sorted({name for people in lost.values() for name in people}):
        rows.append(f"• No longer seated: {said(', '.join(left), most=600)}")
    return "\n".join(rows)


def _days(window: Window) -> str:
    return f"{window.starts_on:%-d %b} to {window.ends_on:%-d %b %Y}"


@_on("window.announced")
def _open_seats(event: Event, known: dict[str, Any]) -> str:  # noqa: ARG001 - as each of them
    missing, wanted = event.data.get("missing"), event.data.get("wanted")
    dates = f"{_day(event.data.get('starts_on'))} to {_day(event.data.get('ends_on'))}"
    number = f"{missing} of {wanted} seats" if missing and wanted else "seats"
    verb = "is" if missing == 1 else "are"
    sheet = _to("/rotation/sign-ups", "Say whether you would")
    return f"*{number[:1].upper()}{number[1:]} {verb} open* from {dates}. {sheet}; a no helps too."


@_on("duty.passed")
def _passed(event: Event, known: dict[str, Any]) -> str:  # noqa: ARG001
    data = event.data
    on, comes, goes = (_people(data.get(each, [])) for each in ("on", "comes", "goes"))
    rows = [f"*{_to('/rotation', 'On now')}: {on}.*" if on else "*Nobody is on now.*"]
    if comes:
        rows.append(f"Comes: {comes}.")
    if goes:
        rows.append(f"Goes: {goes}. Thank you.")
    pack = Pack.objects.filter(window=data.get("ended")).first() if data.get("ended") else None
    if pack:
        rows.append(
            f"{_to(f'/packs/{pack.window_id}', 'The handover pack')} has what is still open."
        )
    return "\n".join([rows[0], " ".join(rows[1:])]).strip()


@_on("swap.taken")
@_on("swap.untaken")
def _swapped(event: Event, known: dict[str, Any]) -> str:
    taker, giver = (said(known.get(f"{each}_name") or "Somebody", most=100) for each in _BOTH)
    dates = f"{_day(known.get('starts_on'))} to {_day(known.get('ends_on'))}"
    number = event.subject.partition("-")[2]
    return f"*{taker} is on instead of {giver}* from {dates}. {_to(f'/swaps/{number}', 'The swap')}"


_BOTH = ("taker", "giver")


# Escalations.


@_on("handover.accepted")
def _handed_over(event: Event, known: dict[str, Any]) -> str:
    ref = event.subject
    title = said(str(known.get("title", "")), most=150)
    to = said(str(known.get("to_name") or "Somebody"), most=100)
    giver = said(str(known.get("from_name") or "somebody"), most=100)
    return f"*{to} owns {_to(f'/escalations/{ref}', ref)} now*, instead of {giver}: {title}"


# The group.


def _handle(event: Event) -> str:
    handle = said(str(event.data.get("handle") or ""), most=80)
    return f"The group @{handle}" if handle else "The Slack group"


def _mid(event: Event) -> str:
    """Within a sentence."""
    handle = _handle(event)
    return handle[:1].lower() + handle[1:]


def _names(event: Event) -> str:
    return said(str(event.data.get("names") or "nobody known here"), most=900)


@_on("group.stood_in")
def _stood_in(event: Event, known: dict[str, Any]) -> str:  # noqa: ARG001
    why = (
        "Nobody who is on is known in Slack"
        if event.data.get("why") == "unmapped"
        else "Nobody is on now"
    )
    rota = _to("/rotation", "The rotation")
    return f"*{why}.* {_handle(event)} calls the leads until then: {_names(event)}. {rota}"


@_on("group.adopted")
def _adopted(event: Event, known: dict[str, Any]) -> str:
    who = said(str(known.get("actor_name") or "Somebody"), most=100)
    return f"{who} keeps {_mid(event)} as it was changed, until who is on changes: {_names(event)}."


@_on("group.restored")
def _restored(event: Event, known: dict[str, Any]) -> str:
    who = said(str(known.get("actor_name") or "Somebody"), most=100)
    return f"{who} puts {_mid(event)} back to who is on: {_names(event)}."


@_on("group.settled")
def _settled(event: Event, known: dict[str, Any]) -> str:  # noqa: ARG001
    return f"{_handle(event)} holds who is on again: {_names(event)}."


@_on("group.written")
def _written(event: Event, known: dict[str, Any]) -> str:  # noqa: ARG001
    if event.data.get("over_hand"):
        return (
            f"Who is on has changed, so {_mid(event)} holds them again and what was changed by "
            f"hand is over: {_names(event)}."
        )
    return f"{_handle(event)} can be kept up again and holds {_names(event)}."
