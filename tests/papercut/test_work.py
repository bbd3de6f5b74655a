"""Picked up, interrupted by customers, shipped, told (R62, R64); and lists that come in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.kernel.working_time import WorkingHours
from holdfast.papercut import queries
from holdfast.papercut.models import Interruption, PaperCut, PickUp, Rank
from holdfast.papercut.presenting import as_csv
from holdfast.papercut.queries.figures import figures
from holdfast.papercut.queries.time_left import fits, left_now
from holdfast.papercut.rules import sheet
from holdfast.papercut.rules.card import Card
from holdfast.papercut.rules.days import left, working_days
from holdfast.papercut.rules.need import Held, need
from tests.papercut.cuts import Cuts

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
OFFICE = WorkingHours(zone="Europe/Berlin")


def held(**given: object) -> Held:
    calm = {
        "ref": "ESC-4",
        "pk": 4,
        "paused_until": None,
        "update_due_at": NOON + timedelta(days=2),
        "next_step_is_owners": False,
        "next_step_on": NOON.date() + timedelta(days=1),
        "cornered": False,
        "stands_still": False,
        "closing": False,
    }
    return Held(**{**calm, **given})


@pytest.mark.req("R64")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, None),
        ({"next_step_is_owners": True}, "whose next step is theirs, by Wed 4 Mar"),
        ({"update_due_at": NOON + timedelta(hours=1)}, "whose update is due at 14:00"),
        ({"update_due_at": NOON}, "whose update was due Tue 3 Mar, 13:00"),
        ({"cornered": True}, "which is cornered"),
        ({"stands_still": True}, "which stands still"),
        ({"next_step_on": date(2026, 3, 2)}, "whose next step was due Mon 2 Mar"),
        # Waiting for somebody else: for an answer to a request to close, for the end of a pause.
        ({"next_step_is_owners": True, "closing": True}, None),
        ({"update_due_at": NOON, "closing": True}, "whose update was due"),
        ({"cornered": True, "paused_until": NOON + timedelta(days=1)}, None),
        ({"cornered": True, "paused_until": NOON}, "which is cornered"),
    ],
)
def test_what_needs_action(given: dict[str, object], says: str | None):
    found = need(held(**given), at=NOON, zone=BERLIN)
    if says is None:
        assert found is None
    else:
        assert found is not None
        assert found.words("Ana Ruiz", BERLIN).startswith(f"Ana Ruiz owns ESC-4, {says}")


def test_working_days_are_counted_in_the_engineers_hours():
    def at(day: int, hour: int) -> datetime:
        return datetime(2026, 3, day, hour, tzinfo=BERLIN).astimezone(UTC)

    # Tuesday 13:00 to Friday 11:00: half a day, two days, a quarter; overlaps count once.
    spans = [(at(3, 13), at(6, 11)), (at(4, 9), at(5, 20))]
    assert working_days(spans, OFFICE) == Decimal("2.8")
    assert working_days([(at(7, 8), at(9, 9))], OFFICE) == 0  # a weekend
    assert left(OFFICE, until=date(2026, 3, 16), allocation=50, at=at(6, 13)) == Decimal("2.8")


@pytest.mark.req("R62")
def test_what_fits_in_the_days_left_of_a_seat(cuts: Cuts):
    """Ana and Kim are on to 16 March; from Tuesday 16:00 in Berlin that is an hour and eight days."""
    story = cuts.story
    ana, kim = left_now(story.programme, at=story.now)
    assert (ana.person.login, ana.days, ana.until) == ("ana", Decimal("9.1"), date(2026, 3, 17))
    assert kim.person.login == "kim"
    cut = cuts.add()
    cuts.estimate(cut, 9)
    assert [one.person.login for one in fits(Decimal(9), [ana, kim])] == ["ana", "kim"]
    assert fits(Decimal("9.2"), [ana]) == []
    assert fits(None, [ana]) == []


@pytest.mark.req("R64")
def test_a_paper_cut_rests_while_its_engineer_is_needed(cuts: Cuts):
    story = cuts.story
    cut = cuts.add(customer="Acme")
    cuts.estimate(cut, 3)
    cuts.pick_up(cut)
    assert cuts.see(cut).state == "picked-up"
    escalation = story.owned(by="ana")
    assert cuts.see(cut).state == "paused"
    assert cuts.see(cut).pause.ref == escalation.ref
    cuts.tick()
    cuts.tick()
    assert Interruption.objects.count() == 1
    # A pause of the escalation lets it go on, and its end interrupts it again.
    cuts.forward(days=1)
    story.pause(escalation, story.now.date() + timedelta(days=3))
    assert cuts.see(cut).state == "picked-up"
    cuts.tick()
    # One working day of Ana's went to the customer: Tuesday 16:00 to Wednesday 16:00.
    story.now += timedelta(days=1)
    took = cuts.ship(cut, words="Exports keep your zone.")
    shipment = cuts.see(took).shipment
    assert (shipment.counted, shipment.interrupted) == (Decimal("1.0"), Decimal("1.0"))
    found = figures(story.programme, story.now - timedelta(days=9), story.now + timedelta(days=1))
    (row,) = found.shipped
    assert (row.estimate, row.days, found.interrupted_days) == (3, Decimal("1.0"), 1.0)
    assert (found.estimates, found.actuals) == ([3.0], [1.0])
    assert figures(story.programme, story.now, story.now).shipped_count == 0


@pytest.mark.req("R64")
def test_handing_the_escalation_over_lets_it_go_on(cuts: Cuts):
    story = cuts.story
    cut = cuts.add()
    cuts.pick_up(cut)
    escalation = story.owned(by="ana")
    story.take_over(story.offer(escalation, to="bo"), by="bo")
    assert cuts.see(cut).state == "picked-up"


@pytest.mark.req("R61")
def test_one_engineer_has_it_until_they_hand_it_back(cuts: Cuts):
    cut = cuts.add(customer="Acme")
    cuts.pick_up(cut)
    assert cuts.heard("paper_cut.picked_up") == {"sam"}
    assert cuts.pick_up(cut).pk == PickUp.objects.get().pk
    with pytest.raises(Conflict, match="Ana Ruiz has picked"):
        cuts.pick_up(cut, by="kim")
    with pytest.raises(NotAllowed, match="Only Ana Ruiz"):
        cuts.hand_back(cut, by="kim")
    with pytest.raises(NotAllowed):
        cuts.pick_up(cuts.add("Another"), by="sam")
    cuts.hand_back(cut, reason="I am off.")
    cuts.hand_back(cut)
    cuts.pick_up(cut, by="kim")
    cuts.drop(cut, reason="Solved elsewhere.")
    assert cuts.heard("paper_cut.dropped") == {"sam", "kim"}
    with pytest.raises(Conflict, match="was dropped"):
        cuts.pick_up(cut)
    with pytest.raises(Conflict, match="was dropped"):
        cuts.ship(cut, by="lea")


def test_every_customer_is_told_once(cuts: Cuts):
    cut = cuts.add(customer="Acme")
    other = cuts.wish(cut, "Umbra", by="rex", impact="A day a month.")
    assert cuts.wish(cut, "umbra", by="rex").pk == other.pk
    first = cut.wishes.get(customer="Acme")
    with pytest.raises(Conflict, match="not shipped yet"):
        cuts.told(first)
    cuts.ship(cut, words="It is there.")
    cuts.ship(cut)
    assert cuts.heard("paper_cut.shipped") == {"sam", "rex"}
    assert [each.cut for each in queries.to_tell(cuts.story.people["rex"].pk)] == [cut]
    with pytest.raises(NotAllowed, match="was told"):
        cuts.told(other, by="max")
    cuts.told(other, by="rex")
    cuts.told(other, by="rex")
    assert [wish.customer for wish in cuts.see(cut).untold] == ["Acme"]
    assert cuts.see(cut).accounts == ["Acme", "Umbra"]
    with pytest.raises(Conflict, match="is shipped"):
        cuts.wish(cut, "Late")


def test_one_title_once_and_what_it_said_before_is_kept(cuts: Cuts):
    cut = cuts.add("Größe of the export")
    with pytest.raises(Conflict, match=f"{cut.ref} is called that already"):
        cuts.add("GRÖSSE of the export")


BACKLOG = """title;gap;customers;impact;workaround;url;rank;estimate
Export loses the zone;Sheets are wrong.;"Acme; Umbra";Ten minutes;;https://docs.example/1;2;2.5
Search forgets filters;;acme;;"Type again";;1;
'=cmd|calc;;;;;;;
"""


@pytest.mark.req("R61")
def test_a_csv_comes_in_all_or_nothing_and_goes_out_the_same(cuts: Cuts):
    done = cuts.import_(BACKLOG)
    assert (len(done.added), done.changed, done.unchanged) == (3, [], 0)
    every = queries.backlog(cuts.story.programme, at=cuts.story.now)
    titles = [each.cut.title for each in every]
    assert titles == ["Search forgets filters", "Export loses the zone", "=cmd|calc"]
    assert every[1].accounts == ["Acme", "Umbra"]
    assert every[1].rank.standing == "import"
    out = as_csv(every)
    assert "\n'=cmd|calc," in out
    again = cuts.import_(out)
    assert (again.added, again.changed, again.unchanged) == ([], [], 3)
    assert as_csv(queries.backlog(cuts.story.programme, at=cuts.story.now)) == out
    with pytest.raises(Invalid, match="2 of 3 rows cannot be used") as refused:
        cuts.import_("title,rank,estimate,url\nOne,first,,\nTwo,1,-3,\nThree,,,\n")
    found = [(each["line"], each["column"]) for each in refused.value.facts["findings"]]
    assert found == [(2, "rank"), (3, "estimate")]
    assert PaperCut.objects.count() == 3
    with pytest.raises(NotAllowed):
        cuts.import_(BACKLOG, by="sam")


@pytest.mark.parametrize("cell", ["=1", "'=1", "''+", "@x", "-2", "plain", "'quoted'", "", "\t"])
def test_a_cell_goes_out_and_comes_in(cell: str):
    out = sheet.defused(cell)
    assert out[:1] not in {*"=+-@\t\r"} or not out
    assert sheet.fused(out) == cell


@pytest.mark.req("R61")
def test_a_board_comes_in_again_and_again(cuts: Cuts):
    one = Card(
        "1", "Export loses the zone", accounts=("Acme",), rank=2, estimate_days=2, state="Todo"
    )
    two = Card("2", "Search forgets filters", rank=1)
    first = cuts.cards(one, two)
    assert len(first.added) == 2
    assert cuts.order() == [first.added[1], first.added[0]]
    cut = queries.cut(first.added[0])
    cuts.rank(cut, 1)
    cuts.estimate(cut, 5)
    ranks = Rank.objects.count()
    again = cuts.cards(one, two)
    assert (again.added, again.changed, again.unchanged) == ([], [], 2)
    moved = Card("1", "Exports lose the zone", rank=9, estimate_days=1, state="Done")
    assert cuts.cards(moved, two).changed == [cut.ref]
    found = cuts.see(cut)
    assert (found.cut.title, found.cut.source_state) == ("Exports lose the zone", "Done")
    assert (found.position, float(found.estimate.days)) == (1, 5.0)
    assert Rank.objects.count() == ranks
    # The same key of another board is another paper cut.
    assert len(cuts.cards(Card("1", "Else"), source="github:acme/other").added) == 1
