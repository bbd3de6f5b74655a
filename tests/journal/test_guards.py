"""Facts refuse UPDATE and DELETE in the database itself, and every guard that was promised is there.

Everything here goes round the application with plain SQL.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from holdfast.journal.guards import AddGuards, Guard
from holdfast.people.actions import change_policy
from holdfast.rotation.models import Seat, TableImport, TableUpload, Withdrawal
from tests.cast import Story

# Written out, so that a guard taken out of a migration is noticed as well as a dropped trigger.
FACTS = [
    "escalation_acknowledgement",
    "escalation_askanswer",
    "escalation_classification",
    "escalation_closure",
    "escalation_closureanswer",
    "escalation_decline",
    "escalation_fix",
    "escalation_freed",
    "escalation_handoveranswer",
    "escalation_learning",
    "escalation_merge",
    "escalation_ownership",
    "escalation_pause",
    "escalation_piecemove",
    "escalation_reopening",
    "escalation_resumption",
    "escalation_rung",
    "escalation_update",
    "journal_event",
    "people_policyversion",
    "rotation_confirmation",
    "rotation_tableimport",
    "rotation_tableupload",
    "rotation_withdrawal",
]


def promised() -> list[Guard]:
    """Every guard that a migration puts in place."""
    migrations = MigrationLoader(connection).disk_migrations.values()
    return [
        guard
        for migration in migrations
        for operation in migration.operations
        if isinstance(operation, AddGuards)
        for guard in operation.guards
    ]


def standing() -> set[tuple[str, str]]:
    """(trigger, table) as the database knows them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            # Enabled ones only: a disabled trigger guards nothing.
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
            )
        return set(cursor.fetchall())


def test_every_promised_trigger_stands(db: None):
    """Altering a table on SQLite builds it anew, which would silently drop its triggers."""
    assert {(guard.name, guard.table) for guard in promised()} <= standing()


def test_every_fact_table_is_promised_to_never_change(db: None):
    names = {guard.name for guard in promised()}
    for table in FACTS:
        assert {f"{table}_refuses_update", f"{table}_refuses_delete"} <= names


@pytest.fixture
def one_of_everything(story: Story) -> Story:
    """At least one row in each table of facts."""
    reopened = story.owned()
    story.update(reopened)
    story.answer(story.ask_to_close(reopened), agree=True)
    story.reopen(reopened)
    story.take_over(story.offer(reopened, to="kim"), by="kim")
    story.decline(story.raised(), by="ana", reason="No.")
    story.corner(reopened, by="kim")
    story.acknowledge(reopened, by="lea")
    story.free(reopened, by="kim")
    story.pause(reopened, date(2026, 3, 10), by="kim")
    story.resume(reopened, by="kim")
    story.say_of_ask(story.ask(reopened, by="kim", to_person="bo"), "agree", by="bo")
    story.move(story.piece(reopened, by="kim", team="Search"), "take", by="kim")
    story.classify(reopened, "defect", by="kim")
    story.learn(reopened, by="kim")
    story.fix(reopened, by="kim")
    story.merge(story.owned(by="ana"), reopened)
    change_policy(
        programme=story.programme,
        effective_on=date(2026, 4, 1),
        changes={"seats_wanted": 3},
        reason="Busier.",
        by=story.lea,
        at=story.now,
    )
    lea = story.people["lea"]
    Withdrawal.objects.create(seat=Seat.objects.first(), by=lea, at=story.now, reason="Ill.")
    upload = TableUpload.objects.create(
        programme=story.programme, content=b"x", sha256="0", at=story.now
    )
    TableImport.objects.create(upload=upload, windows_added=0, seats_added=0, at=story.now)
    return story


@pytest.mark.req("R25", "R34", "R89")
def test_facts_refuse_update_and_delete(one_of_everything: Story):
    with connection.cursor() as cursor:
        for table in FACTS:
            cursor.execute(f"SELECT COUNT(*), MIN(id) FROM {table}")
            count, number = cursor.fetchone()
            assert count, f"{table} is empty: nothing would be proven"
            for statement in (
                f"UPDATE {table} SET id = id",
                f"UPDATE {table} SET id = id + 100000 WHERE id = {number}",
                f"DELETE FROM {table} WHERE id = {number}",
                f"DELETE FROM {table}",
            ):
                refused = pytest.raises(IntegrityError, match="never changed")
                with refused, transaction.atomic():
                    cursor.execute(statement)
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            assert cursor.fetchone() == (count,)


def test_the_application_itself_cannot_change_a_fact_either(one_of_everything: Story):
    """`queryset.update()` and bulk methods pass every Python-side safeguard; not this one."""
    from holdfast.journal.models import Event

    for attempt in (
        lambda: Event.objects.update(via="web"),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: Event.objects.first().save(),
        lambda: Event.objects.bulk_update(Event.objects.all()[:2], ["kind"]),
    ):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            attempt()


@pytest.mark.sqlite
def test_replacing_is_changing(one_of_everything: Story):
    """SQLite's REPLACE deletes the old row without asking a DELETE trigger, unless told to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM journal_event ORDER BY id LIMIT 1")
        number, kind = cursor.fetchone()
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(
                "INSERT OR REPLACE INTO journal_event (id, at, kind, subject, via, data, digest) "
                "VALUES (%s, '2026-01-01', 'forged', 'ESC-1', 'shell', '{}', '')",
                [number],
            )
        cursor.execute("SELECT kind FROM journal_event WHERE id = %s", [number])
        assert cursor.fetchone() == (kind,)


def test_guards_can_be_taken_back_by_their_migration(db: None):
    """Going back a migration drops what it made, on both engines, and nothing is left behind."""
    guard = next(guard for guard in promised() if guard.name == "journal_event_refuses_update")
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in guard.drop(connection.vendor):
            cursor.execute(statement)
        assert (guard.name, guard.table) not in standing()
        for statement in guard.create(connection.vendor):
            cursor.execute(statement)
        assert (guard.name, guard.table) in standing()
