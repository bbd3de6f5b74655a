"""What a webhook of Zendesk says: which ticket, and of what is in it what can be believed.

Two kinds come (developer.zendesk.com, Webhooks): of events Zendesk words itself, and of triggers, whose
words are those that docs/zendesk.md gives to paste.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from holdfast.helpdesk.rules.ticket import (
    DELETED,
    SOLVED,
    Names,
    Reads,
    moment,
    said_of,
    whole,
)
from holdfast.outside.heard import object_in
from holdfast.support.rules.said import Said

EVENT = "zen:event-type:"
TRIGGER = "trigger"
_SUBJECT = re.compile(r"zen:ticket:([0-9]{1,18})")
# A moment to the minute is older than the change it tells of.
_TO_THE_SECOND = re.compile(r"[0-9]T[0-9]{2}:[0-9]{2}:[0-9]{2}")
# Zendesk puts a subject with quotes into a trigger's body as it is: then it is no JSON any more.
_BROKEN = re.compile(r'\s*\{\s*"id"\s*:\s*"?([0-9]{1,18})"?\s*,')
# What is kept of a body until it is forgotten; who asked and what they wrote is not.
_KEPT = frozenset({"type", "id", "time", "subject", "url", "status", "priority", "tags"}) | {
    *("organization", "group", "created_at", "updated_at", "organization_id", "group_id"),
}
_GONE = frozenset({"ticket.soft_deleted", "ticket.permanently_deleted"})


@dataclass(frozen=True, slots=True)
class Word:
    """`event` is Zendesk's name of it, without what all begin with; “trigger” where it is one's. `number`
    is None where it is of no ticket; `name` its own name, where it has one."""

    event: str
    number: int | None
    name: str
    body: Mapping[str, Any]

    @property
    def is_of_tickets(self) -> bool:
        return self.event == TRIGGER or self.event.startswith("ticket.")


def body_of(text: str) -> dict[str, Any] | None:
    """The object in a webhook; of a trigger's that its own placeholders broke, the number it begins
    with. None for everything else."""
    try:
        return object_in(text)
    except ValueError:
        found = _BROKEN.match(text)
        return {"id": found[1]} if found else None


def kept(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of it is used."""
    found = {name: value for name, value in body.items() if name in _KEPT}
    detail = body.get("detail")
    if isinstance(detail, dict):
        found["detail"] = {name: value for name, value in detail.items() if name in _KEPT}
    return found


def read(body: Mapping[str, Any]) -> Word:
    kind = body.get("type")
    if not (isinstance(kind, str) and kind.startswith(EVENT)):
        return Word(TRIGGER, whole(body.get("id")), "", body)
    detail = body.get("detail")
    found = _SUBJECT.fullmatch(str(body.get("subject", "")))
    number = int(found[1]) if found else None
    if number is None and isinstance(detail, dict):
        number = whole(detail.get("id"))
    return Word(kind.removeprefix(EVENT)[:100], number, str(body.get("id") or ""), body)


def said_by(word: Word, *, reads: Reads) -> Said | None:
    """The issue where the webhook says all of it; None where the ticket must be read.

    A deletion is believed, as what is deleted cannot be read. Of a trigger it is all where the changes
    are told to the second and the ticket is not solved: since when, a webhook does not say.
    """
    if word.event in _GONE:
        return _deleted(word, reads)
    body = word.body
    if word.event != TRIGGER or reads.team_field is not None:
        return None
    told = all(name in body for name in ("subject", "organization", "group", "tags", "priority"))
    exact = all(_to_the_second(body.get(name)) for name in ("created_at", "updated_at"))
    state = str(body.get("status", "")).strip().lower()
    if not told or not exact or not state or state in {*SOLVED, DELETED}:
        return None
    named = {**body, "organization_id": 1, "group_id": 1}
    names = Names({1: str(body["organization"] or "")}, {1: str(body["group"] or "")})
    return said_of(named, names=names, reads=reads)


def _to_the_second(value: object) -> bool:
    return (
        isinstance(value, str) and bool(_TO_THE_SECOND.search(value)) and moment(value) is not None
    )


def _deleted(word: Word, reads: Reads) -> Said | None:
    detail = word.body.get("detail")
    if not isinstance(detail, dict):
        return None
    said = said_of({**detail, "id": word.number}, names=Names(), reads=reads)
    at: datetime | None = moment(word.body.get("time"))
    return said and replace(said, state=DELETED, deleted_at=at or said.changed_at or said.opened_at)
