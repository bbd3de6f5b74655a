"""INSERT … SELECT for each table of a store of a given size, in SQL both engines speak."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

OPEN = 2000
EVENTS_EACH = 10


def statements(
    vendor: str, size: int, now: datetime, known: dict[str, str], still_open: int
) -> Iterator[str]:
    """INSERT … SELECT for each table; `n` is the escalation's number."""
    sam, ana, open_from = known["sam_id"], known["ana_id"], max(size - still_open, 0) + 1
    pg = vendor == "postgresql"
    yes, no = ("TRUE", "FALSE") if pg else ("1", "0")

    def numbers(name: str, upto: int) -> str:
        if pg:
            return f"generate_series(1, {upto}) AS {name}_(n)"
        return (
            f"(WITH RECURSIVE s(n) AS (SELECT 1 WHERE {upto} > 0 UNION ALL "
            f"SELECT n + 1 FROM s WHERE n < {upto}) SELECT n FROM s) AS {name}_"
        )

    def moment(minutes: str, base: datetime = now - timedelta(days=900)) -> str:
        """Base plus so many minutes, as the engine stores an instant."""
        if pg:
            return f"(TIMESTAMPTZ '{base.isoformat()}' + ({minutes}) * INTERVAL '1 minute')"
        return f"datetime('{base:%Y-%m-%d %H:%M:%S}', '+' || ({minutes}) || ' minutes')"

    day = "CURRENT_DATE"
    closed = f"n < {open_from}"
    spread = f"(n * 1290000.0 / {size})" if pg else f"CAST(n * 1290000.0 / {size} AS INTEGER)"
    soon = moment(f"600 + n % {OPEN}", now)
    null = "NULL::timestamptz" if pg else "NULL"
    text = "'Search is down for customer ' || n || '; their renewal is on Friday and ' || n % 97"
    yield (
        "INSERT INTO escalation_escalation (id, title, stakes, why_now, severity, customer, "
        "origin_url, raised_at, next_step, next_step_on, update_due_at, alarm_at, alarms, "
        "closure_id, decline_id, next_step_by_id, programme_id, raised_by_id, ownership_id, "
        "exec_asked, phase, first_response) "
        f"SELECT n, {text}, {text}, 'The queue of the team is two weeks long.', n % 4, "
        f"'Customer ' || n % 500, '', {moment(spread)}, 'Look at the index', {day}, "
        f"CASE WHEN {closed} THEN {null} ELSE {soon} END, "
        f"CASE WHEN {closed} THEN {null} ELSE {soon} END, 0, "
        f"CASE WHEN {closed} THEN n END, NULL, {ana}, {known['programme']}, {sam}, n, "
        f"{no}, 'unknown', '' "
        f"FROM {numbers('a', size)}"
    )
    yield (
        "INSERT INTO escalation_ownership (id, escalation_id, number, person_id, at) "
        f"SELECT n, n, 1, {ana}, {moment(f'{spread} + 30')} FROM {numbers('a', size)}"
    )
    ended = numbers("a", open_from - 1)
    yield (
        "INSERT INTO escalation_closurerequest (id, escalation_id, outcome, reason, by_id, at, "
        f"reminders) SELECT n, n, 'resolved', 'Fixed.', {ana}, {moment(f'{spread} + 9000')}, 0 "
        f"FROM {ended}"
    )
    yield (
        "INSERT INTO escalation_closureanswer (id, request_id, agree, note, by_id, at) "
        f"SELECT n, n, {yes}, '', {sam}, {moment(f'{spread} + 9100')} FROM {ended}"
    )
    yield (
        "INSERT INTO escalation_closure (id, escalation_id, request_id, by_id, at) "
        f"SELECT n, n, n, {sam}, {moment(f'{spread} + 9100')} FROM {ended}"
    )
    yield (
        "INSERT INTO escalation_update (escalation_id, text, next_step, by_id, at) "
        "SELECT n, 'Found the index that broke on shard ' || k || '.', 'Rebuild it.', "
        f"{ana}, {moment(f'{spread} + k * 1400')} FROM {numbers('a', size)}, "
        "(SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3) b"
    )
    kinds = (
        "raised",
        "accepted",
        *("updated", "update_overdue") * 3,
        "closure.asked",
        "closed",
    )
    listed = " UNION ALL ".join(
        f"SELECT {k} AS k, '{kind if '.' in kind else f'escalation.{kind}'}' AS kind"
        for k, kind in enumerate(kinds)
    )
    data = (
        f"""'{{"people": {{"owner": {ana}}}, "text": "Found the index that broke.", """
        """"next_step": "Rebuild it.", "next_step_on": "2026-03-04", """
        """"update_due_at": "2026-03-04T15:00:00+00:00"}'"""
    )
    yield (
        "INSERT INTO journal_event (at, kind, subject, by, via, data, digest) "
        f"SELECT {moment(f'{spread} + k * 900')}, kind, 'ESC-' || n, {ana}, 'api', "
        f"{data}{'::jsonb' if pg else ''}, '' FROM {numbers('a', size)}, ({listed}) b"
    ).replace(" by, via", ' "by", via')
    yield (
        "INSERT INTO journal_delivery (event_id, channel, recipient, key, state, attempts, resent, "
        "lease, note, created_at, sent_at, message) "
        f"SELECT n * 10, 'mail', '{sam}', 'mail:' || n || ':{sam}', 'sent', 1, 0, '', '', "
        f"{moment(spread)}, {moment(spread)}, "
        f"""'{{"subject": "ESC is closed"}}'{"::jsonb" if pg else ""} FROM {numbers("a", size)}"""
    )
