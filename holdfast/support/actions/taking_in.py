"""Support issues as their helpdesk has them now: added, changed, or known already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from holdfast.people.models import Programme
from holdfast.support.actions import taking_sql as sql
from holdfast.support.actions.tallying import locked, moves
from holdfast.support.models import Issue, Tally
from holdfast.support.rules.said import Said

_LENGTHS = [getattr(Issue._meta.get_field(name), "max_length", 0) for name in sql.TEXTS]  # noqa: SLF001 - Django's name


@dataclass(slots=True)
class TakenIn:
    """How many were new, how many changed, how many were as they are said or newer here."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def take_in(programme: Programme, said: Sequence[Said], *, source: str, at: datetime) -> TakenIn:
    """One batch, in one transaction; the caller records what the whole import did.

    The one door for every source. What is said later replaces what was said before, unless both say
    when the helpdesk changed it and the later one is older. Of two in one batch the newer stands, the
    last where nobody says when. Counts by day and matches with escalations are kept with it.
    """
    done = TakenIn()
    with transaction.atomic():
        tally = locked(programme, at=at)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(sql.BY_INDEX)
            for silent, group in groupby(said, key=lambda each: each.silent):
                _take(cursor, tally, list(group), silent, source=source, at=at, done=done)
            if connection.vendor == "postgresql":
                cursor.execute(sql.AS_BEFORE)
    return done


def _take(
    cursor: Any,
    tally: Tally,
    said: list[Said],
    silent: frozenset[str],
    *,
    source: str,
    at: datetime,
    done: TakenIn,
) -> None:
    vendor = connection.vendor
    for statement in sql.tables(vendor):
        cursor.execute(statement)
    newest = _newest(said)
    if vendor == "postgresql":
        with cursor.copy(sql.load(vendor)) as copy:
            for row in _rows(newest):
                copy.write_row(row)
    else:
        cursor.executemany(sql.load(vendor), [_plain(row) for row in _rows(newest)])
    cursor.execute(sql.news(vendor, silent))
    cursor.execute(sql.HOW_MANY)
    added, news = cursor.fetchone()
    done.added += added
    done.changed += news - added
    done.unchanged += len(said) - news
    if not news:
        return
    if vendor == "postgresql":
        cursor.execute(sql.counted(silent), [tally.programme_id, tally.zone, tally.zone])
    else:
        cursor.execute(sql.moved(vendor, silent, tally.zone))
        counts = moves(cursor.fetchall(), tally.zone)
        cursor.executemany(
            sql.COUNT, [(tally.programme_id, str(day), *others) for day, *others in counts]
        )
    if news > added:
        cursor.execute(sql.change(vendor, silent), [source])
    if added:
        cursor.execute(sql.add(vendor), [tally.programme_id, source])
    moment = at if vendor == "postgresql" else _moment(at)
    cursor.execute(sql.match(vendor), [moment, moment])


def _newest(said: list[Said]) -> list[Said]:
    """One of each: the newest, the last where that is not known."""
    found: dict[str, Said] = {}
    for each in said:
        there = found.get(each.key)
        if (
            there is None
            or there.changed_at is None
            or each.changed_at is None
            or each.changed_at >= there.changed_at
        ):
            found[each.key] = each
    return list(found.values())


def _rows(said: list[Said]) -> Iterator[tuple[Any, ...]]:
    title, url, customer, team, priority, state = _LENGTHS
    for each in said:
        yield (
            each.key,
            each.title[:title],
            each.url if len(each.url) <= url else "",  # a part of an address leads nowhere
            each.customer[:customer],
            each.team[:team],
            each.priority[:priority],
            each.state[:state],
            each.filed_defect,
            each.opened_at,
            each.solved_at,
            each.changed_at,
            each.deleted_at,
        )


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As SQLite keeps it: moments as text in UTC."""
    *others, opened, solved, changed, deleted = row
    return (
        *others,
        _moment(opened),
        solved and _moment(solved),
        changed and _moment(changed),
        deleted and _moment(deleted),
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ")[:-6]  # without +00:00
