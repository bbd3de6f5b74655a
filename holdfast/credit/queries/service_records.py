"""Service records: what one states, those that were issued, and checking one (R30 to R33)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from holdfast.credit.models import Equivalent, ServiceRecord, SigningKey
from holdfast.credit.queries.equivalents import standing
from holdfast.credit.queries.led import led, span
from holdfast.credit.rules.statement import (
    ALGORITHM,
    Verdict,
    canonical,
    code,
    confirmed_since,
    corrections,
    read,
)
from holdfast.credit.signing import public_key, signed_by
from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.kernel.text import plural
from holdfast.people.models import Person, Programme
from holdfast.people.queries import default_programme, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation.models import Waiver
from holdfast.rotation.queries.fairness import Turn, fairness
from holdfast.rotation.queries.service import Half, halves_served


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found. `sentence` says it to a reader; `corrections` name each difference."""

    verdict: Verdict
    sentence: str
    record: ServiceRecord | None = None
    corrections: Sequence[str] = ()


def facts_of(whose: Person, programme: Programme, *, as_of: date, at: datetime) -> dict[str, Any]:
    """What is stated of somebody as of a day, by what is known now: windows that were over on it with
    what they led there, equivalents and waivers. No name of a customer, no free text: it may leave
    the company."""
    zone = policy_at(programme, at).zone
    mine = [half for half in halves_served(programme, as_of) if half.person == whose.pk]
    mine.sort(key=lambda half: (half.window_days, half.starts_on, half.half))
    windows = [
        _window(whose, days, list(halves), zone=zone, as_of=as_of)
        for days, halves in groupby(mine, key=lambda half: half.window_days)
    ]
    others = [_equivalent(each) for each in _equivalents(whose, as_of)]
    return {
        "person": {"login": whose.login, "name": str(whose)},
        "as_of": as_of.isoformat(),
        "windows": windows,
        "equivalents": others,
        "waivers": [_waiver(each) for each in _waivers(whose, as_of, zone)],
        "totals": {
            "windows": len(windows),
            "halves": len(mine),
            "days": sum(half.days for half in mine),
            "reported_halves": sum(not half.confirmed for half in mine),
            "equivalents": len(others),
        },
    }


def _window(
    whose: Person, days: tuple[date, date], halves: list[Half], *, zone: str, as_of: date
) -> dict[str, Any]:
    first, until = min(half.starts_on for half in halves), max(half.until for half in halves)
    found = led(whose.pk, span(first, until, zone))
    outcomes = found.outcomes(span(as_of, as_of + timedelta(days=1), zone)[1])
    return {
        "starts_on": days[0].isoformat(),
        "ends_on": days[1].isoformat(),
        "days": sum(half.days for half in halves),
        "state": "confirmed" if all(half.confirmed for half in halves) else "reported",
        "halves": [
            {
                "half": half.half + 1,
                "starts_on": half.starts_on.isoformat(),
                "until": half.until.isoformat(),
                "days": half.days,
                "state": "confirmed" if half.confirmed else "reported",
            }
            for half in halves
        ],
        "led": {
            "escalations": len(found.escalations),
            "outcomes": outcomes,
            "customers": found.customers,
            "learnings": found.learnings,
            "reviews": found.reviews,
        },
    }


def _equivalents(whose: Person, as_of: date) -> QuerySet[Equivalent]:
    rows = standing(Equivalent.objects.filter(person=whose, ends_on__lt=as_of))
    return rows.order_by("starts_on", "id")


def _equivalent(row: Equivalent) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "days": row.days,
    }


def _waivers(whose: Person, as_of: date, zone: str) -> list[Waiver]:
    end = span(as_of, as_of + timedelta(days=1), zone)[1]
    return list(Waiver.objects.filter(person=whose, at__lt=end).order_by("starts_on", "id"))


