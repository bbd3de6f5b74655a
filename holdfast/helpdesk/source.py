"""What webhooks told, worked on: the ticket as it stands now becomes the issue."""

from __future__ import annotations

from datetime import datetime, timedelta

from holdfast.helpdesk import client
from holdfast.helpdesk.naming import named
from holdfast.helpdesk.reads import reads_at
from holdfast.helpdesk.rules import webhook
from holdfast.helpdesk.rules.ticket import names_in, said_of
from holdfast.journal.inbox import Later, Never
from holdfast.journal.models import Incoming
from holdfast.outside.client import SLOWEST
from holdfast.outside.errors import (
    DENIED_PAUSE,
    Denied,
    Gone,
    Limited,
    Refused,
    Unanswered,
    Unreached,
)
from holdfast.people.queries import default_programme
from holdfast.support.actions import take_in
from holdfast.support.rules.said import Said

NAME = "zendesk"
_DOWN_PAUSE = timedelta(minutes=1)


class ZendeskSource:
    name = NAME
    lease = timedelta(seconds=4 * SLOWEST + 60)

    def __init__(self) -> None:
        self._down_until: datetime | None = None
        self._down_note = ""

    def handle(self, incoming: Incoming, *, at: datetime) -> Later | Never | None:
        """What is older than what is known changes nothing, so they may come in any order."""
        word = webhook.read(incoming.body)
        if word.number is None:
            return Never("It names no ticket.")
        said = webhook.said_by(word, reads=reads_at(default_programme(), at))
        if said is None:
            if not client.is_on():
                return Never("The ticket cannot be read: set HOLDFAST_ZENDESK_TOKEN.")
            if self._down_until and at < self._down_until:
                # Behind the first that failed the others only wait their turn.
                return Later(self._down_until, self._down_note)
            try:
                said = _read(word.number, at=at)
            except Gone:
                # Deleted, or taken from our eyes: the export says which.
                return None
            except Refused as error:
                return Never(str(error))
            except (Limited, Denied, Unreached, Unanswered) as error:
                return self._wait(error, at=at)
        if said is None:
            return Never("Zendesk gave a ticket without number or date.")
        take_in(default_programme(), [said], source=NAME, at=at)
        return None

    def _wait(self, error: Limited | Denied | Unreached | Unanswered, *, at: datetime) -> Later:
        if isinstance(error, Limited):
            self._down_until = error.until
        else:
            self._down_until = at + (DENIED_PAUSE if isinstance(error, Denied) else _DOWN_PAUSE)
        self._down_note = str(error)
        return Later(self._down_until, self._down_note)


def _read(number: int, *, at: datetime) -> Said | None:
    include = "organizations,groups,metric_sets"
    answer = client.ask("GET", f"/api/v2/tickets/{number}.json", at=at, params={"include": include})
    ticket = answer.get("ticket")
    if not isinstance(ticket, dict):
        return None
    names = named([ticket], names_in(answer), at=at)
    return said_of(ticket, names=names, reads=reads_at(default_programme(), at))
