"""An event as a mail to one person."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings

from holdfast.journal.models import Event
from holdfast.mail.identity import message_id, thread_id
from holdfast.people.models import Person
from holdfast.telling.told import line, tell

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
    told = tell(event, person, shape="mail/letter.txt")
    first, _, body = told.text.lstrip().partition("\n")
    return Letter(
        to=person.email,
        to_name=line(person.name),
        subject=line(first.removeprefix("Subject:"))[:_MOST_SUBJECT],
        text=_BLANK_LINES.sub("\n\n", body).strip() + "\n",
        message_id=message_id(key),
        thread_id=thread_id(event.subject),
        sent_on=event.at.isoformat(),
    )
