"""A store for the report: bench.store's escalations with what proof asks of them, and support issues.

Run as a child with the settings of the store: `python -m bench.proof_store ESCALATIONS ISSUES` prints, as
JSON, what the requests need. On top of bench.store: every twelfth escalation has a formal request to
engineering, answered; half of them are about a support issue; every third closed one has a class, every
fifth a learning, every twentieth changed hands; each event promises the next update a day later, and the
journal has what it has in life. Issues lie evenly over 900 days, one in ten is a filed defect, nine in ten
are solved, of 500 customers and 40 teams. The counts of days are summed from them as the import does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime, timedelta

from bench.store import bulk, fill, restart_numbers

_TABLES = (
    "support_issue",
    "support_match",
    "support_daycount",
    "escalation_ask",
    "escalation_askanswer",
    "escalation_classification",
    "escalation_learning",
    "escalation_handover",
    "escalation_handoveranswer",
    "journal_event",
)


def statements(vendor: str, size: int, issues: int, now: datetime, known: dict[str, str]):
    """INSERT … SELECT in SQL both engines speak; `n` is a number of an issue or an escalation."""
    sam, ana = known["sam_id"], known["ana_id"]
    pg = vendor == "postgresql"
    yes, no = ("TRUE", "FALSE") if pg else ("1", "0")
    base = now - timedelta(days=900)

    def numbers(upto: int) -> str:
        if pg:
            return f"generate_series(1, {upto}) AS a_(n)"
        return (
            f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {upto}) "
            "SELECT n FROM s) AS a_"
        )

    def moment(minutes: str) -> str:
        if pg:
            return f"(TIMESTAMPTZ '{base.isoformat()}' + ({minutes}) * INTERVAL '1 minute')"
        return f"datetime('{base:%Y-%m-%d %H:%M:%S}', '+' || ({minutes}) || ' minutes')"

    def spread(count: int) -> str:
        share = f"n * 1290000.0 / {count}"
        return f"({share})" if pg else f"CAST({share} AS INTEGER)"

    opened, asked = spread(issues), spread(size)
    null = "NULL::timestamptz" if pg else "NULL"
    yield (
        "INSERT INTO support_issue (id, programme_id, key, source, title, url, customer, team, "
        "priority, state, filed_defect, opened_at, solved_at) "
        f"SELECT n, {known['programme']}, 'Z' || n, 'csv', 'Question ' || n, "
        "'https://help.example.com/tickets/' || n, 'Customer ' || n % 500, 'Team ' || n % 40, "
        f"'normal', 'solved', CASE WHEN n % 10 = 0 THEN {yes} ELSE {no} END, {moment(opened)}, "
        f"CASE WHEN n % 10 = 1 THEN {null} ELSE {moment(f'{opened} + 60 + n % 7000')} END "
        f"FROM {numbers(issues)}"
    )
    yield (
        "INSERT INTO support_daycount (programme_id, day, team, filed_defect, count) "
        "SELECT programme_id, "
        f"{'CAST(opened_at AT TIME ZONE $$UTC$$ AS date)' if pg else 'date(opened_at)'}, team, "
        "filed_defect, COUNT(*) FROM support_issue GROUP BY 1, 2, 3, 4"
    )
    yield (
        "INSERT INTO support_tally (programme_id, zone, looked) "
        f"VALUES ({known['programme']}, 'UTC', {size})"
    )
    yield (
        "INSERT INTO support_match (id, issue_id, escalation_id, how, at) "
        f"SELECT n, n * {max(1, issues // size)} - 1, n, 'address', {moment(asked)} "
        f"FROM {numbers(size)} WHERE n % 2 = 0 AND n % 10 <> 0"
    )
    some = f"FROM {numbers(size)} WHERE n % 12 = 0"
    yield (
        "INSERT INTO escalation_ask (id, escalation_id, to_person_id, what, due_at, formal, tried, "
        f"customer_words, by_id, at) SELECT n, n, {sam}, 'Look at the index.', "
        f"{moment(f'{asked} + 3000')}, {yes}, 'Rebuilt it.', '', {ana}, {moment(f'{asked} + 100')} "
        f"{some}"
    )
    yield (
        "INSERT INTO escalation_askanswer (id, ask_id, word, by_id, at, note) "
        f"SELECT n, n, 'done', {sam}, {moment(f'{asked} + 2000')}, '' {some}"
    )
    closed = f"FROM escalation_closure CROSS JOIN {numbers(1)} WHERE escalation_id"
    yield (
        "INSERT INTO escalation_classification (escalation_id, word, evidence, by_id, at) "
        "SELECT escalation_id, CASE escalation_id % 4 WHEN 0 THEN 'wrong_use' WHEN 1 THEN "
        f"'quick_fix' WHEN 2 THEN 'defect' ELSE 'many_teams' END, '', {ana}, at {closed} % 3 = 0"
    )
    yield (
        "INSERT INTO escalation_learning (escalation_id, text, audience, customer_words, doc_url, "
        "tool_url, by_id, at) SELECT escalation_id, 'Look at the index first.', 'SE', "
        "CASE WHEN escalation_id % 2 = 0 THEN 'You saved our release.' ELSE '' END, "
        f"'https://docs.example.com/' || escalation_id, '', {ana}, at {closed} % 5 = 0"
    )
    some = f"FROM {numbers(size)} WHERE n % 20 = 0"
    yield (
        "INSERT INTO escalation_handover (id, escalation_id, to_id, note, by_id, at, expires_at) "
        f"SELECT n, n, {sam}, 'All.', {ana}, {moment(f'{asked} + 4000')}, "
        f"{moment(f'{asked} + 6000')} {some}"
    )
    yield (
        "INSERT INTO escalation_handoveranswer (id, handover_id, word, by_id, at, reason) "
        f"SELECT n, n, 'accepted', {sam}, {moment(f'{asked} + 4100')}, '' {some}"
    )
    if pg:
        yield (
            "UPDATE journal_event SET data = jsonb_set(data, '{update_due_at}', to_jsonb("
            "to_char((at + INTERVAL '1440 minutes') AT TIME ZONE 'UTC', "
            """'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')))"""
        )
    else:
        yield (
            "UPDATE journal_event SET data = json_set(data, '$.update_due_at', "
            "strftime('%Y-%m-%dT%H:%M:%S+00:00', at, '+1440 minutes'))"
        )


def fill_proof(size: int, issues: int, *, now: datetime) -> dict[str, str]:
    from django.db import connection

    known = fill(size, now=now)
    started = time.monotonic()
    with connection.cursor() as cursor, bulk(cursor, connection.vendor, _TABLES):
        for statement in statements(connection.vendor, size, issues, now, known):
            cursor.execute(statement.replace("$$UTC$$", "'UTC'"))
        restart_numbers(cursor, connection.vendor, _TABLES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    follow_all()
    known["proof_seconds"] = f"{time.monotonic() - started:.0f}"
    month = now.date().replace(day=1) - timedelta(days=1)
    known["month"] = f"{month:%Y-%m}"
    known["days"] = f"from={month:%Y-%m}-01&to={month.isoformat()}"
    return known


def follow_all() -> None:
    """What the worker's chore keeps for the figures, as it is in life."""
    from holdfast.insight.actions.following import follow

    follow(clock=lambda: datetime.now(UTC))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdfast.site.settings")
    from holdfast.site.processes import migrate

    migrate()
    print(json.dumps(fill_proof(int(sys.argv[1]), int(sys.argv[2]), now=datetime.now(UTC))))


if __name__ == "__main__":
    main()
