"""Similar escalations are found by their words, whatever somebody types."""

from __future__ import annotations

import pytest

from holdfast.escalation.models import Classification, Learning
from holdfast.escalation.queries.search import Found, search
from holdfast.escalation.rules.words import MOST_WORDS, snippet, wanted
from tests.cast import Story

HOSTILE = [
    '"', '""', "'", "*", "(", ")", "^", "-", "NEAR", "NEAR(", "AND", "OR NOT", "title:", "a AND",
    "{title words}:", 'x" OR "y', "🔥", "🔥🔥 💥", "\x00", "a\x00b", "\ud800", "ʼ", "\u202e", "…",
    "%s %d %%", "; DROP TABLE escalation_words; --", "<script>", "&|!:*<->", "\\", "न", "日本語",
    "ﷺ", "'; SELECT 1", "w" * 200_000, "word " * 40_000, "\n\n", "",
]  # fmt: skip


def refs(found: list[Found]) -> list[str]:
    return [each.escalation.ref for each in found]


@pytest.mark.req("R2")
def test_what_solved_it_before_is_found(story: Story):
    solved = story.owned(title="Indexing stops after upgrade", stakes="Nothing new is found.")
    story.update(solved, "The gitserver disk was full.")
    story.answer(
        story.ask_to_close(solved, reason="Zoekt needed a bigger shard limit."), agree=True
    )
    ana, at = story.people["ana"], story.now
    Classification.objects.create(escalation=solved, word="quick_fix", by=ana, at=at)
    Learning.objects.create(
        escalation=solved, text="Check the shard limit first.", customer_words="phew", by=ana, at=at
    )
    other = story.raised(
        title="Login page is blank", stakes="Nobody gets in.", customer="Zürich AG"
    )

    (found,) = search(story.programme, "INDEXED")
    assert (found.escalation.ref, found.rank) == (solved.ref, 1)
    assert (found.outcome, found.reason) == ("resolved", "Zoekt needed a bigger shard limit.")
    assert (found.klass, found.learning) == ("quick_fix", "Check the shard limit first.")
    for word in ("gitserver", "zoekt", "phew", "limits"):
        assert refs(search(story.programme, word)) == [solved.ref], word
    for word in ("zurich", "ZÜRICH", "zu\u0308rich"):
        assert refs(search(story.programme, word)) == [other.ref], word
    assert "disk was full" in search(story.programme, "disks")[0].snippet


def test_words_are_alternatives_and_the_title_counts_most(story: Story):
    named = story.raised(title="Permissions syncing stalls")
    told = story.raised(title="Slow pages", stakes="Perhaps permissions; perhaps not. " * 3)
    assert refs(search(story.programme, "permissions")) == [named.ref, told.ref]
    assert refs(search(story.programme, "the stalls of nothing known, and unicorns")) == [named.ref]
    assert search(story.programme, "the and of is") == []
    assert search(story.programme, "unicorns") == []
    assert refs(search(story.programme, "permissions", limit=1)) == [named.ref]


def test_only_those_that_ended_or_in_a_state_or_of_somebody(story: Story):
    open_one = story.owned(title="Backups fail")
    declined = story.raised(title="Backups are slow", by="lea")
    story.decline(declined, by="kim", reason="It is a wish.", alternative="The roadmap.")
    found = search(story.programme, "backups", ended_only=True)
    assert refs(found) == [declined.ref]
    assert (found[0].outcome, found[0].reason) == ("declined", "It is a wish.")
    assert refs(search(story.programme, "backups", state="open")) == [open_one.ref]
    assert refs(search(story.programme, "backups", raised_by=story.lea.person)) == [declined.ref]
    assert refs(search(story.programme, "backups", owner=story.ana.person)) == [open_one.ref]


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_is_a_query(story: Story, typed: str):
    story.raised(title="Search is blank")
    search(story.programme, typed)
    assert len(search(story.programme, f"{typed[:5000]} blank")) == 1


def test_any_text_can_be_kept(story: Story):
    """The index takes whatever the escalation takes."""
    for text in ("🔥 " * 6000, "w" * 20_000, " ".join(f"w{n}" for n in range(3000)), "é" * 20_000):
        assert story.raised(title="Odd", stakes=text, why_now=text)
    assert len(search(story.programme, "odd", limit=50)) == 4


def test_a_commit_apart(transactional_db: None, story: Story):
    """Tables emptied between tests leave no words behind that a new row could be found by."""
    story.raised(title="Marmalade")
    assert len(search(story.programme, "marmalade")) == 1


def test_a_commit_apart_again(transactional_db: None, story: Story):
    story.raised(title="Honey")
    assert search(story.programme, "marmalade") == []


def test_words_and_snippets():
    assert wanted("The foo-bar of FOO, NEAR(baz*)") == ["foo", "bar", "baz"]
    assert len(wanted(" ".join(map(str, range(1000))))) == MOST_WORDS
    text = " ".join(f"n{n}" for n in range(50)) + " the Indexér is gone " + "z " * 50
    assert snippet(text, wanted("indexing")).startswith("… n41")
    assert "Indexér" in snippet(text, ["indexing"])
    assert snippet("Short.", ["missing"]) == "Short."


def test_what_was_written_before_there_was_an_index_comes_in(story: Story):
    from importlib import import_module

    from django.db import connection

    issue = story.raised(title="Marmalade")
    story.update(story.accept(issue, by="ana"), "Orange peel.")
    fill = import_module("holdfast.escalation.migrations.0005_search").fill
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM escalation_words")
        assert search(story.programme, "marmalade peel") == []
        for statement in fill(connection.vendor):
            cursor.execute(statement)
    assert refs(search(story.programme, "marmalade")) == [issue.ref]
    assert refs(search(story.programme, "peel")) == [issue.ref]


def test_the_cost_of_a_search_is_bounded(story: Story, monkeypatch: pytest.MonkeyPatch):
    """A word that stands everywhere does not hide the one that tells them apart."""
    from holdfast.escalation.queries import search as module

    rare = story.raised(title="Backup of zoekt fails")
    for number in range(12):
        story.raised(title=f"Backup fails {number}")
    monkeypatch.setattr(module, "_COMMON", 5)
    monkeypatch.setattr(module, "_TEXTS", 6)
    assert refs(search(story.programme, "backup zoekt"))[0] == rare.ref
    assert len(search(story.programme, "backup", limit=50)) == 6
