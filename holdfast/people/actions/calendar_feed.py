"""Addresses under which a calendar program reads the rotation."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from holdfast.journal.actions import record
from holdfast.kernel.actor import Actor
from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.actions.token import digest
from holdfast.people.models import CalendarFeed, Person
from holdfast.people.queries import default_programme
from holdfast.people.rules.permission import require

Kind = CalendarFeed.Kind


def make_feed(*, login: str, kind: str, by: Actor, at: datetime) -> tuple[CalendarFeed, str]:
    """An address and its secret part, which is shown this once and kept only as a digest. The one of
    this kind that they had works no more: that is how an address that got about is ended."""
    if kind not in Kind.values:
        raise Invalid(f"“{kind[:20]}” is no calendar; say person or programme.", field="kind")
    with transaction.atomic(durable=True):
        person = _lock(login)
        if not person.is_active:
            raise NotFound(f"Nobody active here has the login {login[:80]!r}.")
        require(by, "calendar.feed", mine=person.pk == by.person_id)
        person.calendar_feeds.filter(kind=kind, revoked_at=None).update(revoked_at=at)
        secret = f"hc_{secrets.token_urlsafe(32)}"
        feed = CalendarFeed.objects.create(
            person=person,
            programme=default_programme(),
            kind=kind,
            prefix=secret[:8],
            digest=digest(secret),
            created_at=at,
        )
        record(
            "feed.made",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={"prefix": feed.prefix, "feed": kind},
        )
    return feed, secret


def revoke_feed(*, login: str, kind: str, by: Actor, at: datetime) -> bool:
    """The address works no more. False where there was none."""
    with transaction.atomic(durable=True):
        person = _lock(login)
        require(by, "calendar.feed", mine=person.pk == by.person_id)
        feed = person.calendar_feeds.filter(kind=kind, revoked_at=None).first()
        if feed is None:
            return False
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        record(
            "feed.revoked",
            subject=f"person-{person.pk}",
            by=by,
            at=at,
            data={"prefix": feed.prefix, "feed": kind},
        )
    return True


def _lock(login: str) -> Person:
    found = Person.objects.select_for_update(no_key=True).filter(login=login.strip().lower())
    person = found.first()
    if person is None:
        raise NotFound(f"Nobody here has the login {login[:80]!r}.")
    return person
