"""Escalations by what was written about them: one function, whichever engine keeps the index.

SQLite's FTS5 ranks by bm25, PostgreSQL by ts_rank; migration 0005 fills both. A text counts as one
document, and an escalation is as good as its best one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from holdfast.escalation.models import (
    Classification,
    ClosureRequest,
    Decline,
    Escalation,
    Learning,
    Update,
)
from holdfast.escalation.rules.words import snippet, wanted
from holdfast.kernel.refusal import Invalid
from holdfast.people.models import Programme

# What keeps the cost of a search bounded, however many escalations there are: words are taken by
# rarity, the rarest first, for as long as few enough texts hold them (a common word alone finds some
# of its texts, on SQLite the newest), and only the best of these are looked at.
_COMMON = 1000  # as many texts make a word a common one; nobody counts further
_TEXTS = 2000
_BEST = 200
_COUNT_SQLITE = (
    "(SELECT COUNT(*) FROM (SELECT 1 FROM escalation_words WHERE escalation_words MATCH %s "
    "LIMIT {common}))"
)
_COUNT_POSTGRESQL = (
    "(SELECT COUNT(*) FROM (SELECT 1 FROM escalation_words "
    "WHERE document @@ plainto_tsquery('english', escalation_fold(%s)) LIMIT {common}) x)"
)
# The title and the customer weigh more than the rest.
_SQLITE = """
    SELECT w.escalation, w.part, w.number, MIN(b.score) FROM (
        SELECT * FROM (
            SELECT w.rowid AS id, bm25(escalation_words, 4.0, 1.0) AS score
            FROM escalation_words w {narrow} WHERE escalation_words MATCH %s {among}
            ORDER BY w.rowid DESC LIMIT {texts})
        ORDER BY score LIMIT {best}) b
    JOIN escalation_words w ON w.rowid = b.id JOIN escalation_escalation e ON e.id = w.escalation
    WHERE e.programme_id = %s GROUP BY w.escalation ORDER BY MIN(b.score), w.escalation DESC LIMIT %s
"""
_POSTGRESQL = """
    SELECT escalation, part, number, score FROM (
        SELECT DISTINCT ON (w.escalation) w.* FROM (
            SELECT * FROM (
                SELECT w.escalation, w.part, w.number, ts_rank(w.document, q.words, 1) AS score
                FROM (SELECT replace(plainto_tsquery('english', escalation_fold(%s))::text, '&', '|')
                      ::tsquery AS words) q
                JOIN escalation_words w ON w.document @@ q.words {narrow}
                WHERE TRUE {among} LIMIT {texts}) t
            ORDER BY score DESC LIMIT {best}) w
        JOIN escalation_escalation e ON e.id = w.escalation WHERE e.programme_id = %s
        ORDER BY w.escalation, w.score DESC) one
    ORDER BY score DESC, escalation DESC LIMIT %s
