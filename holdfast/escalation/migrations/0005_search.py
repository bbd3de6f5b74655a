"""The words of escalations, to be searched: filled by the database as they are written.

Each text that is kept (what was raised, an update, a request to close, a decline, a learning) is one
row of `escalation_words`, an FTS5 table on SQLite and a table with a `tsvector` on PostgreSQL. Nothing refers
to it and it refers to nothing: a row whose escalation is gone is never found, because whoever reads
joins it to its escalation (`queries/search.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.db import migrations

from holdfast.journal.guards import AddGuards, Guard

# part: (table, number of the escalation, title, words), as SQL over a row that goes by "{}".
_PARTS = {
    "raised": (
        "escalation_escalation",
        "{}.id",
        "{}.title || ' ' || {}.customer",
        "{}.stakes || ' ' || {}.why_now",
    ),
    "update": ("escalation_update", "{}.escalation_id", "''", "{}.text"),
    "closing": ("escalation_closurerequest", "{}.escalation_id", "''", "{}.reason"),
    "decline": (
        "escalation_decline",
        "{}.escalation_id",
        "''",
        "{}.reason || ' ' || {}.alternative",
    ),
    "learning": (
        "escalation_learning",
        "{}.escalation_id",
        "''",
        "{}.text || ' ' || {}.customer_words",
    ),
}

_SQLITE = [
    (
        "CREATE VIRTUAL TABLE escalation_words USING fts5(title, words, escalation UNINDEXED, "
        "part UNINDEXED, number UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
]
_ASCII_MARKS = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~"  # the quote doubled, as SQL writes it
_POSTGRESQL = [
    # As FTS5 reads it: accents are nothing, and no mark joins two words into one.
    (
        "CREATE FUNCTION escalation_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS $$ "
        "SELECT translate(CASE WHEN octet_length(said) = char_length(said) THEN said ELSE "
        "normalize(regexp_replace(normalize(said, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC) END, "
        f"'{_ASCII_MARKS}', '{' ' * (len(_ASCII_MARKS) - 1)}') $$"
    ),
    (
        "CREATE TABLE escalation_words (escalation bigint NOT NULL, part text NOT NULL, "
        "number bigint NOT NULL, document tsvector NOT NULL, PRIMARY KEY (part, number))"
    ),
    "CREATE INDEX escalation_words_document ON escalation_words USING gin (document)",
]


def _values(vendor: str, part: str, row: str) -> tuple[str, str]:
    """The columns of the words of a part, and their values as SQL over a row that goes by a name."""
    _, escalation, title, words = (each.replace("{}", row) for each in _PARTS[part])
    if vendor == "sqlite":
        return "title, words, escalation, part, number", (
            f"{title}, {words}, {escalation}, '{part}', {row}.id"
        )
    document = (
        f"setweight(to_tsvector('english', escalation_fold({title})), 'A') || "
        f"setweight(to_tsvector('english', escalation_fold({words})), 'B')"
    )
    return "escalation, part, number, document", f"{escalation}, '{part}', {row}.id, {document}"


def fill(vendor: str) -> Iterator[str]:
    """What brings every text that is there into the index anew, statement by statement."""
    yield "DELETE FROM escalation_words"
    for part, (table, *_) in _PARTS.items():
        columns, values = _values(vendor, part, "kept")
        yield f"INSERT INTO escalation_words ({columns}) SELECT {values} FROM {table} kept"


@dataclass(frozen=True)
class Feed(Guard):
    """A trigger that brings a new row's text into the index, in each engine's own words."""

    part: str = ""

    def create(self, vendor: str) -> Iterator[str]:
        columns, values = _values(vendor, self.part, "NEW")
        then = f"INSERT INTO escalation_words ({columns}) VALUES ({values})"
        plain = replace(self, then=then)
        yield from super(Feed, plain).create(vendor)


FEEDS = [
    Feed(name=f"escalation_words_of_{part}", table=table, when="AFTER INSERT", part=part)
    for part, (table, *_) in _PARTS.items()
]


def _build(_apps: Any, editor: Any) -> None:
    vendor = editor.connection.vendor
    for statement in _SQLITE if vendor == "sqlite" else _POSTGRESQL:
        editor.execute(statement, params=None)
    for statement in fill(vendor):
        editor.execute(statement, params=None)


def _remove(_apps: Any, editor: Any) -> None:
    editor.execute("DROP TABLE escalation_words", params=None)
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION escalation_fold(text)", params=None)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("escalation", "0004_more_guards")]
    operations: ClassVar = [migrations.RunPython(_build, _remove), AddGuards(*FEEDS)]
