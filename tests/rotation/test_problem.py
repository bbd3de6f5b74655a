"""The planning problem as the records state it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from holdfast.kernel.refusal import Conflict
from holdfast.people.models import Absence, Person
from holdfast.rotation.actions import close_windows
from holdfast.rotation.models import ServedHalf, SignUp, Strike, Window, WindowClosing
from holdfast.rotation.queries.problem import window_id
from holdfast.rotation.rules.planning.hard import broken, options
from holdfast.rotation.rules.planning.problem import Pin, Seat
from holdfast.rotation.rules.planning.reading import problem_as_data, problem_from_data
from tests.cast import Story
from tests.rotation.plan_story import MONDAY, Planning, planning


@pytest.fixture
def plans(story: Story) -> Planning:
    return planning(story)


def person(plans: Planning, login: str):
    return next(each for each in plans.problem().people if each.id == login)


def ids(plans: Planning) -> list[str]:
    return [window_id(window.pk) for window in plans.windows]


def test_windows_are_half_open_and_take_what_the_policy_says(plans: Planning):
    plans.policy(seats_least=1, seats_most=3, plan_windows=2)
    Window.objects.filter(pk=plans.windows[1].pk).update(least=0, most=9, wanted=2)
    first, second = plans.problem().windows
    assert (first.id, first.starts_on, first.ends_on) == (
        ids(plans)[0],
        MONDAY,
        MONDAY + timedelta(days=28),
    )
    assert (first.least, first.wanted, first.most) == (1, 1, 3)
    assert (second.least, second.wanted, second.most) == (0, 2, 9)
    # The last one ends on a day that no other window starts on: it counts whole.
    last = plans.problem(count=3).windows[2]
    assert (last.ends_on - last.starts_on).days == 29


def test_it_starts_with_the_first_window_that_has_not_begun(plans: Planning):
    assert [each.id for each in plans.problem().windows] == ids(plans)
    plans.story.now += timedelta(days=15)  # the Wednesday after the first began
    assert [each.id for each in plans.problem().windows] == ids(plans)[1:]
    assert [each.id for each in plans.problem(count=1).windows] == ids(plans)[1:2]
    later = plans.problem(since=MONDAY + timedelta(days=30))
    assert [each.id for each in later.windows] == ids(plans)[2:]
    with pytest.raises(Conflict, match="No window starts on Wed 1 Mar 2028 or later"):
        plans.problem(since=date(2028, 3, 1))


def test_who_takes_part(plans: Planning):
    plans.signs_up("lea", 0, choice=1)
    plans.signs_up("max", 0, choice=0)
    plans.signs_up("bo", 1, choice=3)
    plans.signs_up("bo", 1, choice=0)  # thought again
    assert [each.id for each in plans.problem().people] == ["ana", "bo", "kim", "lea"]
    assert person(plans, "bo").sign_ups == ()
    Person.objects.filter(login="lea").update(deactivated_at=plans.story.now)
    assert [each.id for each in plans.problem().people] == ["ana", "bo", "kim"]


def test_hours_and_teams_and_what_is_not_known(plans: Planning):
    Person.objects.filter(login="bo").update(zone="", team=None, workdays="6,0,1,2,3")
    Person.objects.filter(login="kim").update(
        zone="Asia/Kolkata", day_starts=time(10, 30), day_ends=time(18)
    )
    plans.policy(zone="Europe/London", day_starts="08:00", team_cap=2)
    bo, kim = person(plans, "bo"), person(plans, "kim")
    assert (bo.zone, bo.starts, bo.workdays) == ("Europe/London", time(8), {6, 0, 1, 2, 3})
    assert (kim.zone, kim.starts, kim.ends) == ("Asia/Kolkata", time(10, 30), time(18))
    teams = {team.id: team.cap for team in plans.problem().teams}
    assert teams["Search"] == 2
    assert teams[bo.team] >= 1000
    assert kim.team == "Search"


def test_the_goal_is_a_share_of_the_customers_quarter_hours(plans: Planning):
    plans.policy(customer_zones="Asia/Kolkata 2, America/New_York", coverage_percent=50)
    first = plans.problem().windows[0]
    # Ten working days of 32 quarter hours, weights 2 and 1, half of it; also over a change of clocks.
    assert first.coverage_goal == (480, 480)
    assert [each.weight for each in plans.problem().demand] == [2, 1]


def test_who_is_away_too_long_is_not_there_in_that_half(plans: Planning):
    plans.signs_up("ana")
    ana = plans.story.people["ana"]

    def away(first: date, days: int) -> None:
        last = first + timedelta(days=days - 1)
        Absence.objects.create(person=ana, starts_on=first, ends_on=last, at=plans.story.now)

    away(MONDAY, 7)  # five working days
    assert person(plans, "ana").sign_ups[0].halves == (0, 1)
    away(MONDAY + timedelta(days=7), 1)
    assert person(plans, "ana").sign_ups[0].halves == (1,)
    away(MONDAY + timedelta(days=14), 14)
    assert [each.window for each in person(plans, "ana").sign_ups] == ids(plans)[1:]


def test_public_holidays_count_as_away_and_days_off_do_not(plans: Planning):
    plans.signs_up("ana", 0)
    plans.policy(absent_days=0)
    Person.objects.filter(login="ana").update(holidays="DE")  # Good Friday, 3 April
    assert person(plans, "ana").sign_ups[0].halves == (0,)
    Person.objects.filter(login="ana").update(workdays="0,1,2,3")  # Easter Monday is the 6th
    assert person(plans, "ana").sign_ups[0].halves == (0,)
    Person.objects.filter(login="ana").update(workdays="1,2,3")
    assert person(plans, "ana").sign_ups[0].halves == (0, 1)


def test_service_is_read_off_the_seats_that_stand(plans: Planning):
    plans.served("bo")
    bo, ana = person(plans, "bo"), person(plans, "ana")
    assert (bo.served_halves, bo.experienced) == (2, True)
    # Ana's window runs: it hands over to the first one planned, and counts by then.
    assert (ana.served_halves, ana.last_served_until, ana.experienced) == (2, MONDAY, True)
    plans.engineers("new")
    new = person(plans, "new")
    assert (new.served_halves, new.last_served_until, new.experienced) == (0, None, False)
    window = Window.objects.get(starts_on=date(2026, 2, 16))
    plans.seat("new", window, starts_on=date(2026, 2, 16), ends_on=date(2026, 3, 2))
    assert person(plans, "new").served_halves == 1
    assert person(plans, "new").last_served_until == date(2026, 3, 2)


def test_a_closed_window_counts_what_was_credited(plans: Planning):
    plans.served("bo")
    window = Window.objects.get(starts_on=MONDAY - timedelta(days=400))
    assert person(plans, "bo").served_halves == 2
    close_windows(plans.story.now)
    assert WindowClosing.objects.filter(window=window).exists()
    assert person(plans, "bo").served_halves == 2
    # Struck: it was never served, and the seat still counts for rest.
    for half in ServedHalf.objects.filter(window=window):
        Strike.objects.create(served=half, reason="Was on leave.", at=plans.story.now)
    bo = person(plans, "bo")
    assert (bo.served_halves, bo.experienced) == (0, False)
    assert bo.last_served_until == window.ends_on + timedelta(days=1)


def test_what_somebody_says_of_themselves_comes_before_the_policy(plans: Planning):
    assert (person(plans, "bo").rest_days, person(plans, "bo").most_halves) == (84, 4)
    plans.takes_part("bo", halves=True, rest_days=0, most_halves=1, promotion_by=date(2026, 6, 1))
    bo = person(plans, "bo")
    assert (bo.halves, bo.rest_days, bo.most_halves) == (True, 0, 1)
    assert bo.promotion_by == date(2026, 6, 1)


def test_a_confirmed_seat_is_pinned_and_rules_give_way_to_it(plans: Planning):
    plans.engineers("new", team="Search")
    middle = MONDAY + timedelta(days=14)
    plans.seat("new", 0, confirmed=True, starts_on=MONDAY, ends_on=middle)
    plans.seat("ana", 0, confirmed=True)  # hands over to herself: no rest
    plans.seat("kim", 1)
    problem = plans.problem()
    first, second, _ = ids(plans)
    agreed = (Seat(first, "ana"), Seat(first, "new", 0))
    assert set(problem.pins) == {Pin(seat) for seat in agreed}
    assert set(problem.published) == {*agreed, Seat(second, "kim")}
    assert broken(problem, agreed) == ()
    people = {each.id: each for each in problem.people}
    assert people["new"].halves
    assert people["ana"].rest_days == 0
    # Nobody asked Kim: the lead's word counts as “if needed”, and her rest stays.
    assert [each.choice for each in people["kim"].sign_ups] == [1]
    assert people["kim"].rest_days == 84


def test_a_first_timer_who_confirmed_alone_needs_nobody_beside_them(plans: Planning):
    plans.engineers("new")
    plans.seat("new", 0, confirmed=True)
    assert person(plans, "new").experienced
    plans.served("bo")
    plans.signs_up("bo", 0)
    assert not person(plans, "new").experienced  # Bo could sit beside them


def test_pins_of_the_lead_and_of_who_gave_up_a_seat(plans: Planning):
    plans.signs_up("bo")
    first, second, third = ids(plans)
    pin = plans.pin("bo", 1, seated=True)
    assert plans.problem().pins == (Pin(Seat(second, "bo")),)
    from holdfast.rotation.actions import unpin

    unpin(pin_id=pin.pk, by=plans.story.lea, at=plans.story.now)
    plans.seat("bo", 2)
    plans.give_up("bo", 2)
    assert plans.problem().pins == (Pin(Seat(third, "bo"), seated=False),)
    plans.story.now += timedelta(hours=1)
    plans.signs_up("bo", 2, choice=1)  # thought again
    assert plans.problem().pins == ()
    assert first


def test_seats_outside_the_plan_keep_their_people_rested(plans: Planning):
    plans.signs_up("bo")
    plans.takes_part("bo", rest_days=28)
    plans.seat("bo", 2)
    problem = plans.problem(count=2)
    assert problem.pins == (
        Pin(Seat(ids(plans)[1], "bo", 0), seated=False),
        Pin(Seat(ids(plans)[1], "bo", 1), seated=False),
    )
    assert [seat.window for seat in options(problem)["bo"]] == ids(plans)[:1]


def test_a_part_that_is_no_half_is_busy_and_in_no_plan(plans: Planning):
    plans.signs_up("bo")
    plans.takes_part("bo", rest_days=0, halves=True)
    begins = MONDAY + timedelta(days=20)
    plans.seat("bo", 0, starts_on=begins, ends_on=MONDAY + timedelta(days=25))
    problem = plans.problem()
    assert problem.published == ()
    assert Seat(ids(plans)[0], "bo", 0) in options(problem)["bo"]
    assert Seat(ids(plans)[0], "bo", 1) not in options(problem)["bo"]
    assert Seat(ids(plans)[0], "bo") not in options(problem)["bo"]


def test_the_same_records_give_the_same_problem_and_it_reads_back(plans: Planning):
    plans.policy(customer_zones="Asia/Kathmandu 3, Pacific/Chatham", mentoring=False)
    plans.engineers("ida", "udo", zone="Australia/Adelaide")
    for name in ("udo", "ana", "ida"):
        plans.signs_up(name)
    plans.seat("ida", 1, confirmed=True)
    plans.seat("udo", 2)
    problem = plans.problem()
    assert problem == plans.problem()
    assert problem_from_data(problem_as_data(problem)) == problem


def test_reading_it_asks_the_database_the_same_few_times(
    plans: Planning, django_assert_max_num_queries
):
    plans.engineers(*(f"e{number}" for number in range(20)))
    for number in range(20):
        plans.signs_up(f"e{number}")
    assert SignUp.objects.count() == 60
    with django_assert_max_num_queries(16):
        plans.problem()