"""
_NARROW = "JOIN escalation_escalation e ON e.id = w.escalation"
_STATES = {
    "all": "",
    "open": "e.closure_id IS NULL AND e.decline_id IS NULL",
    "raised": "e.closure_id IS NULL AND e.decline_id IS NULL AND e.ownership_id IS NULL",
    "owned": "e.closure_id IS NULL AND e.decline_id IS NULL AND e.ownership_id IS NOT NULL",
    "closed": "e.closure_id IS NOT NULL",
    "declined": "e.decline_id IS NOT NULL",
    "ended": "(e.closure_id IS NOT NULL OR e.decline_id IS NOT NULL)",
}
_OWNED_BY = "e.ownership_id IN (SELECT id FROM escalation_ownership WHERE person_id = %s)"


@dataclass(frozen=True, slots=True)
class Found:
    """An escalation that was found: `rank` 1 is the best, `snippet` where the words stand.

    `outcome`, `reason`, `klass` and `learning` say how it ended; all are empty while it is open.
    """

    escalation: Escalation
    rank: int
    snippet: str
    outcome: str = ""
    reason: str = ""
    klass: str = ""
    learning: str = ""


def search(
    programme: Programme,
    words: str,
    *,
    limit: int = 10,
    ended_only: bool = False,
    state: str = "all",
    owner: int | None = None,
    raised_by: int | None = None,
) -> list[Found]:
    """The escalations whose texts hold any of the words, the best first. Whatever is typed is only
    ever words: nothing in it is read as a query. `owner` and `raised_by` are numbers of people."""
    if state not in _STATES:
        raise Invalid(
            f"“{state[:20]}” is not a state; use one of {', '.join(_STATES)}.", field="state"
        )
    asked_for = wanted(words)
    if not asked_for or limit < 1:
        return []
    conditions: list[str] = []
    values: list[int] = []
    for known in (_STATES[state], _STATES["ended"] if ended_only else ""):
        if known:
            conditions.append(f"AND {known}")
    if owner is not None:
        conditions.append(f"AND {_OWNED_BY}")
        values.append(owner)
    if raised_by is not None:
        conditions.append("AND e.raised_by_id = %s")
        values.append(raised_by)
    sqlite = connection.vendor == "sqlite"
    sql = (_SQLITE if sqlite else _POSTGRESQL).format(
        narrow=_NARROW if conditions else "",
        among=" ".join(conditions),
        texts=_TEXTS,
        best=_BEST,
    )
    with connection.cursor() as cursor:
        telling = _telling(cursor, asked_for)
        if not telling:
            return []
        query = " OR ".join(map(_quoted, telling)) if sqlite else " ".join(telling)
        cursor.execute(sql, [query, *values, programme.pk, limit])
        places = [(number, part, text) for number, part, text, _ in cursor.fetchall()]
    return _told(places, telling)


def _telling(cursor: Any, words: list[str]) -> list[str]:
    """Of these words those that tell escalations apart: the rarest, while few texts hold them."""
    sqlite = connection.vendor == "sqlite"
    count = (_COUNT_SQLITE if sqlite else _COUNT_POSTGRESQL).format(common=_COMMON)
    counts = ", ".join([count] * len(words))
    cursor.execute(f"SELECT {counts}", [_quoted(each) if sqlite else each for each in words])
    by_rarity = sorted(each for each in zip(cursor.fetchone(), words, strict=True) if each[0])
    telling: list[str] = []
    texts = 0
    for holding, word in by_rarity:
        texts += holding
        if telling and (holding >= _COMMON or texts > _TEXTS):
            break
        telling.append(word)
    return telling


def _quoted(word: str) -> str:
    """A word as FTS5 reads it as nothing but a word; there is no quote in it."""
    return f'"{word}"'


def _told(places: Sequence[tuple[int, str, int]], words: list[str]) -> list[Found]:
    numbers = [number for number, _, _ in places]
    escalations = Escalation.objects.select_related(
        "programme",
        "ownership__person",
        "raised_by",
        "next_step_by",
        "support_engineer",
        "closure__request",
        "decline",
    ).in_bulk(numbers)
    texts = _texts(places)
    ended = [each.pk for each in escalations.values() if not each.is_open]
    classes = _latest(Classification.objects.filter(escalation__in=ended).order_by("pk"), "word")
    learned = _latest(Learning.objects.filter(escalation__in=ended).order_by("pk"), "text")
    found: list[Found] = []
    for number, part, text in places:
        each = escalations[number]
        closure, decline = each.closure, each.decline
        # Words in the title alone are shown already; the stakes say what it was about.
        raised = f"{each.stakes} {each.why_now}" if part == "raised" else ""
        found.append(
            Found(
                escalation=each,
                rank=len(found) + 1,
                snippet=snippet(raised or texts.get((part, text), ""), words),
                outcome=closure.request.outcome if closure else "declined" if decline else "",
                reason=closure.request.reason if closure else decline.reason if decline else "",
                klass=classes.get(number, ""),
                learning=learned.get(number, ""),
            )
        )
    return found


def _texts(places: Sequence[tuple[int, str, int]]) -> dict[tuple[str, int], str]:
    """The texts in which the words stand, where they are not the escalation's own."""
    texts: dict[tuple[str, int], str] = {}
    for part, model, field in (
        ("update", Update, "text"),
        ("closing", ClosureRequest, "reason"),
        ("decline", Decline, "reason"),
        ("learning", Learning, "text"),
    ):
        numbers = [text for _, each, text in places if each == part]
        if numbers:
            rows = model._default_manager.filter(pk__in=numbers).values_list("pk", field)  # noqa: SLF001 - Django's name
            texts |= {(part, number): text for number, text in rows}
    return texts


def _latest(rows: Iterable[Classification | Learning], field: str) -> dict[int, str]:
    return {each.escalation_id: str(getattr(each, field)) for each in rows}


def learnings_with(words: str) -> list[int] | None:
    """Numbers of the learnings whose text holds all of the words, the newest 2,000; None where nothing
    that could be looked for was typed."""
    asked_for = wanted(words)
    if not asked_for:
        return None
    if connection.vendor == "sqlite":
        match, said = "escalation_words MATCH %s", " AND ".join(map(_quoted, asked_for))
    else:
        match = "document @@ plainto_tsquery('english', escalation_fold(%s))"
        said = " ".join(asked_for)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number FROM escalation_words WHERE {match} AND part = 'learning' "  # noqa: S608
            "ORDER BY number DESC LIMIT %s",
            [said, _TEXTS],
        )
        return [number for (number,) in cursor.fetchall()]
