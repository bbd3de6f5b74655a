"""The hard rules by days, and which days of a seat can be offered: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from holdfast.kernel.refusal import Refusal
from holdfast.rotation.rules.swap import Change, Ground, Sitter, Sitting, WindowDays, judge
from holdfast.rotation.rules.swap_days import earliest, left_over, offered

pytestmark = pytest.mark.sqlite  # they ask no database; once is enough
D = date(2026, 4, 13)  # a Monday
END = D + timedelta(days=28)
ANA, KIT, BO, NOA = 1, 2, 3, 4


def day(number: int) -> date:
    return D + timedelta(days=number)


def sits(person: int, first: int = 0, end: int = 28, window: int = 1) -> Sitting:
    return Sitting(person, window, day(first), day(end))


# Everybody has served before, in window 0, long ago.
SERVED = [sits(person, -200, -172, window=0) for person in (ANA, KIT, BO)]


def ground(*sittings: Sitting, **given: object) -> Ground:
    people = {
        ANA: Sitter("Ana", team="Search"),
        KIT: Sitter("Kit"),
        BO: Sitter("Bo", team="Search", halves=True),
        NOA: Sitter("Noa"),
    }
    people |= given.pop("people", {})
    windows = {n: WindowDays(day(28 * (n - 1)), day(28 * n), 4) for n in range(-6, 6)}
    facts = {"team_cap": 1, "mentoring": False, **given}
    return Ground(windows, people, [*SERVED, *sittings], **facts)


def gives(taker: int, first: int = 0, end: int = 28, giver: int = ANA) -> Change:
    """The giver's whole seat, of which the taker has these days."""
    taken = sits(taker, first, end)
    kept = [sits(giver, *span) for span in ((0, first), (end, 28)) if span[0] < span[1]]
    return Change(gone=[sits(giver)], new=[*kept, taken], taken=[taken])


def rules(change: Change, on: Ground) -> list[str]:
    return [each.rule for each in judge(change, on).broken]


def test_nothing_against_it():
    verdict = judge(gives(KIT), ground(sits(ANA)))
    assert (verdict.broken, verdict.warnings) == ((), ())


def test_nobody_sits_twice_on_a_day():
    assert rules(gives(KIT, 5, 9), ground(sits(ANA), sits(KIT, 8, 20))) == ["twice"]
    assert rules(gives(KIT, 5, 8), ground(sits(ANA), sits(KIT, 8, 20))) == []
    assert rules(gives(KIT), ground(sits(ANA), sits(KIT))) == ["twice"]
    # Another window that overlaps, and one that only hands over.
    assert "twice" in rules(gives(KIT), ground(sits(ANA), sits(KIT, 27, 50, window=2)))
    assert rules(gives(KIT), ground(sits(ANA), sits(KIT, 28, 50, window=2))) == []


@pytest.mark.parametrize(
    ("other", "broken"),
    [((32, 60), True), ((33, 60), False), ((-33, -5), False), ((-33, -4), True)],
)
def test_rest_between_two_windows_on_either_side(other, broken: bool):
    on = ground(sits(ANA), sits(KIT, *other, window=2), people={KIT: Sitter("Kit", rest_days=5)})
    verdict = judge(gives(KIT), on)
    assert [each.rule for each in verdict.broken] == (["rest"] if broken else [])
    if broken:
        assert "Kit rests 5 days between two turns" in verdict.broken[0].sentence


def test_parts_of_one_window_are_one_turn():
    on = ground(sits(ANA), sits(KIT, 20, 28), people={KIT: Sitter("Kit", rest_days=84)})
    assert rules(gives(KIT, 5, 9), on) == []


def test_a_team_spares_so_many_and_a_mate_may_come_for_a_mate():
    assert rules(gives(BO), ground(sits(ANA))) == []
    on = ground(sits(KIT), sits(ANA, 0, 14))
    assert rules(gives(BO, giver=KIT), on) == ["team"]
    assert rules(gives(BO, 14, 28, giver=KIT), on) == []
    assert rules(gives(BO, 13, 15, giver=KIT), on) == ["team"]
    assert rules(gives(BO, giver=KIT), ground(sits(KIT), sits(ANA), team_cap=2)) == []


def test_what_is_broken_already_may_stay_so():
    """Two of a team where one is spared: another mate for one of them makes it no worse."""
    people = {KIT: Sitter("Kit", team="Search")}
    on = ground(sits(ANA), sits(KIT), people=people)
    assert rules(gives(BO), on) == []
    full = ground(sits(ANA), sits(KIT))
    small = Ground({1: WindowDays(D, END, 1)}, full.people, full.sittings, 9, mentoring=False)
    assert rules(gives(BO), small) == []
    more = Change(gone=[], new=[sits(BO)], taken=[sits(BO)])
    assert rules(more, small) == ["most"]


