"""The statements by which a batch of issues comes in, common to both engines where that is possible.

A batch is loaded into `support_said`, a table of this connection alone: by COPY on PostgreSQL, by
executemany on SQLite. From there everything is done by the database, set by set, and what differs from
what stands is kept in `support_news` with what it replaces.
"""

# ruff: noqa: S608 - the statements are made of words that stand here; values are parameters

from __future__ import annotations

from typing import Final

TEXTS: Final = ("title", "url", "customer", "team", "priority", "state")
MOMENTS: Final = ("opened_at", "solved_at", "changed_at", "deleted_at")
FIELDS: Final = (*TEXTS, "filed_defect", *MOMENTS)
COLUMNS: Final = ("key", *FIELDS)

_KINDS = {
    "sqlite": {"text": "text", "bool": "bool", "moment": "datetime"},
    "postgresql": {"text": "text", "bool": "boolean", "moment": "timestamptz"},
}


def tables(vendor: str) -> tuple[str, ...]:
    """The two tables of the connection, made where they are not there yet."""
    kinds = _KINDS[vendor]
    columns = [
        f"key {kinds['text']}",
        *(f"{name} {kinds['text']}" for name in TEXTS),
        f"filed_defect {kinds['bool']}",
        *(f"{name} {kinds['moment']}" for name in MOMENTS),
    ]
    was = [
        "id bigint",
        f"was_opened_at {kinds['moment']}",
        f"was_team {kinds['text']}",
        f"was_filed_defect {kinds['bool']}",
        f"was_deleted_at {kinds['moment']}",
    ]
    end = " ON COMMIT DELETE ROWS" if vendor == "postgresql" else ""
    make = "CREATE TEMPORARY TABLE IF NOT EXISTS"
    return (
        f"{make} support_said ({', '.join(columns)}){end}",
        f"{make} support_news ({', '.join([*columns, *was])}){end}",
        "DELETE FROM support_said",
        "DELETE FROM support_news",
    )


def load(vendor: str) -> str:
    if vendor == "postgresql":
        return f"COPY support_said ({', '.join(COLUMNS)}) FROM STDIN"
    marks = ", ".join(["%s"] * len(COLUMNS))
    return f"INSERT INTO support_said ({', '.join(COLUMNS)}) VALUES ({marks})"


def news(vendor: str, silent: frozenset[str]) -> str:
    """What is new, or newer and different, of the batch."""
    other = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    told = [name for name in FIELDS if name not in silent]
    differs = [
        f"(s.changed_at IS NOT NULL AND s.changed_at {other} i.changed_at)"
        if name == "changed_at"
        else f"s.{name} {other} i.{name}"
        for name in told
    ]
    columns = ", ".join(f"s.{name}" for name in COLUMNS)
    return (
        f"INSERT INTO support_news SELECT {columns}, i.id, i.opened_at, i.team, i.filed_defect, "
        "i.deleted_at FROM support_said s LEFT JOIN support_issue i ON i.key = s.key "
        "WHERE i.id IS NULL OR ((i.changed_at IS NULL OR s.changed_at IS NULL "
        f"OR s.changed_at >= i.changed_at) AND ({' OR '.join(differs)}))"
    )


# A batch is small and what it meets is large, which PostgreSQL cannot know of a table it never analysed:
# it would read a million issues for each batch.
BY_INDEX: Final = (
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)"
)
AS_BEFORE: Final = BY_INDEX.replace("'off'", "'on'")
HOW_MANY: Final = (
    "SELECT COALESCE(SUM(CASE WHEN id IS NULL THEN 1 ELSE 0 END), 0), COUNT(*) FROM support_news"
)


def change(vendor: str, silent: frozenset[str]) -> str:
    """What is here already takes what was said; parameter: the source."""
    told = [name for name in FIELDS if name not in silent]
    sets = [
        "changed_at = COALESCE(n.changed_at, i.changed_at)"
        if name == "changed_at"
        else f"{name} = n.{name}"
        for name in told
    ]
    source = "CAST(%s AS text)" if vendor == "postgresql" else "%s"
    return (
        f"UPDATE support_issue AS i SET source = {source}, {', '.join(sets)} "
        "FROM support_news n WHERE i.id = n.id"
    )


