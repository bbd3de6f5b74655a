"""An event as a mail to one person, in their words and their zone."""

from __future__ import annotations

import re
import textwrap
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, tzinfo
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.engine import Engine

from holdfast.journal.models import Event
from holdfast.mail.facts import facts
from holdfast.mail.identity import message_id, thread_id
from holdfast.people.models import Person
from holdfast.rotation.queries.relief_link import address_for

# What people wrote at length keeps its lines; everything else is one line.
_LONG = {
    *("text", "note", "reason", "stakes", "why_now", "alternative", "next_step"),
    *("what", "tried", "so_far", "customer_words", "evidence", "why", "exception", "how"),
    "needs",
}
# Named by the templates even when an event knows nothing of them.
_NAMES = (
    *("actor", "owner", "raiser", "to", "next_step_by", "asker", "asked", "support"),
    *("engineer", "manager", "giver", "taker"),
)
_UNKNOWN = dict.fromkeys([*_NAMES, *(f"{name}_name" for name in _NAMES), "name", "login"], "")
_BLANK_LINES = re.compile(r"\n[ \t]*(\n[ \t]*)+\n")
_MOST_SUBJECT = 160


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, ready to send and to be kept as it was sent. `sent_on` is ISO 8601."""

    to: str
    to_name: str
    subject: str
    text: str
    message_id: str
    thread_id: str
    sent_on: str

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    def as_message(self) -> EmailMessage:
        """The mail with its headers. The library refuses a header with a line break."""
        message = EmailMessage(policy=SMTP)
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        message["From"] = Address(display_name=name, addr_spec=address)
        message["To"] = Address(display_name=self.to_name, addr_spec=self.to)
        message["Subject"] = self.subject
        message["Date"] = format_datetime(datetime.fromisoformat(self.sent_on))
        message["Message-ID"] = self.message_id
        message["In-Reply-To"] = message["References"] = self.thread_id
        message["Auto-Submitted"] = "auto-generated"  # keeps absence notes from answering
        message.set_content(self.text)
        return message


def render(event: Event, person: Person, *, key: str) -> Letter:
    """The mail about an event to a person; `key` names the delivery."""
    zone = _zone(person.zone)
    known = facts(event)
    path = _path(event, known, person)
    context = {
        **_UNKNOWN,
        **{name: _say(name, value, zone) for name, value in known.items()},
        "kind": event.kind,
        "headline": event.kind.replace(".", " ").replace("_", " "),
        "ref": event.subject,
        "at": _instant(event.at, zone),
        "link": f"{settings.BASE_URL}{path}",
        "linked": path.startswith("/reliefs/link/"),  # it acts in the reader's name
        "reader": _reader(known, person),
        "reader_login": person.login,
    }
    # Plain text: nothing is escaped, a browser never sees it as HTML.
    rendered = _template(event.kind).render(Context(context, autoescape=False))
    first, _, body = rendered.lstrip().partition("\n")
    return Letter(
        to=person.email,
        to_name=_line(person.name),
        subject=_line(first.removeprefix("Subject:"))[:_MOST_SUBJECT],
        text=_BLANK_LINES.sub("\n\n", body).strip() + "\n",
        message_id=message_id(key),
        thread_id=thread_id(event.subject),
        sent_on=event.at.isoformat(),
    )


def _template(kind: str) -> Any:
    engine = Engine.get_default()
    try:
        return engine.get_template(f"mail/{kind}.txt")
    except TemplateDoesNotExist:
        return engine.get_template("mail/generic.txt")


# What is answered on a page of its own.
_PLACES = dict.fromkeys(
    ("sign_up.asked", "window.announced", "window.dropped"), "/rotation/sign-ups"
)
# Where a subject's own page is, by its noun and number.
_PAGES = {
    "pack": "/packs/{}",
    "plan": "/rotation/plans/{}",
    "swap": "/swaps/{}",
    "window": "/rotation#window-{}",
}


def _path(event: Event, known: dict[str, Any], person: Person) -> str:
    if place := _PLACES.get(event.kind):
        return place
    noun, _, number = event.subject.partition("-")
    if event.kind in {"sign_up.said", "volunteer.changed"} and known.get("login"):
        return f"/people/{known['login']}/sign-ups"
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
        return _line(value)
    if name == "outcome":
        return value.replace("_", " ")
    if name in _LONG and "\n" in value.strip():
        return "\n" + textwrap.indent(value.strip(), "  ")
    return _line(value)


def _instant(at: datetime, zone: tzinfo) -> str:
    moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return f"{moment:%a %-d %b %Y, %H:%M} ({getattr(zone, 'key', 'UTC')})"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError):  # an unknown zone, or one written by hand
        return ZoneInfo("UTC")


def _line(value: str) -> str:
    # Control characters would be refused in a header; a mail with a space instead arrives.
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
