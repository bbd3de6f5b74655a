"""An event in the words of one person, in their zone: what happened, what to do, and where."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine

from holdfast.journal.models import Event
from holdfast.people.models import Person
from holdfast.rotation.queries.relief_link import address_for
from holdfast.telling.facts import facts

# What people wrote at length keeps its lines; everything else is one line.
_LONG = {
    *("text", "note", "reason", "stakes", "why_now", "alternative", "next_step"),
    *("what", "tried", "so_far", "customer_words", "evidence", "why", "exception", "how"),
    *("needs", "words"),
}
# Named by the templates even when an event knows nothing of them.
_NAMES = (
    *("actor", "owner", "raiser", "to", "next_step_by", "asker", "asked", "support"),
    *("engineer", "manager", "giver", "taker", "caller"),
)
_UNKNOWN = dict.fromkeys([*_NAMES, *(f"{name}_name" for name in _NAMES), "name", "login"], "")


@dataclass(frozen=True, slots=True)
class Told:
    """`text` is what the shape made of it; `link` is where the reader goes, `reader` what they are in
    it (`_reader`); `known` are the facts as data."""

    text: str
    link: str
    reader: str
    known: dict[str, Any]


def tell(event: Event, person: Person, *, shape: str) -> Told:
    """The event to a person, laid out by the template `shape`."""
    zone = _zone(person.zone)
    known = facts(event)
    path = _path(event, known, person)
    link = f"{settings.BASE_URL}{path}"
    reader = _reader(known, person)
    context = {
        **_UNKNOWN,
        **{name: _say(name, value, zone) for name, value in known.items()},
        "shape": shape,
        "kind": event.kind,
        "headline": event.kind.replace(".", " ").replace("_", " "),
        "ref": event.subject,
        "at": _instant(event.at, zone),
        "link": link,
        "linked": path.startswith("/reliefs/link/"),  # it acts in the reader's name
        "reader": reader,
        "reader_login": person.login,
    }
    # Plain text: nothing is escaped, the edge that sends it knows what its world reads as markup.
    text = _template(event.kind).render(Context(context, autoescape=False))
    return Told(text=text, link=link, reader=reader, known=known)


def _template(kind: str) -> Any:
    engine = Engine.get_default()
    try:
        return engine.get_template(f"telling/{kind}.txt")
    except TemplateDoesNotExist:
        return engine.get_template("telling/generic.txt")


# What is answered on a page of its own.
_PLACES = {
    **dict.fromkeys(("sign_up.asked", "window.announced", "window.dropped"), "/rotation/sign-ups"),
    **dict.fromkeys(("subscription.made", "subscription.ended"), "/reports"),
}
# Where a subject's own page is, by its noun and number.
_PAGES = {
    "tag": "/tags#tag-{}",
    "pack": "/packs/{}",
    "plan": "/rotation/plans/{}",
    "slack": "/setup/slack",
    "zendesk": "/setup/zendesk",
    "swap": "/swaps/{}",
    "window": "/rotation#window-{}",
    "room": "/rotation/reconcile",
    "report": "/reports/{}",
    "import": "/issues/imports/{}",
    "CUT": "/paper-cuts/{}",
    "voice": "/paper-cuts",
    "pull": "/fixes?exceptions=1#pull-{}",
}


def _path(event: Event, known: dict[str, Any], person: Person) -> str:
    if place := _PLACES.get(event.kind):
        return place
    noun, _, number = event.subject.partition("-")
    if event.kind in {"sign_up.said", "volunteer.changed"} and known.get("login"):
        return f"/people/{known['login']}/sign-ups"
    if event.kind.startswith("return."):
        return f"/returns/{number}"
    if event.kind.startswith(("equivalent.", "service_record.")) and known.get("login"):
        return f"/people/{known['login']}/service-records"
    if noun == "ESC":
        return f"/escalations/{event.subject}"
    if noun == "person" and (login := known.get("login") or known.get("who")):
        return f"/people/{login}"
    if noun == "relief":
        return address_for(int(number), person)
    return _PAGES.get(noun, "/").format(number)


def _reader(known: dict[str, Any], person: Person) -> str:
    """What the reader is in this: asked, owner, taker of a seat, receiver of an offer, giver of a
    seat, support engineer, raiser, who is away, or somebody else."""
    for role, field in (
        ("asked", "asked"),
        ("owner", "owner"),
        ("taker", "taker"),
        ("receiver", "to"),
        ("giver", "giver"),
        ("support", "support"),
        ("raiser", "raiser"),
    ):
        if known.get(field) == person.login:
            return role
    return "away" if known.get("who") == person.login else "other"


def _say(name: str, value: Any, zone: tzinfo) -> Any:
    if not isinstance(value, str):
        return f"sev{value}" if name == "severity" and isinstance(value, int) else value
    try:
        if name.endswith("_at"):
            return _instant(datetime.fromisoformat(value), zone)
        if name.endswith("_on"):
            return f"{date.fromisoformat(value):%a %-d %b %Y}"
    except ValueError:
        return line(value)
    if name == "outcome":
        return value.replace("_", " ")
    if name in _LONG and "\n" in value.strip():
        return "\n" + textwrap.indent(value.strip(), "  ")
    return line(value)


def _instant(at: datetime, zone: tzinfo) -> str:
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return f"{moment:%a %-d %b %Y, %H:%M} ({getattr(zone, 'key', 'UTC')})"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError):  # an unknown zone, or one written by hand
        return ZoneInfo("UTC")


def line(value: str) -> str:
    """The text in one line, of what can be printed."""
    # Control characters would be refused in a header; a mail with a space instead arrives.
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
