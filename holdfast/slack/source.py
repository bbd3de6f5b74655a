"""Slack's inbox: what came in, done by the worker in the name of who did it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from holdfast.journal.inbox import Later, Never
from holdfast.journal.models import Incoming
from holdfast.kernel.refusal import Refusal
from holdfast.slack import answers, client, identity
from holdfast.slack.calls import Call, Work, register
from holdfast.slack.errors import (
    DENIED_PAUSE,
    REVOKED_PAUSE,
    Denied,
    Gone,
    Limited,
    Refused,
    Revoked,
)
from holdfast.slack.workspace import note_trouble, note_well

NAME = "slack"


class SlackSource:
    name = NAME
    lease = timedelta(seconds=120)  # a few calls of ten seconds

    def handle(self, incoming: Incoming, *, at: datetime) -> Later | Never | None:
        """A refusal is a word to who did it, and changes nothing."""
        call = Call(incoming.kind, incoming.key, incoming.body, at)
        work = register.works.get(call.kind)
        if work is None:
            return Never(f"Nobody works on “{call.kind}” any more.")
        before = client.heard()
        try:
            _do(call, work)
        except Limited as limited:
            return Later(limited.until, str(limited))
        except Revoked as revoked:
            note_trouble(str(revoked), at=at)
            return Later(at + REVOKED_PAUSE, str(revoked))
        except Denied as denied:
            return Later(at + DENIED_PAUSE, str(denied))
        except (Gone, Refused) as error:
            return Never(str(error))
        if incoming.note and client.heard() > before:  # it waited, and now Slack answers
            note_well()
        return None


def _do(call: Call, work: Work) -> None:
    if call.user_id:
        call = replace(call, person=identity.person_of(call.user_id, at=call.at))
    if call.person is None and not call.kind.startswith("event:"):
        answers.who_are_you(call)
        return
    try:
        work(call)
    except Refusal as refusal:
        if call.kind.startswith("event:"):
            raise
        answers.refused(call, refusal)
