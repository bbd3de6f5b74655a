"""Seats by hand: what speaks against one is said in words, and the lead decides."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from holdfast.journal.models import Event
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Person, Team
from holdfast.rotation import actions
from holdfast.rotation.models import Confirmation, Seat
from holdfast.rotation.queries import live_seats, missing, seat_state, window
from holdfast.rotation.rules.seating import Beside, Candidate, Rule, broken_rules, part_of
from tests.cast import Story
from tests.rotation.rota import window as served
from tests.rotation.signing import EAGER, NO, engineers, opened, said, seated

WHOLE = (date(2026, 3, 16), date(2026, 4, 13))


def candidate(**given: object) -> Candidate:
    facts = {
        "name": "Bo",
        "team": 7,
        "team_name": "Search",
        "window": WHOLE,
        "part": WHOLE,
        "said": 3,
        "halves": (0, 1),
        "takes_halves": False,
        "rest_days": 84,
    }
    return Candidate(**{**facts, **given})


def rules(
    who: Candidate, *beside: Beside, most: int = 4, cap: int = 1, mentored: int | None = None
) -> list[Rule]:
    found = broken_rules(who, beside, most=most, team_cap=cap, mentored=mentored)
    return [each.rule for each in found]


def test_each_rule_is_seen():
    first, second = (WHOLE[0], date(2026, 3, 30)), (date(2026, 3, 30), WHOLE[1])
    assert rules(candidate()) == []
    assert rules(candidate(said=None, halves=())) == [Rule.SIGN_UP]
    assert rules(candidate(said=0)) == [Rule.SIGN_UP]
    assert rules(candidate(halves=(0,))) == [Rule.SIGN_UP]
    assert rules(candidate(halves=(0,), part=first, takes_halves=True)) == []
    assert rules(candidate(halves=(0,), part=second, takes_halves=True)) == [Rule.SIGN_UP]
    assert rules(candidate(part=first)) == [Rule.HALVES]
    # Rest counts the days between the end of one and the start of the other, both ways.
    ended = (date(2025, 11, 1), WHOLE[0] - timedelta(days=84))
    assert rules(candidate(others=[ended])) == []
    assert rules(candidate(others=[(ended[0], ended[1] + timedelta(days=1))])) == [Rule.REST]
    later = (WHOLE[1] + timedelta(days=83), date(2026, 8, 1))
    assert rules(candidate(others=[later])) == [Rule.REST]
    # On the busiest day of the part: two halves one after the other are one at a time.
    halves = [Beside(first, 1), Beside(second, 2)]
    assert rules(candidate(), *halves, most=2) == []
    assert rules(candidate(), *halves, most=1) == [Rule.MOST]
    assert rules(candidate(), Beside(WHOLE, 7)) == [Rule.TEAM_CAP]
    assert rules(candidate(team=None), Beside(WHOLE, 7)) == []
    assert rules(candidate(part=first, takes_halves=True), Beside(second, 7)) == []
    # A free place may still be somebody's who has served before.
    assert rules(candidate(new=True), Beside(WHOLE, 1, new=True), mentored=4) == []
    assert rules(candidate(new=True), Beside(WHOLE, 1, new=True), mentored=2) == [Rule.FIRST_TIME]
    assert rules(candidate(new=True), Beside(WHOLE, 1), mentored=2) == []


def test_parts_of_a_window():
    given = {"ends_before": WHOLE[1], "half": None, "starts_on": None, "ends_on": None}
    assert part_of(WHOLE, **given) is None
    assert part_of(WHOLE, **{**given, "half": 0}) == (WHOLE[0], date(2026, 3, 30))
    assert part_of(WHOLE, **{**given, "half": 1}) == (date(2026, 3, 30), WHOLE[1])
    some = part_of(WHOLE, **{**given, "ends_on": date(2026, 3, 20)})
    assert some == (WHOLE[0], date(2026, 3, 20))
    for wrong in ({"half": 0, "starts_on": WHOLE[0]}, {"starts_on": date(2026, 3, 15)}):
        with pytest.raises(Invalid):
            part_of(WHOLE, **{**given, **wrong})


@pytest.mark.req("R1", "R29")
def test_a_seat_is_a_claim_until_its_person_says_yes(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo", EAGER)
    seat = seated(story, one, "bo")
    assert (seat.source, seat.home_team.name, seat.allocation) == ("hand", "Search", 100)
    assert seat_state(seat, window(one.pk), today=story.now.date()) == "proposed"
    assert story.told("seat.proposed") == {"bo"}
    actions.confirm_seat(seat_id=seat.pk, by=story.bo, at=story.now)
    assert Confirmation.objects.filter(seat=seat).exists()
    with pytest.raises(Conflict, match="nobody sits twice on one day"):
        seated(story, one, "bo", override="Twice.")
    with pytest.raises(NotAllowed):
        seated(story, one, "kim", by="ana")
    # Given up, it can be taken up again: a new seat.
    actions.withdraw_seat(seat_id=seat.pk, reason="Ill.", by=story.bo, at=story.now)
    assert seated(story, one, "bo").pk != seat.pk


@pytest.mark.req("R28")
def test_less_than_a_whole_window_has_a_reason_and_its_kind(story: Story):
    (one,) = opened(story, 1)
    said(story, one, "bo")
    actions.change_volunteer(login="bo", changes={"halves": True}, by=story.bo, at=story.now)
    for given, field in (
        ({"half": 0}, "reason_kind"),
        ({"allocation": 50}, "reason_kind"),
        ({"half": 1, "reason_kind": "mood"}, "reason_kind"),
        ({"half": 1, "reason_kind": "team"}, "reason"),
        ({"allocation": 0}, "allocation"),
    ):
        with pytest.raises(Invalid) as refused:
            seated(story, one, "bo", **given)
        assert refused.value.field == field
    seat = seated(story, one, "bo", half=0, reason_kind="business", reason="A launch in April.")
    # The last window so far: its last day counts, so its halves are of 14 and 15 days.
    assert seat.part == (date(2026, 3, 16), date(2026, 3, 30))
    assert missing(window(one.pk)) == 2, "its leanest day has nobody"
    actions.withdraw_seat(seat_id=seat.pk, reason="No.", by=story.bo, at=story.now)
    actions.change_volunteer(login="bo", changes={"allocation": 60}, by=story.bo, at=story.now)
    seat = seated(story, one, "bo")
    assert (seat.allocation, seat.reason_kind) == (60, "individual"), "as they said they take part"


def test_what_speaks_against_it_is_said_and_takes_an_override(story: Story):
    (one,) = opened(story, 1, wanted=1, most=1)
    said(story, one, "bo", NO)
    for login in engineers(1):
        said(story, one, login)
        with pytest.raises(Conflict, match="first time, and too few sit there who have served"):
            seated(story, one, login)
        served(date(2024, 1, 1), date(2024, 1, 29), login, "bo")
        seated(story, one, login)
    with pytest.raises(Conflict) as refused:
        seated(story, one, "ana")
    words = refused.value.message
    for part in ("has not signed up", "1 sit there already, and at most 1", "of rest are due"):
        assert part in words
    assert [each["rule"] for each in refused.value.facts["broken"]] == ["sign-up", "rest", "most"]
    with pytest.raises(Conflict, match="said no to this window"):
        seated(story, one, "bo")
    seat = seated(story, one, "bo", override="He changed his mind on the phone.")
    event = Event.objects.get(kind="seat.proposed", data__seat=seat.pk)
    assert event.data["override"] == "He changed his mind on the phone."
    assert event.data["broken"] == [
        "Bo Larsen said no to this window",
        "1 sit there already, and at most 1 are to",
    ]
    assert len(live_seats(window(one.pk))) == 2


def test_a_home_team_spares_so_many(story: Story):
    (one,) = opened(story, 1)
    for login in ("bo", "kim"):
        said(story, one, login)
    seated(story, one, "bo")
    Seat.objects.filter(person__login="kim").update(home_team=None)
    with pytest.raises(Conflict, match="Search spares 1 at a time and has 1 there"):
        seated(story, one, "kim", override="")
    Person.objects.filter(login="kim").update(team=Team.objects.create(name="Core"))
    with pytest.raises(Conflict) as refused:
        seated(story, one, "kim")
    assert "spares" not in refused.value.message


def test_who_is_gone_and_what_is_over_is_refused_whatever_is_said(story: Story):
    (one,) = opened(story, 1)
    Person.objects.filter(login="bo").update(deactivated_at=story.now)
    with pytest.raises(Conflict, match="is deactivated and cannot be seated"):
        seated(story, one, "bo", override="All the same.")
    with pytest.raises(NotFound):
        seated(story, one, "nobody-here", override="x")
    with pytest.raises(NotFound):
        actions.seat_person(window_id=999999, login="kim", by=story.lea, at=story.now)
    story.now += timedelta(days=90)
    with pytest.raises(Conflict, match="is over"):
        seated(story, one, "kim", override="Late.")
