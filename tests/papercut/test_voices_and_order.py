"""GTM ranks, engineering estimates, product judges; a move is one row (R61)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed
from holdfast.papercut.models import Estimate, Judgement, PaperCut, Rank
from holdfast.papercut.queries import last_rank
from holdfast.papercut.rules.order import between, neighbours
from tests.papercut.cuts import Cuts

MOVES = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12)), max_size=60)


@given(MOVES)
def test_any_moves_keep_a_total_order(moves: list[tuple[int, int]]):
    """One place is written a move, each is its own, and the thing is where it was put."""
    places: dict[int, str] = {}
    for thing, position in moves:
        others = {each: place for each, place in places.items() if each != thing}
        order = sorted(others, key=others.__getitem__)
        place = between(*neighbours([others[each] for each in order], position))
        places[thing] = place
        assert len(set(places.values())) == len(places)
        assert not place[10:].endswith("0") and place.isdigit()
        order.insert(min(position, len(order) + 1) - 1, thing)
        assert sorted(places, key=places.__getitem__) == order


def test_the_same_gap_again_and_again_grows_slowly():
    lower, upper = between(None, None), between(between(None, None), None)
    for _ in range(500):
        upper = between(lower, upper)
        assert lower < upper
    assert len(upper) < 200
    with pytest.raises(ValueError, match="not below"):
        between(upper, lower)


@pytest.mark.req("R61")
def test_a_move_writes_one_row_and_touches_no_other(cuts: Cuts):
    made = [cuts.add(f"Gap {number}") for number in range(4)]
    for number, each in enumerate(made, start=1):
        cuts.rank(each, number)
    before = dict(PaperCut.objects.values_list("pk", "place"))
    ranks = Rank.objects.count()
    cuts.rank(made[3], 2, why="Two renewals hang on it.")
    after = dict(PaperCut.objects.values_list("pk", "place"))
    assert {pk for pk in after if after[pk] != before[pk]} == {made[3].pk}
    assert Rank.objects.count() == ranks + 1
    assert cuts.order() == [made[0].ref, made[3].ref, made[1].ref, made[2].ref]
    # Where it is already nothing is written, and past the end is the end.
    cuts.rank(made[3], 2)
    cuts.rank(made[2], 90)
    assert Rank.objects.count() == ranks + 1
    with pytest.raises(Invalid, match="1 for the top"):
        cuts.rank(made[0], 0)


def test_what_is_over_keeps_its_place_and_disturbs_nobody(cuts: Cuts):
    made = [cuts.add(f"Gap {number}") for number in range(5)]
    for number, each in enumerate(made, start=1):
        cuts.rank(each, number)
    cuts.ship(made[1])
    cuts.drop(made[0])
    cuts.rank(made[4], 2)
    cuts.rank(made[3], 1)
    cuts.rank(made[2], 3)
    assert cuts.order() == [made[3].ref, made[4].ref, made[2].ref]
    assert cuts.see(made[4]).position == 2
    assert cuts.see(made[0]).position is None


@pytest.mark.req("R61")
def test_the_rank_is_gtms_and_a_lead_stands_in_until_somebody_speaks(cuts: Cuts):
    cut, other = cuts.add(), cuts.add("Another")
    cuts.rank(cut, 1, by="lea")
    assert cuts.see(cut).rank.standing == "lead"
    with pytest.raises(NotAllowed, match="nobody speaks for GTM yet; a lead gives the voice"):
        cuts.rank(other, 1, by="ana")
    with pytest.raises(NotAllowed, match="may not say who speaks"):
        cuts.voice("rex", "gtm", by="rex")
    assert cuts.voice("rex", "gtm") is True
    assert cuts.voice("rex", "gtm") is False
    assert cuts.heard("voice.given") == {"rex"}
    for login in ("lea", "ada", "sam"):
        with pytest.raises(NotAllowed, match="GTM's word: ask Rex Quill"):
            cuts.rank(other, 1, by=login)
    cuts.rank(other, 1, by="rex")
    assert cuts.see(other).rank.standing == "gtm"
    # A lead may take the voice themselves, on the record; and it goes away again.
    cuts.voice("lea", "gtm")
    cuts.rank(cut, 1, by="lea")
    assert cuts.see(cut).rank.standing == "gtm"
    cuts.voice("rex", "gtm", holds=False)
    with pytest.raises(NotAllowed):
        cuts.rank(other, 1, by="rex")


@pytest.mark.req("R61", "R62")
def test_engineering_estimates_and_product_judges(cuts: Cuts):
    cut = cuts.add()
    for login in ("lea", "ada", "sam", "rex"):
        with pytest.raises(NotAllowed, match="The estimate is engineering's"):
            cuts.estimate(cut, 3, by=login)
    cuts.estimate(cut, 3, by="ana")
    cuts.estimate(cut, 3, by="bo")
    cuts.estimate(cut, 16.5, by="bo", note="The old exporter too.")
    assert [each.days for each in Estimate.objects.all()] == [3, 16.5]
    assert float(cuts.see(cut).estimate.days) == 16.5
    for wrong in (0, -1, 1000, "soon", "nan"):
        with pytest.raises(Invalid, match="no number of working days"):
            cuts.estimate(cut, wrong)
    cuts.judge(cut, "yes")
    assert cuts.see(cut).judgement.meanwhile
    cuts.voice("max", "product")
    with pytest.raises(NotAllowed, match="ask Max Vogel"):
        cuts.judge(cut, "no", by="lea", reason="No.")
    with pytest.raises(Invalid, match="Say why"):
        cuts.judge(cut, "not_now", by="max")
    cuts.judge(cut, "not-now", by="max", reason="The exporter is rebuilt in May.")
    assert not cuts.see(cut).judgement.meanwhile
    assert Judgement.objects.count() == 2
    with pytest.raises(Conflict, match="Product says not now"):
        cuts.pick_up(cut)


@pytest.mark.req("R61")
def test_the_later_of_two_movers_sees_what_changed(cuts: Cuts):
    one, two = cuts.add("One"), cuts.add("Two")
    cuts.rank(one, 1)
    cuts.rank(two, 2)
    seen = last_rank(cuts.story.programme)
    cuts.rank(two, 1, seen=seen)
    with pytest.raises(Conflict, match=rf"Meanwhile Lea Marsh put {two.ref} at 1\. Nothing was"):
        cuts.rank(one, 2, by="ada", seen=seen)
    assert cuts.order() == [two.ref, one.ref]


def test_the_database_keeps_it(cuts: Cuts):
    cut, other = cuts.add(), cuts.add("Another")
    cuts.rank(cut, 1)
    cuts.pick_up(cut)
    cuts.ship(other)
    place = PaperCut.objects.get(pk=cut.pk).place
    person = cuts.story.people["kim"].pk
    at = cuts.story.now.isoformat(sep=" ")
    tries = [
        (f"UPDATE papercut_papercut SET place = '1' WHERE id = {cut.pk}", "moves by a rank"),
        (f"UPDATE papercut_papercut SET by_id = {person} WHERE id = {cut.pk}", "came from"),
        (f"DELETE FROM papercut_papercut WHERE id = {cut.pk}", "never deleted"),
        ("UPDATE papercut_rank SET position = 4", "never changed"),
        ("DELETE FROM papercut_pickup", "never changed"),
        ("UPDATE papercut_shipment SET url = 'x'", "never changed"),
        (
            (
                "INSERT INTO papercut_pickup (cut_id, person_id, at) "
                f"VALUES ({cut.pk}, {person}, '{at}')"
            ),
            "picked this paper cut up already",
        ),
        (
            (
                "INSERT INTO papercut_pickup (cut_id, person_id, at) "
                f"VALUES ({other.pk}, {person}, '{at}')"
            ),
            "shipped or dropped",
        ),
        (
            f"INSERT INTO papercut_dropped (cut_id, reason, at) VALUES ({other.pk}, 'x', '{at}')",
            "is shipped",
        ),
        (
            (
                "INSERT INTO papercut_rank (cut_id, place, position, standing, why, at) "
                f"VALUES ({other.pk}, '{place}', 1, 'gtm', '', '{at}')"
            ),
            "(?i)unique",
        ),
    ]
    for sql, says in tries:
        with (
            pytest.raises(IntegrityError, match=says),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
