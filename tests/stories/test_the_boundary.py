"""Two working days before the rotation ends: what is open is laid out, decided, frozen, and the
window closes (R70, R91)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.escalation.actions import decide_item, freeze_packs, make_packs
from holdfast.escalation.models import Frozen, Handover, Kept, Pack, PackItem
from holdfast.escalation.presenting.pack import markdown_of, pack_as_markdown, shown
from holdfast.escalation.queries.pack import next_pack, pack_of, seen
from holdfast.escalation.rules.pack import Decision, ItemFacts, decision, made_at
from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.kernel.working_time import WorkingHours
from holdfast.rotation.models import ServedHalf
from tests.cast import Story
from tests.rotation.rota import BOUNDARY, seat, sweep, the_window, window

BASE = "https://holdfast.example"
# The window ends on Monday 16 March 2026, and the next one begins that day.
PACK_AT = datetime(2026, 3, 12, 9, tzinfo=UTC)  # Thursday: two working days ahead
HANDOVER = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture
def next_window(story: Story) -> Iterator[None]:
    window(BOUNDARY, date(2026, 4, 13), "kim", "bo")
    return


def said(story: Story) -> dict[str, str]:
    view = seen(pack_of(the_window().pk))
    return {item.escalation.title: item.decision.value for item in view.items}


@pytest.mark.req("R70", "R91", "R58")
def test_one_kept_one_handed_one_undecided(story: Story, next_window: None):
    kept, handed, left = (story.owned(title=title) for title in ("Kept", "Handed", "Left"))
    story.owned(by="kim", title="Kim stays on")
    window_id = the_window().pk

    # Thursday morning: the pack is made, and everybody concerned is invited.
    assert make_packs(PACK_AT - timedelta(minutes=1)) == 0
    story.now = PACK_AT
    assert sweep(story)["packs"] == 1
    assert story.told("pack.made") == {"ana", "bo", "lea", "sam"}, "Kim sits on in the next window"
    assert said(story) == {"Kept": "undecided", "Handed": "undecided", "Left": "undecided"}

    # Ana keeps one and asks Bo to take another; it moves when he accepts it.
    story.now += timedelta(hours=1)
    facts = {"window_id": window_id, "at": story.now}
    decide_item(ref=kept.ref, decision="keep", by=story.ana, **facts)
    decide_item(ref=kept.ref, decision="keep", by=story.ana, **facts)
    item = decide_item(ref=handed.ref, decision="ask", to="bo", by=story.ana, **facts)
    assert item.decision is Decision.ASKED
    assert story.see(handed).owner.login == "ana"
    assert Kept.objects.count() == 1
    story.take_over(item.offer, by="bo")
    assert said(story) == {"Kept": "kept", "Handed": "taken", "Left": "undecided"}

    # Something comes in on Friday: it is in the pack too.
    story.now += timedelta(days=1)
    late = story.owned(title="Late")
    assert said(story)["Late"] == "undecided"
    story.answer(story.ask_to_close(late), agree=True)
    assert "Late" not in said(story), "it never was written down"

    # Monday, nine o'clock: frozen as it is; the undecided one is named and stays where it is.
    assert freeze_packs(HANDOVER - timedelta(seconds=1)) == 0
    story.now = HANDOVER
    assert sweep(story)["boundaries"] == 1
    assert story.told("pack.frozen") == {"ana", "bo", "lea"}
    frozen = Frozen.objects.get()
    assert frozen.data["undecided"] == [left.ref]
    assert frozen.markdown == pack_as_markdown(frozen.data)
    assert "Undecided: it stays with Ana Ruiz" in frozen.markdown
    assert "Bo Larsen took it over from Ana Ruiz" in frozen.markdown
    assert story.see(left).owner.login == story.see(kept).owner.login == "ana"
    with pytest.raises(Conflict, match="frozen"):
        decide_item(ref=left.ref, decision="keep", by=story.ana, **facts)

    # What happens later changes nothing of it.
    story.answer(story.ask_to_close(left), agree=True)
    pack = pack_of(window_id)
    assert shown(pack, at=story.now, base=BASE) == frozen.data
    assert markdown_of(pack, at=story.now, base=BASE) == frozen.markdown

    # The day after, the window is closed, and who sat in it has served.
    story.now = datetime(2026, 3, 17, tzinfo=UTC)
    assert sweep(story)["closing windows"] == 1
    assert ServedHalf.objects.filter(person__login="ana").count() == 2
    assert not any(sweep(story)[name] for name in ("packs", "boundaries", "closing windows"))


@pytest.mark.req("R70")
def test_what_was_in_the_last_pack_is_carried_over(story: Story, next_window: None):
    window(date(2026, 4, 13), date(2026, 5, 11), "ana")
    old, closed = story.owned(title="Old"), story.owned(title="Closed by then")
    for story.now in (PACK_AT, HANDOVER):
        sweep(story)
    story.answer(story.ask_to_close(closed), agree=True)
    mine = story.owned(by="bo", title="New")
    story.now = datetime(2026, 4, 9, 9, tzinfo=UTC)
    assert sweep(story)["packs"] == 1
    second = Pack.objects.latest("id")
    assert second.previous.window == the_window()
    assert dict(second.items.values_list("escalation__title", "carried")) == {
        "Old": True,
        "New": False,
    }
    since = shown(second, at=story.now, base=BASE)["since_last"]
    assert (since["new"], since["carried"]) == ([mine.ref], [old.ref])
    assert since["gone"] == [{"ref": closed.ref, "title": "Closed by then", "state": "closed"}]
    text = markdown_of(second, at=story.now, base=BASE)
    assert "Since the pack of 2026-02-16 to 2026-03-16" in text
    assert f"- {closed.ref}: closed (Closed by then)" in text


@pytest.mark.req("R58", "R91")
def test_who_decides_and_what_stands_in_the_way(story: Story, next_window: None):
    issue, other = story.owned(), story.owned(by="kim", title="Not of the pack")
    window_id = the_window().pk
    facts = {"window_id": window_id, "ref": issue.ref, "at": PACK_AT}
    with pytest.raises(NotFound, match="no handover pack"):
        decide_item(decision="keep", by=story.ana, **facts)
    make_packs(PACK_AT)
    with pytest.raises(NotAllowed, match="Only Ana Ruiz"):
        decide_item(decision="keep", by=story.bo, **facts)
    with pytest.raises(NotFound, match="not in this pack"):
        decide_item(decision="keep", by=story.kim, **{**facts, "ref": other.ref})
    with pytest.raises(Invalid) as wrong:
        decide_item(decision="drop", by=story.ana, **facts)
    assert wrong.value.field == "decision"
    with pytest.raises(Invalid) as wrong:
        decide_item(decision="ask", to="sam", by=story.ana, **facts)
    assert wrong.value.field == "to"
    offer = decide_item(decision="ask", to="bo", by=story.lea, **facts).offer
    with pytest.raises(Conflict, match="withdraw that offer"):
        decide_item(decision="keep", by=story.ana, **facts)
    story.now = PACK_AT
    story.refuse_offer(offer, by="bo", reason="Too many.")
    assert said(story)[issue.title] == "undecided"
    text = markdown_of(pack_of(window_id), at=story.now, base=BASE)
    assert "it stays with Ana Ruiz (Bo Larsen said no: Too many.)" in text
    story.now += timedelta(hours=1)
    decide_item(decision="keep", by=story.lea, **{**facts, "at": story.now})
    assert said(story)[issue.title] == "kept"
    assert "escalation.kept" in story.happened(issue)


def test_an_empty_pack_is_news_too_and_support_is_left_in_peace(story: Story, next_window: None):
    make_packs(PACK_AT)
    assert story.told("pack.made") == {"ana", "bo", "lea"}
    text = markdown_of(pack_of(the_window().pk), at=PACK_AT, base=BASE)
    assert "own nothing that is open" in text
    freeze_packs(HANDOVER)
    event = Event.objects.get(kind="pack.frozen")
    assert not event.deliveries.exists(), "nothing is undecided, so nobody has to do anything"


def test_windows_long_over_get_no_pack_and_a_late_worker_makes_up(story: Story):
    old = window(date(2025, 1, 6), date(2025, 2, 3), "ana")
    late = HANDOVER + timedelta(days=3)
    story.owned()
    assert make_packs(late) == 1
    assert not Pack.objects.filter(window=old).exists()
    assert freeze_packs(late) == 1
    assert make_packs(HANDOVER + timedelta(days=30)) == 0


def test_facts_of_a_pack_are_never_changed(story: Story, next_window: None):
    issue = story.owned()
    make_packs(PACK_AT)
    decide_item(window_id=the_window().pk, ref=issue.ref, decision="keep", by=story.ana, at=PACK_AT)
    freeze_packs(HANDOVER)
    for model in (Pack, PackItem, Kept, Frozen):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.update(at=HANDOVER)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.all()._raw_delete(using="default")


def test_part_seats_count_as_outgoing_and_the_next_pack_is_announced(story: Story):
    here = the_window()
    window(BOUNDARY, date(2026, 4, 13), "kim")
    seat(here, "bo", (date(2026, 3, 2), BOUNDARY), position=2)
    found = next_pack(story.programme, story.now)
    assert found == (here, PACK_AT)
    story.owned(by="bo", title="His")
    make_packs(PACK_AT)
    view = seen(pack_of(here.pk))
    assert [person.login for person in view.outgoing] == ["ana", "bo"]
    assert [person.login for person in view.incoming] == []
    assert said(story) == {"His": "undecided"}


@pytest.mark.django_db(transaction=True)
def test_tickers_and_deciders_at_once():
    from tests import cast
    from tests.escalation.racing import at_once

    story = cast.tell()
    window(BOUNDARY, date(2026, 4, 13), "bo")
    issue = story.owned()
    result = at_once([lambda: make_packs(PACK_AT)] * 4)
    assert (result.broken, sum(result.done)) == ([], 1)
    window_id, ana, lea = the_window().pk, story.ana, story.lea
    acts = [
        lambda by=by, word=word: decide_item(
            window_id=window_id, ref=issue.ref, decision=word, to="bo", by=by, at=PACK_AT
        )
        for by in (ana, lea)
        for word in ("keep", "ask")
    ]
    result = at_once(acts)
    assert result.broken == []
    assert Handover.objects.count() == 1
    assert Kept.objects.count() <= 1
    result = at_once([lambda: freeze_packs(HANDOVER)] * 4)
    assert (result.broken, sum(result.done)) == ([], 1)


# --- the rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "days", "made"),
    [
        (date(2026, 3, 16), 2, "2026-03-12T09:00:00+00:00"),  # a Monday: the Thursday before
        (date(2026, 3, 19), 2, "2026-03-17T09:00:00+00:00"),
        (date(2026, 3, 15), 1, "2026-03-13T09:00:00+00:00"),  # a Sunday
        (date(2026, 3, 16), 20, "2026-02-16T09:00:00+00:00"),
    ],
)
def test_a_pack_is_made_so_many_working_days_ahead(until, days, made):
    assert made_at(until, days, WorkingHours("UTC")).isoformat() == made
    berlin = made_at(date(2026, 3, 30), 1, WorkingHours("Europe/Berlin"))
    assert berlin.isoformat() == "2026-03-27T08:00:00+00:00", "before the clocks change"


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({}, "undecided"),
        ({"is_open": False}, "ended"),
        ({"pending": True, "offered_at": PACK_AT}, "asked"),
        ({"owner": 2}, "taken"),
        ({"kept_by": 1, "kept_at": PACK_AT}, "kept"),
        ({"owner": 2, "kept_by": 1, "kept_at": PACK_AT}, "taken"),
        ({"kept_by": 1, "kept_at": PACK_AT, "offered_at": HANDOVER}, "undecided"),
        ({"kept_by": 1, "kept_at": HANDOVER, "offered_at": PACK_AT}, "kept"),
    ],
)
def test_the_newest_word_decides(facts, word):
    given = {"owner_before": 1, "owner": 1, "is_open": True, "pending": False, **facts}
    assert decision(ItemFacts(**given)).value == word