def _waiver(row: Waiver) -> dict[str, Any]:
    return {"starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat()}


# --- those that were issued ----------------------------------------------------------------------


def records_of(person: int) -> list[ServiceRecord]:
    """Newest first."""
    return list(_rows().filter(person=person))


def service_record(said: str) -> ServiceRecord:
    """By its code, however it was typed. Raises NotFound with a sentence."""
    found = _rows().filter(code=code(said)).first() if code(said) else None
    if found is None:
        raise NotFound(
            f"No service record has the code “{said.strip()[:30]}”; check it against the paper."
        )
    return found


def _rows() -> QuerySet[ServiceRecord]:
    return ServiceRecord.objects.select_related("person", "by", "key").order_by("-id")


def statement_of(record: ServiceRecord) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record.body)
    return found


def keys() -> list[SigningKey]:
    """Every key that ever signed here, the oldest first."""
    return list(SigningKey.objects.order_by("id"))


# --- checking ------------------------------------------------------------------------------------


def check_code(said: str, *, at: datetime) -> Checked:
    """Of a code on paper: what it stands for, and whether that still holds. Raises NotFound."""
    return _held(service_record(said), at=at)


def check_text(text: str, *, at: datetime) -> Checked:
    """Of a record that somebody brings: did we sign exactly this, and does it still hold? The name of
    the key only says which of our own keys to try; a key that is brought along counts for nothing."""
    brought = read(text)
    if brought is None:
        return Checked(Verdict.UNKNOWN, "This is no service record that can be read.")
    known = _rows().filter(code=brought.code).first() if brought.code else None
    body = canonical(brought.statement)
    ours = {key.name: key.public for key in keys()}.get(brought.key)
    if known is not None:
        if ours and body == known.body and signed_by(ours, brought.signature, body):
            return _held(known, at=at)
        return Checked(
            Verdict.CHANGED, "Changed: its words are not those that were signed.", record=known
        )
    if ours and signed_by(ours, brought.signature, body):
        if ours != public_key():
            # A secret that was replaced may have been known to others.
            return Checked(
                Verdict.UNKNOWN,
                "Unknown: it is signed with a key that is not in use any more, and is not on the list "
                "of those issued; who had that key could have made it.",
            )
        return Checked(
            Verdict.GENUINE,
            "Genuine: it was signed here, word for word. It is not on the list of those issued, "
            "as after a backup was restored, so nobody can say what changed since.",
        )
    return Checked(Verdict.UNKNOWN, "Unknown: it was not issued here.")


def _held(record: ServiceRecord, *, at: datetime) -> Checked:
    if not signed_by(record.key.public, record.signature, record.body):
        return Checked(
            Verdict.CHANGED, "Changed: its words are not those that were signed.", record=record
        )
    then = statement_of(record)
    now = facts_of(record.person, default_programme(), as_of=record.as_of, at=at)
    found = corrections(then, now)
    if found:
        return Checked(
            Verdict.CORRECTED,
            "Genuine, but what it states was corrected since: a newer one differs.",
            record=record,
            corrections=found,
        )
    more = confirmed_since(then, now)
    words = (
        f" Since then {plural(more, 'half', 'halves')} as reported became confirmed."
        if more
        else ""
    )
    return Checked(
        Verdict.GENUINE, f"Genuine: it says what was signed, and that still holds.{words}", record
    )


# --- where people stand --------------------------------------------------------------------------


def may_see(actor: Actor, whose: Person) -> bool:
    """They themselves, who manages them, and the leads."""
    mine = actor.person_id is not None and actor.person_id in {whose.pk, whose.manager_id}
    return may(actor, "service_record.issue", mine=mine)


def standings(actor: Actor, *, at: datetime) -> list[Turn]:
    """Who served, who asked and got no seat, whose turn is due: of those whose records the actor may
    see, who has waited longest first. The one function behind page, API and command."""
    programme = default_programme()
    return [turn for turn in fairness(programme, at).turns if may_see(actor, turn.person)]


def today_of(at: datetime) -> date:
    return local_date(at, policy_at(default_programme(), at).zone)


def as_document(record: ServiceRecord) -> Mapping[str, Any]:
    """The file that people pass on: the statement, and its signature beside it."""
    return {
        "statement": statement_of(record),
        "signature": {
            "algorithm": ALGORITHM,
            "key": record.key.name,
            "value": record.signature,
        },
    }