def test_a_first_timer_beside_somebody_who_has_served():
    alone = ground(sits(ANA), mentoring=True)
    assert rules(gives(NOA), alone) == ["first time"]
    assert rules(gives(KIT), alone) == []
    beside = ground(sits(ANA), sits(KIT), mentoring=True)
    assert rules(gives(NOA), beside) == []
    # Kit is only there in the first half: in the second Noa would sit alone.
    half = ground(sits(ANA), sits(KIT, 0, 14), mentoring=True)
    assert rules(gives(NOA), half) == ["first time"]
    assert rules(gives(NOA, 3, 14), half) == []
    # For who has another turn before this one it is not the first.
    assert (
        rules(gives(NOA), ground(sits(ANA), sits(NOA, -60, -32, window=-1), mentoring=True)) == []
    )


def test_halves_are_for_those_who_take_them_and_a_short_cover_for_all():
    on = ground(sits(ANA))
    assert rules(gives(KIT, 0, 14), on) == ["halves"]
    assert rules(gives(KIT, 3, 16), on) == []
    yes = ground(sits(ANA), people={KIT: Sitter("Kit", halves=True)})
    assert rules(gives(KIT, 0, 14), yes) == []
    # The other half of a window of which they have one makes it whole.
    assert rules(gives(KIT, 0, 14), ground(sits(ANA), sits(KIT, 14, 28))) == []


def test_away_for_all_of_it_is_refused_and_for_some_said():
    def away(first: int, last: int) -> Ground:
        days = frozenset(day(n) for n in range(first, last + 1))
        return ground(sits(ANA), people={KIT: Sitter("Kit", away=days)})

    assert rules(gives(KIT, 0, 5), away(0, 4)) == ["away"]
    assert rules(gives(KIT, 0, 7), away(0, 4)) == ["away"], "a weekend is no work either"
    some = judge(gives(KIT), away(3, 8))
    assert (some.broken, some.warnings) == ((), ("Kit is away on 4 of these 20 working days.",))
    assert judge(gives(KIT, 5, 7), away(5, 6)).broken == (), "days on which they never work"


def test_both_sides_of_a_true_swap_are_judged_after_both_moves():
    back = sits(KIT, 40, 68, window=2)
    on = ground(sits(ANA), back, people={ANA: Sitter("Ana", rest_days=20)})
    given, got = sits(KIT), sits(ANA, 40, 68, window=2)
    whole = Change(gone=[sits(ANA), back], new=[given, got], taken=[given, got])
    assert rules(whole, on) == []
    part = sits(KIT, 0, 14)
    half = Change(gone=[sits(ANA), back], new=[part, sits(ANA, 14, 28), got], taken=[part, got])
    assert rules(half, on) == ["halves", "rest"]


# --- days ----------------------------------------------------------------------------------------

SEAT = (D, END)


def test_the_days_of_an_offer():
    first = D - timedelta(days=9)
    assert offered(SEAT, whole_until=END, first=first) == SEAT
    assert offered(SEAT, whole_until=END, half=0, first=first) == (D, day(14))
    assert offered(SEAT, whole_until=END, half=1, first=first) == (day(14), END)
    # Where the last day is served, the window has 29: the first half is the shorter one.
    assert offered(SEAT, whole_until=day(29), half=0, first=first) == (D, day(14))
    assert offered(SEAT, whole_until=None, starts_on=day(3), first=first) == (day(3), END)
    assert offered(SEAT, whole_until=None, ends_on=day(3), first=first) == (D, day(3))
    assert offered((D, D), whole_until=day(1), first=D) == (D, D)


def test_of_a_seat_that_runs_what_has_begun_stays():
    assert offered(SEAT, whole_until=END, first=day(4)) == (day(4), END)
    assert offered(SEAT, whole_until=END, half=0, first=day(4)) == (day(4), day(14))
    for given in ({"half": 0, "first": day(14)}, {"starts_on": day(3), "first": day(4)}):
        with pytest.raises(Refusal, match="has begun"):
            offered(SEAT, whole_until=END, **given)
    for first in (END, END + timedelta(days=3)):
        with pytest.raises(Refusal, match="over, or ends"):
            offered(SEAT, whole_until=END, first=first)
    with pytest.raises(Refusal, match="part of its window already"):
        offered(SEAT, whole_until=None, half=0, first=D)
    with pytest.raises(Refusal, match="too short for halves"):
        offered((D, D), whole_until=day(1), half=0, first=D)


def test_what_is_left_over():
    assert left_over(SEAT, SEAT) == []
    assert left_over(SEAT, (day(3), day(6))) == [(D, day(3)), (day(6), END)]
    assert left_over(SEAT, (D, day(6))) == [(day(6), END)]


def test_a_day_is_begun_at_the_handover_hour():
    at = datetime(2026, 4, 13, 8, 59, tzinfo=UTC)
    assert earliest(at, zone="UTC", handover_hour=9) == D
    assert earliest(at + timedelta(minutes=1), zone="UTC", handover_hour=9) == day(1)
    assert earliest(at, zone="Asia/Kolkata", handover_hour=9) == day(1)
