"""A store of a given size, written in bulk with plain SQL the two engines share.

Run as a child with the settings of the store: `python -m bench.store SIZE [OPEN]` prints, as JSON, what
the requests need (a token, a session, an escalation to look at).

The mix: ten events for each escalation (raised, accepted, three updates, three alarms, asked to
close, closed), three updates, one mail sent. All but the newest 2,000 (or OPEN) are closed, so that what is
open and what is due is the same at every size. A thousand people, of whom two are on the rotation,
thirty windows. Guards and foreign keys are off while it is written and on again before anything is
measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from bench.statements import OPEN, statements

PEOPLE = 1000
_TABLES = (
    "escalation_escalation",
    "escalation_ownership",
    "escalation_closurerequest",
    "escalation_closureanswer",
    "escalation_closure",
    "escalation_update",
    "journal_event",
    "journal_delivery",
)


def fill(size: int, *, now: datetime, still_open: int = OPEN) -> dict[str, str]:
    from django.db import connection

    known = people(now)
    started = time.monotonic()
    with connection.cursor() as cursor, bulk(cursor, connection.vendor):
        for statement in statements(connection.vendor, size, now, known, still_open):
            cursor.execute(statement)
        restart_numbers(cursor, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("CHECKPOINT")
    known["seconds"] = f"{time.monotonic() - started:.0f}"
    known["escalation"] = f"ESC-{size - 7}"
    return known


def people(now: datetime) -> dict[str, str]:
    """The people, two of them on; Sam's and Ana's tokens, Ana's session."""
    from django.conf import settings
    from django.contrib.auth import SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from holdfast.people.actions import create_token
    from holdfast.people.models import Person
    from holdfast.people.queries import actor, default_programme
    from holdfast.rotation.models import Confirmation, Seat, Window

    named = ["sam", "ana", "kim", *(f"person-{n}" for n in range(PEOPLE - 3))]
    Person.objects.bulk_create(
        Person(
            login=login,
            name=login.title(),
            email=f"{login}@example.com",
            role={"sam": "support", "ana": "engineer", "kim": "engineer"}.get(
                login, "lead" if login == "person-1" else "member"
            ),
            zone=("Europe/Berlin", "America/Chicago", "Asia/Seoul")[number % 3],
            holidays=("DE", "US", "")[number % 3],
            password="!",
            known_since=now,
        )
        for number, login in enumerate(named)
    )
    found = {each.login: each for each in Person.objects.filter(login__in=named[:3])}
    programme = default_programme()
    for number in range(30):
        starts = (now - timedelta(days=10 + 28 * number)).date()
        window = Window.objects.create(
            programme=programme, starts_on=starts, ends_on=starts + timedelta(days=27), wanted=2
        )
        for position, login in enumerate(("ana", "kim")):
            seat = Seat.objects.create(
                window=window, person=found[login], position=position, source="hand", at=now
            )
            Confirmation.objects.create(seat=seat, by=found[login], at=now)
    tokens = {
        login: create_token(login=login, scope="write", by=actor(found[login], via="cli"), at=now)[
            1
        ]
        for login in ("sam", "ana")
    }
    session = SessionStore()
    session[SESSION_KEY] = str(found["ana"].pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = found["ana"].get_session_auth_hash()
    session.create()
    return {
        "sam": tokens["sam"],
        "ana": tokens["ana"],
        "session": session.session_key or "",
        "programme": str(programme.pk),
        "sam_id": str(found["sam"].pk),
        "ana_id": str(found["ana"].pk),
    }


@contextmanager
def bulk(cursor, vendor: str, tables: Iterable[str] = _TABLES) -> Iterator[None]:
    """Guards, foreign keys and secondary indexes are away while the rows go in."""
    if vendor == "postgresql":
        names = ", ".join(f"'{name}'" for name in tables)
        # Not those behind a constraint: dropping a constraint means writing it anew by hand.
        cursor.execute(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename IN "
            f"({names}) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)"
        )
        indexes = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = origin")
        return
    cursor.execute("PRAGMA foreign_keys = OFF")
    # Written once and straight into the file: an accident means starting anew.
    cursor.execute("PRAGMA journal_mode = OFF")
    cursor.execute("PRAGMA synchronous = OFF")
    cursor.execute("PRAGMA cache_size = -400000")
    cursor.execute("PRAGMA temp_store = MEMORY")
    cursor.execute("PRAGMA threads = 2")
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND type IN ('trigger', 'index')"
    )
    gone = cursor.fetchall()
    for kind, name, _ in gone:
        cursor.execute(f'DROP {kind} "{name}"')
    yield
    for _, _, sql in gone:
        cursor.execute(sql)
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")


def restart_numbers(cursor, vendor: str, tables: Iterable[str] = _TABLES) -> None:
    """PostgreSQL counts its numbers apart from the rows."""
    if vendor == "postgresql":
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
                f"(SELECT MAX(id) FROM {table}))"
            )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    from holdfast.site.processes import migrate

    migrate()
    size, still_open = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else OPEN
    print(json.dumps(fill(size, now=datetime.now(UTC), still_open=still_open)))


if __name__ == "__main__":
    main()
