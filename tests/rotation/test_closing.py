"""Windows that are over are closed, and what was served in them is written down once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.actor import RequestKey
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.actions import change_policy
from holdfast.people.models import Person
from holdfast.people.queries import default_programme
from holdfast.rotation.actions import (
    close_windows,
    confirm_seat,
    credit_half,
    import_table,
    strike_half,
    upload_table,
    waive,
    withdraw_seat,
)
from holdfast.rotation.models import Seat, ServedHalf, Strike, Waiver, Window, WindowClosing
from holdfast.rotation.queries.fairness import fairness
from holdfast.rotation.queries.service import served, service_of, struck_of
from tests.cast import Story
from tests.rotation.rota import (
    BOUNDARY,
    FIRST,
    engineer,
    seat,
    sign_up,
    the_window,
    window,
    withdraw,
)

OVER = datetime(2026, 3, 17, 0, 0, tzinfo=UTC)
REAL = Path(__file__).resolve().parents[2] / "examples" / "rotation.md"


def halves(login: str) -> list[int]:
    rows = ServedHalf.objects.filter(person__login=login, strike=None).order_by("starts_on", "half")
    return [row.half for row in rows]


def of(story: Story, login: str):
    return service_of(story.programme, Person.objects.get(login=login).pk, story.now)


@pytest.mark.req("R30", "R31")
def test_a_window_is_closed_when_its_last_day_has_passed(story: Story):
    window(BOUNDARY, date(2026, 4, 13), "bo", "kim")
    assert close_windows(OVER - timedelta(seconds=1)) == 0
    assert close_windows(OVER) == 1
    assert (halves("ana"), halves("kim")) == ([0, 1], [0, 1])
    closing = WindowClosing.objects.get()
    assert (closing.number, closing.until) == (1, BOUNDARY), "the handover day is the next one's"
    assert {row.until for row in ServedHalf.objects.filter(half=1)} == {BOUNDARY}
    assert story.told("window.closed") == {"ana", "kim"}
    assert close_windows(OVER) == 0
    assert ServedHalf.objects.count() == 4
    assert Event.objects.filter(kind="window.closed").count() == 1


def test_the_day_is_the_programmes(story: Story):
    change_policy(
        programme=default_programme(),
        effective_on=story.now.date(),
        changes={"zone": "America/New_York"},
        reason="It moved.",
        by=story.ada,
        at=story.now,
    )
    assert close_windows(OVER + timedelta(hours=3)) == 0, "in New York it is still the sixteenth"
    assert close_windows(OVER + timedelta(hours=4)) == 1


@pytest.mark.req("R11")
def test_the_sweep_and_the_count_before_it_are_one(story: Story):
    """The real table, long over: it counts at once, as reported, and the sweep changes nothing."""
    upload = upload_table(
        programme=story.programme,
        content=REAL.read_bytes(),
        name="table.md",
        by=story.lea,
        at=story.now,
    )
    import_table(upload=upload, accept=None, by=story.lea, at=story.now)
    before = served(story.programme, story.now)
    rotations = {
        person.login: before[person.pk].windows
        for person in Person.objects.all()
        if person.pk in before
    }
    assert rotations["keegancsmith"] == 2
    assert rotations["vdavid"] == 1, "the row stands twice in the table and counts once"
    keegan = before[Person.objects.get(login="keegancsmith").pk]
    assert (keegan.halves, keegan.reported) == (4, 4)
    assert close_windows(story.now) == Window.objects.filter(ends_on__lt=story.now.date()).count()
    after = served(story.programme, story.now)
    assert {pk: (s.halves, s.windows, s.last_until, s.reported) for pk, s in before.items()} == {
        pk: (s.halves, s.windows, s.last_until, s.reported) for pk, s in after.items()
    }
    assert not Event.objects.filter(kind="window.closed", deliveries__isnull=False).exists(), (
        "nobody is written to about years ago"
    )
    import_table(upload=upload, accept=None, by=story.lea, at=story.now)
    assert close_windows(story.now) == 0


def test_a_swap_in_the_middle_is_a_half_each(story: Story):
    here, middle = the_window(), FIRST + timedelta(days=14)
    withdraw(here, "ana")
    seat(here, "ana", (FIRST, middle), position=0)
    seat(here, "bo", (middle, BOUNDARY), position=0, confirmed=False)
    close_windows(OVER)
    assert (halves("ana"), halves("bo"), halves("kim")) == ([0], [1], [0, 1])
    story.now = OVER
    assert of(story, "bo").reported == 1
    seat_of_bo = Seat.objects.get(person__login="bo")
    confirm_seat(seat_id=seat_of_bo.pk, by=story.bo, at=story.now)
    assert of(story, "bo").reported == 0, "a yes that comes later counts too"


def test_what_is_corrected_later_is_struck_and_written_anew(story: Story):
    close_windows(OVER)
    story.now = OVER + timedelta(hours=1)
    mine = Seat.objects.get(person__login="ana")
    withdraw_seat(seat_id=mine.pk, reason="She was ill.", by=story.lea, at=story.now)
    seat(the_window(), "bo", position=0)
    assert close_windows(story.now) == 1
    assert (halves("ana"), halves("bo")) == ([], [0, 1])
    assert [row.half for row in struck_of(mine.person_id)] == [1, 0]
    assert "was changed" in Strike.objects.first().reason
    assert close_windows(story.now) == 0
    assert story.told("window.closed_again") == {"ana", "bo"}
    seat(the_window(), "ana", position=2)
    assert close_windows(story.now) == 1
    assert halves("ana") == [0, 1], "and back again: the rows have numbers"
    assert {row.number for row in ServedHalf.objects.filter(person=mine.person_id)} == {1, 2}


def test_a_table_that_moves_the_window_moves_the_credit(story: Story):
    close_windows(OVER)
    Window.objects.filter(pk=the_window().pk).update(
        starts_on=date(2025, 2, 16), ends_on=date(2025, 3, 16)
    )
    assert close_windows(OVER) == 1
    rows = ServedHalf.objects.filter(strike=None, person__login="ana")
    assert [row.starts_on.year for row in rows] == [2025, 2025]
    Window.objects.update(starts_on=date(2027, 2, 16), ends_on=date(2027, 3, 16))
    assert close_windows(OVER) == 1
    assert close_windows(OVER) == 0, "it is ahead now; the sweep knows that it looked"
    assert halves("ana") == []
    assert close_windows(datetime(2027, 3, 17, tzinfo=UTC)) == 1
    assert halves("ana") == [0, 1]


@pytest.mark.req("R31")
def test_a_leads_word_holds_against_the_sweep(story: Story):
    window_id = the_window().pk
    facts = {"window_id": window_id, "by": story.lea, "at": OVER}
    with pytest.raises(Conflict, match="not closed"):
        credit_half(half=0, login="bo", reason="He stood in.", **facts)
    close_windows(OVER)
    mine = ServedHalf.objects.get(person__login="ana", half=1)
    with pytest.raises(NotAllowed):
        strike_half(served_id=mine.pk, reason="No.", by=story.bo, at=OVER)
    for wrong in ({"half": 2, "reason": "So."}, {"half": 0, "reason": " "}):
        with pytest.raises(Invalid):
            credit_half(login="bo", **wrong, **facts)
    with pytest.raises(NotFound):
        strike_half(served_id=10**9, reason="No.", by=story.lea, at=OVER)
    strike_half(served_id=mine.pk, reason="Bo stood in.", by=story.lea, at=OVER)
    strike_half(served_id=mine.pk, reason="Again.", by=story.lea, at=OVER)
    made = credit_half(half=1, login="bo", reason="He stood in.", **facts)
    assert credit_half(half=1, login="bo", reason="Again.", **facts) == made
    seat(the_window(), "rex", position=4)
    assert close_windows(OVER) == 1
    assert (halves("ana"), halves("bo"), halves("rex")) == ([0], [1], [0, 1])
    assert story.told("service.struck") == {"ana"}
    keyed = {**facts, "by": story.lea.with_request(RequestKey("api:1:k", "d"))}
    first = credit_half(half=0, login="bo", reason="Both.", **keyed)
    strike_half(served_id=first.pk, reason="No, one.", by=story.lea, at=OVER)
    assert credit_half(half=0, login="bo", reason="Both.", **keyed) == first
    assert halves("bo") == [1], "a request that comes twice credits once"


def test_the_database_credits_nobody_twice_and_changes_nothing(story: Story):
    close_windows(OVER)
    row = ServedHalf.objects.get(person__login="ana", half=0)
    for number in (1, 2, 3):
        row.pk, row.number = None, number
        with pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    for model in (ServedHalf, WindowClosing):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.update(at=OVER)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.first().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("R11")
def test_tickers_at_once_credit_once():
    from tests import cast
    from tests.escalation.racing import at_once

    cast.tell()
    for month in range(1, 5):
        window(date(2025, month, 1), date(2025, month, 27), "ana", "bo")
    result = at_once([lambda: close_windows(OVER)] * 4)
    assert (result.broken, sum(result.done)) == ([], 5)
    assert ServedHalf.objects.count() == 4 * 4 + 4
    assert WindowClosing.objects.count() == 5
    mine = ServedHalf.objects.filter(person__login="ana", half=1).latest("id")
    lea = cast.Story().lea
    result = at_once(
        [lambda: strike_half(served_id=mine.pk, reason="No.", by=lea, at=OVER)] * 3
        + [
            lambda: credit_half(
                window_id=mine.window_id, half=0, login="rex", reason="So.", by=lea, at=OVER
            )
        ]
        * 3
    )
    assert result.broken == []
    assert Strike.objects.count() == 1
    assert halves("rex") == [0]


@pytest.mark.req("R16", "R30")
def test_what_a_plan_needs_of_the_past(story: Story):
    window(date(2025, 2, 3), date(2025, 3, 3), "ana")
    window(BOUNDARY, date(2026, 4, 13), "kim")
    found = of(story, "ana")
    assert (found.halves, found.windows, found.last_until) == (2, 1, date(2025, 3, 4))
    assert found.seated_until == BOUNDARY, "she sits in one that runs: rest counts from its end"
    assert found.experienced
    kim = of(story, "kim")
    assert not kim.experienced, "the first seat is not over"
    assert kim.standing == ((FIRST, BOUNDARY), (BOUNDARY, date(2026, 4, 14)))
    assert of(story, "bo").halves == 0


# --- fairness and the waiver -------------------------------------------------------------------------


@pytest.fixture
def past(story: Story) -> list[Window]:
    """Three windows of the last year: Ana sat twice, Kim once, Bo asked for each."""
    engineer("zoe")
    made = [
        window(date(2025, 5, 5), date(2025, 6, 2), "ana"),
        window(date(2025, 8, 4), date(2025, 9, 1), "ana", "kim"),
        window(date(2025, 11, 3), date(2025, 12, 1), "lea"),
    ]
    for each in made:
        sign_up("bo", each)
    sign_up("kim", made[1], 3)
    sign_up("kim", made[2], 3)
    sign_up("kim", made[2], 0)  # thought again
    return made


@pytest.mark.req("R16", "R30")
def test_fairness_says_of_everybody_what_they_got(story: Story, past: list[Window]):
    found = fairness(story.programme, story.now)
    assert [turn.person.login for turn in found.turns] == ["bo", "zoe", "lea", "ana", "kim"]
    by = {turn.person.login: turn for turn in found.turns}
    assert (by["ana"].service.halves, by["ana"].got, len(by["ana"].asked)) == (4, 3, 0)
    assert (len(by["kim"].asked), by["kim"].asked_in_vain) == (1, [])
    assert [len(by["bo"].asked_in_vain), by["bo"].next_due] == [3, None]
    assert by["kim"].next_due == date(2027, 3, 2)
    assert {turn.person.login for turn in found.never_asked} == {"ana", "lea", "zoe"}
    assert [turn.person.login for turn in found.in_vain] == ["bo"]
    assert found.halves == 8
    assert found.gini == pytest.approx(0.5), "[0, 0, 2, 2, 4]: sum 24 of pairs over 2 * 5 * 8"
    assert [(year.year, year.halves, year.to_date) for year in found.years] == [
        (2025, 8, 8),
        (2026, 0, 8),
    ]
    assert found.spread.difference == 4


@pytest.mark.req("R33")
def test_a_waiver_is_for_who_asked_and_got_none(story: Story, past: list[Window]):
    period = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    facts = {**period, "reason": "Every window was full.", "at": story.now}
    with pytest.raises(NotAllowed):
        waive(login="bo", by=story.bo, **facts)
    with pytest.raises(Conflict, match="had a seat"):
        waive(login="kim", by=story.lea, **facts)
    with pytest.raises(Conflict, match="asked for no window"):
        waive(login="zoe", by=story.lea, **facts)
    with pytest.raises(Invalid):
        waive(login="bo", by=story.lea, **{**facts, "ends_on": date(2024, 1, 1)})
    proposed = fairness(story.programme, story.now).proposals
    assert [each.turn.person.login for each in proposed] == ["bo"]
    made = waive(login="bo", by=story.lea, **facts)
    assert waive(login="bo", by=story.ada, **{**facts, "reason": "Twice."}) == made
    assert story.told("waiver.granted") == {"bo"}
    found = fairness(story.programme, story.now)
    assert not found.proposals
    bo = next(turn for turn in found.turns if turn.person.login == "bo")
    assert bo.gate.value == "open"


@pytest.mark.req("R32", "R33")
def test_a_gate_the_programme_makes_lets_who_has_a_waiver_pass(story: Story, past: list[Window]):
    change_policy(
        programme=default_programme(),
        effective_on=story.now.date(),
        changes={"promotion_gate": "yes"},
        reason="As the company agreed.",
        by=story.ada,
        at=story.now,
    )

    def gates() -> dict[str, str]:
        turns = fairness(story.programme, story.now).turns
        return {turn.person.login: turn.gate.value for turn in turns}

    assert gates() == {
        "ana": "served",
        "kim": "served",
        "lea": "served",
        "bo": "missing",
        "zoe": "missing",
    }
    waive(
        login="bo",
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        reason="Full.",
        by=story.lea,
        at=story.now,
    )
    assert gates()["bo"] == "waived"
    assert Waiver.objects.count() == 1


def test_fairness_asks_the_database_no_more_often_for_more_people(story: Story):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    window(date(2025, 5, 5), date(2025, 6, 2), "ana")
    close_windows(OVER)
    with CaptureQueriesContext(connection) as few:
        fairness(story.programme, OVER)
    for number in range(8):
        engineer(f"more-{number}")
        sign_up(f"more-{number}", the_window())
    window(date(2025, 8, 5), date(2025, 9, 2), *(f"more-{number}" for number in range(8)))
    close_windows(OVER)
    with CaptureQueriesContext(connection) as many:
        fairness(story.programme, OVER)
    assert len(many) == len(few)