def add(vendor: str) -> str:
    """What is new comes in; parameters: the programme and the source."""
    given = "CAST(%s AS bigint), CAST(%s AS text)" if vendor == "postgresql" else "%s, %s"
    columns = ", ".join(COLUMNS)
    return (
        f"INSERT INTO support_issue (programme_id, source, {columns}) "
        f"SELECT {given}, {columns} FROM support_news WHERE id IS NULL"
    )


def _day(zone: str) -> str:
    """SQLite knows no zones: the day in UTC, or the quarter of an hour, of which offsets are multiples."""
    if zone == "UTC":
        return "substr({0}, 1, 10)"
    return (
        "substr({0}, 1, 14) || CASE WHEN substr({0}, 15, 2) < '15' THEN '00' "
        "WHEN substr({0}, 15, 2) < '30' THEN '15' WHEN substr({0}, 15, 2) < '45' THEN '30' "
        "ELSE '45' END"
    )


def moved(vendor: str, silent: frozenset[str], zone: str) -> str:
    """By day, team and defect: how many more or fewer are counted. On PostgreSQL the day is one of the
    zone (the parameters, twice); on SQLite it is what `day_in` makes a day of."""
    postgresql = "CAST({} AT TIME ZONE %s::text AS date)"
    day = postgresql if vendor == "postgresql" else _day(zone)

    def now(name: str) -> str:
        return f"CASE WHEN id IS NULL THEN {name} ELSE was_{name} END" if name in silent else name

    return (
        "SELECT day, team, defect, SUM(n) FROM ("
        f"SELECT {day.format('opened_at')} AS day, {now('team')} AS team, "
        f"{now('filed_defect')} AS defect, 1 AS n FROM support_news "
        f"WHERE {now('deleted_at')} IS NULL "
        "UNION ALL "
        f"SELECT {day.format('was_opened_at')}, was_team, was_filed_defect, -1 FROM support_news "
        "WHERE id IS NOT NULL AND was_deleted_at IS NULL) AS moves "
        "GROUP BY 1, 2, 3 HAVING SUM(n) <> 0"
    )


def counted(silent: frozenset[str]) -> str:
    """What moved, added to the counts in one go; PostgreSQL's way. Parameters: programme, zone, zone."""
    return (
        "INSERT INTO support_daycount (programme_id, day, team, filed_defect, count) "
        f"SELECT CAST(%s AS bigint), x.* FROM ({moved('postgresql', silent, '')}) AS x "
        "ON CONFLICT (programme_id, day, team, filed_defect) "
        "DO UPDATE SET count = support_daycount.count + excluded.count"
    )


COUNT: Final = (
    "INSERT INTO support_daycount (programme_id, day, team, filed_defect, count) "
    "VALUES (%s, %s, %s, %s, %s) ON CONFLICT (programme_id, day, team, filed_defect) "
    "DO UPDATE SET count = support_daycount.count + excluded.count"
)


def match(vendor: str) -> str:
    """Escalations that point at what came in; parameters: the moment, twice. From the batch over the
    pointers to the issues: CROSS JOIN keeps SQLite to that order."""
    at = "CAST(%s AS timestamptz)" if vendor == "postgresql" else "%s"
    ways = (
        "p.key = n.key AND p.key <> '' AND (i.url = '' OR lower(i.url) LIKE '%%://' || p.host || '/%%')",
        "p.url = n.url AND p.url <> ''",
    )
    return "INSERT INTO support_match (issue_id, escalation_id, how, at) " + " UNION ".join(
        f"SELECT i.id, p.escalation_id, 'address', {at} FROM support_news n "
        f"CROSS JOIN support_pointer p CROSS JOIN support_issue i WHERE i.key = n.key AND {way} "
        "AND NOT EXISTS (SELECT 1 FROM support_match m WHERE m.issue_id = i.id "
        "AND m.escalation_id = p.escalation_id)"
        for way in ways
    )
