"""A plan from asking to publishing: the run, its lease, edits, pins, and what a world that moved on
does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from holdfast.journal.models import Event
from holdfast.kernel.actor import RequestKey
from holdfast.kernel.refusal import Conflict, Invalid, NotAllowed, NotFound
from holdfast.people.models import Person
from holdfast.rotation import actions
from holdfast.rotation.actions.solving import ATTEMPTS, LEASE, new_lease
from holdfast.rotation.models import Plan, PlanEdit, Publication, Seat, Withdrawal
from holdfast.rotation.planner.process import Solving
from holdfast.rotation.queries.plan import plan as find
from holdfast.rotation.queries.plan import plans as listed
from holdfast.rotation.queries.plan import result_in
from tests.cast import Story
from tests.rotation.plan_story import MONDAY, Here, Planning, planning


@pytest.fixture
def plans(story: Story) -> Planning:
    made = planning(story)
    made.engineers("eva", "udo", "ida")
    made.served("eva", "udo", "ida")
    for name in ("eva", "udo", "ida"):
        made.signs_up(name)
    return made


def asked(plans: Planning, **given) -> Plan:
    return actions.propose(
        programme=plans.story.programme, by=plans.story.lea, at=plans.story.now, **given
    )


# --- the run -------------------------------------------------------------------------------------


def test_a_plan_is_asked_for_and_the_worker_solves_it(plans: Planning):
    plan = asked(plans)
    assert (plan.state, plan.by.login) == ("waiting", "lea")
    assert plans.solve() == 1
    plan = find(plan.pk)
    assert plan.state == "proposed"
    assert [len(each) for each in plans.says(plan)] == [1, 1, 1]
    assert all(level.proven for level in result_in(plan).levels)
    assert [each["name"] for each in plan.progress["levels"]][:2] == ["least", "wanted"]
    assert plans.solve() == 0
    assert [each.pk for each in listed(plans.story.programme).items] == [plan.pk]


def test_only_a_lead_plans(plans: Planning):
    plan = plans.propose()
    for login in ("ana", "sam", "rex"):
        by = {"by": plans.story.of(login), "at": plans.story.now}
        with pytest.raises(NotAllowed, match="plan the rotation"):
            actions.propose(programme=plans.story.programme, **by)
        with pytest.raises(NotAllowed):
            actions.cancel_plan(plan_id=plan.pk, **by)
        with pytest.raises(NotAllowed):
            plans.publish(plan, by=login)
        with pytest.raises(NotAllowed):
            plans.edit(plan, "eva", 0, adds=False, by=login)
        with pytest.raises(NotAllowed):
            plans.pin("eva", 0, seated=True, by=login)


def test_numbers_out_of_bounds_and_plans_that_are_not_there(plans: Planning):
    for given in ({"count": 0}, {"count": 61}, {"seconds": 0}, {"seconds": 3601}):
        with pytest.raises(Invalid, match="are a number from 1 to"):
            asked(plans, **given)
    with pytest.raises(NotFound, match="no plan 999"):
        actions.cancel_plan(plan_id=999, by=plans.story.lea, at=plans.story.now)


def test_the_same_request_is_one_plan(plans: Planning):
    by = plans.story.lea.with_request(RequestKey("test:1", "digest"))
    first, again = (
        actions.propose(programme=plans.story.programme, by=by, at=plans.story.now)
        for _ in range(2)
    )
    assert first.pk == again.pk
    plans.solve()
    by = by.with_request(RequestKey("test:2", "digest"))
    done = [actions.publish_plan(plan_id=first.pk, by=by, at=plans.story.now).pk for _ in range(2)]
    assert done[0] == done[1]


def test_a_killed_solver_is_begun_again_when_its_lease_ran_out_and_gives_the_same(plans: Planning):
    twin = plans.propose()
    plan = asked(plans)

    class Killed(BaseException):
        """As SIGKILL: nothing is noted any more."""

    class Dies(Here):
        def levels(self, *, beat=None):
            yield from list(super().levels(beat=beat))[:4]
            raise Killed

    with pytest.raises(Killed):
        plans.solve(solver=Dies)
    held = find(plan.pk)
    assert (held.state, held.attempts, held.result) == ("solving", 1, None)
    assert plans.solve() == 0  # somebody may still be at it
    plans.story.now += LEASE + timedelta(seconds=1)
    assert plans.solve() == 1
    again = find(plan.pk)
    assert again.attempts == 2
    assert again.result["seats"] == twin.result["seats"]


def test_one_that_kills_every_solver_ends_with_a_sentence(plans: Planning):
    plan = asked(plans)
    Plan.objects.filter(pk=plan.pk).update(attempts=ATTEMPTS)
    plans.solve()
    assert find(plan.pk).failed.startswith("The planner was cut off 3 times")


def test_whoever_lost_the_lease_notes_nothing(plans: Planning):
    plan = asked(plans)

    class Slow(Here):
        def levels(self, *, beat=None):
            yield None
            Plan.objects.filter(pk=plan.pk).update(lease=new_lease())  # another worker took it
            yield from super().levels(beat=beat)

    plans.solve(solver=Slow)
    assert find(plan.pk).result is None


def test_a_worker_that_stops_lets_go_of_it(plans: Planning):
    plan = asked(plans)
    going = iter([True, True, False])
    from holdfast.rotation.actions.solving import solve_plans

    solve_plans(clock=lambda: plans.story.now, go_on=lambda: next(going, False), solver=Here)
    left = find(plan.pk)
    assert (left.state, left.attempts) == ("waiting", 0)
    assert plans.solve() == 1


def test_cancelling_keeps_the_best_so_far_and_one_that_waits_ends(plans: Planning):
    waiting = asked(plans)
    cancel = {"by": plans.story.lea, "at": plans.story.now}
    actions.cancel_plan(plan_id=waiting.pk, **cancel)
    assert find(waiting.pk).failed == "Cancelled before the planner had begun."
    plan = asked(plans)

    class Asked(Here):
        def levels(self, *, beat=None):
            actions.cancel_plan(plan_id=plan.pk, **cancel)
            actions.cancel_plan(plan_id=plan.pk, **cancel)  # twice is once
            yield from super().levels(beat=beat)

    plans.solve(solver=Asked)
    found = find(plan.pk)
    assert found.cancel_asked_at
    assert found.result["cancelled"] is True
    with pytest.raises(Conflict, match="is finished; there is nothing to cancel"):
        actions.cancel_plan(plan_id=plan.pk, **cancel)
    assert Event.objects.filter(kind="plan.cancelled").count() == 2


def test_a_contradiction_is_a_failed_plan_that_names_it(plans: Planning):
    plans.engineers("ulf", team="Team eva")
    plans.served("ulf")
    plans.signs_up("ulf")
    plans.pin("eva", 0, seated=True)
    plans.pin("ulf", 0, seated=True)
    plan = plans.propose()
    assert plan.state == "failed"
    assert "eva" in plan.failed
    assert "ulf" in plan.failed
    with pytest.raises(Conflict, match="has no seats"):
        plans.publish(plan)


def test_what_was_found_is_never_changed(plans: Planning):
    plan = plans.propose()
    for change in (
        {"result": {}},
        {"problem": {}},
        {"finished_at": plans.story.now, "failed": "No."},
        {"wake_at": plans.story.now},
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**change)
    running = asked(plans)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Plan.objects.filter(pk=running.pk).update(problem={"version": 1})
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        Plan.objects.filter(pk=running.pk).delete()
    plans.publish(plan)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Publication.objects.filter(plan=plan).update(at=plans.story.now)


# --- edits and pins ------------------------------------------------------------------------------


def test_an_edit_stands_beside_the_plan_and_a_broken_rule_takes_a_reason(plans: Planning):
    plan = plans.propose()
    before = plan.result
    (name,) = plans.says(plan)[0]
    assert not plans.edit(plan, name, 0, adds=False).breaks
    with pytest.raises(Conflict, match="has no such seat"):
        plans.edit(plan, name, 0, adds=False)
    with pytest.raises(
        Invalid, match=r"Bo Larsen did not sign up for all of the window of Mon 16 Mar 2026"
    ) as no:
        plans.edit(plan, "bo", 0, adds=True)
    assert no.value.field == "reason"
    edit = plans.edit(plan, "bo", 0, adds=True, reason="He said yes at lunch.")
    assert len(edit.breaks) >= 1
    assert plans.says(plan)[0] == {"bo"}
    with pytest.raises(Conflict, match="take that one out first"):
        plans.edit(plan, "bo", 0, adds=True, half=1, reason="More.")
    assert find(plan.pk).result == before
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        PlanEdit.objects.update(reason="Else.")
    with pytest.raises(Conflict, match="does not know sam"):
        plans.edit(plan, "sam", 1, adds=True, reason="Why not.")


def test_a_confirmed_seat_is_not_edited_away(plans: Planning):
    plans.seat("eva", 0, confirmed=True)
    plan = plans.propose()
    assert plans.says(plan)[0] == {"eva"}
    with pytest.raises(Conflict, match="a plan leaves it"):
        plans.edit(plan, "eva", 0, adds=False, reason="She is tired.")


def test_pins_hold_and_are_taken_out(plans: Planning):
    (name,) = plans.says(plans.propose())[0]
    pin = plans.pin(name, 0, seated=False)
    assert plans.pin(name, 0, seated=False).pk == pin.pk
    with pytest.raises(Conflict, match="is pinned out of the window"):
        plans.pin(name, 0, seated=True)
    assert name not in plans.says(plans.propose())[0]
    for _ in range(2):
        actions.unpin(pin_id=pin.pk, by=plans.story.lea, at=plans.story.now)
    assert Event.objects.filter(kind="pin.taken_out").count() == 1
    plans.pin("udo", 1, seated=True)
    assert plans.says(plans.propose())[1] == {"udo"}
    with pytest.raises(Conflict, match="has not signed up"):
        plans.pin("bo", 1, seated=True)
    plans.seat("ida", 2, confirmed=True)
    with pytest.raises(Conflict, match="is confirmed"):
        plans.pin("ida", 2, seated=False)
    with pytest.raises(Invalid, match="Say why"):
        plans.pin("udo", 2, seated=False, reason=" ")


# --- publishing ----------------------------------------------------------------------------------


def test_publishing_seats_people_who_are_asked_to_confirm(plans: Planning):
    plans.takes_part("eva", allocation=80)
    kept = plans.seat("udo", 1, confirmed=True)
    old = plans.seat("bo", 0)
    plan = plans.propose()
    assert plans.says(plan)[1] == {"udo"}
    publication = plans.publish(plan)
    assert plans.sits() == plans.says(plan)
    made = Seat.objects.filter(source="plan")
    assert {seat.confirmation_count for seat in _with_confirmations(made)} == {0}
    assert {seat.home_team.name for seat in made} == {f"Team {seat.person.login}" for seat in made}
    assert kept.pk in publication.seats.values_list("pk", flat=True)
    if "bo" not in plans.sits()[0]:
        assert Withdrawal.objects.get(seat=old).reason.startswith(f"Plan {plan.pk} has no place")
    assert plans.story.told("plan.published") == set()  # Lea did it, and there is no other lead
    seated = {seat.person.login for seat in made}
    told = Event.objects.filter(kind="seat.planned")
    assert {Person.objects.get(pk=each.data["people"]["engineer"]).login for each in told} == seated
    assert find(plan.pk).state == "published"
    with pytest.raises(Conflict, match="published already"):
        plans.publish(plan)


def _with_confirmations(seats):
    from django.db.models import Count

    return seats.annotate(confirmation_count=Count("confirmation"))


def test_a_half_is_a_part_as_people_write_it(plans: Planning):
    plans.takes_part("eva", halves=True)
    plans.takes_part("udo", halves=True)
    plan = plans.propose(count=1)
    for each in plans.says(plan)[0]:
        name, _, half = each.partition("/")
        plans.edit(plan, name, 0, adds=False, half=int(half) if half else None)
    plans.edit(plan, "eva", 0, adds=True, half=0)
    plans.edit(plan, "udo", 0, adds=True, half=1)
    plans.publish(plan)
    middle = MONDAY + timedelta(days=14)
    assert plans.seat_of("eva", 0).part == (MONDAY, middle)
    assert plans.seat_of("udo", 0).part == (middle, MONDAY + timedelta(days=28))
    assert {seat.half for seat in plans.problem().published} == {0, 1}


def test_an_override_is_published_unconfirmed(plans: Planning):
    plan = plans.propose(count=1)
    (name,) = plans.says(plan)[0]
    plans.edit(plan, name, 0, adds=False)
    plans.edit(plan, "bo", 0, adds=True, reason="He said yes at lunch.")
    plans.publish(plan)
    assert plans.sits()[0] == {"bo"}
    assert not hasattr(plans.seat_of("bo", 0), "confirmation")


def taken_back(plans: Planning, name: str) -> None:
    plans.signs_up(name, choice=0)


def deactivated(plans: Planning, name: str) -> None:
    Person.objects.filter(login=name).update(deactivated_at=plans.story.now)


def seated_elsewhere(plans: Planning, name: str) -> None:
    plans.seat("bo", 0)


def pinned_out(plans: Planning, name: str) -> None:
    plans.pin(name, 0, seated=False)


def moved(plans: Planning, name: str) -> None:
    window = plans.windows[0]
    window.ends_on -= timedelta(days=2)
    window.save()


def begun(plans: Planning, name: str) -> None:
    plans.story.now += timedelta(days=14)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (taken_back, r"{name} took back the sign-up for the window of Mon 16 Mar 2026"),
        (deactivated, "{name} is no longer here"),
        (seated_elsewhere, "bo was given a seat in the window of Mon 16 Mar 2026"),
        (pinned_out, "{name} is pinned out of"),
        (moved, "has other dates now"),
        (begun, "has begun since"),
    ],
)
def test_a_world_that_moved_on_is_named(plans: Planning, change, says: str):
    plan = plans.propose()
    (name,) = plans.says(plan)[0]
    change(plans, name)
    with pytest.raises(Conflict, match=says.format(name=name)) as refused:
        plans.publish(plan)
    assert "Propose again" in refused.value.message
    assert not Publication.objects.exists()


def test_a_seat_confirmed_since_that_the_plan_drops_is_named(plans: Planning):
    first = plans.propose(count=1)
    plans.publish(first)
    (name,) = plans.sits()[0]
    pin = plans.pin(name, 0, seated=False)
    plan = plans.propose(count=1)
    assert name not in plans.says(plan)[0]
    actions.unpin(pin_id=pin.pk, by=plans.story.lea, at=plans.story.now)
    plans.confirm(name, 0)
    with pytest.raises(Conflict, match=f"{name} is pinned to the window of Mon 16 Mar 2026"):
        plans.publish(plan)
    assert plans.sits()[0] == {name}


# --- planning again ------------------------------------------------------------------------------


def test_a_declined_seat_plans_again_with_the_fewest_changes(plans: Planning):
    plans.engineers("tom")
    plans.served("tom")
    plans.signs_up("tom", choice=1)
    plans.publish(plans.propose())
    before = plans.sits()
    assert set().union(*before) == {"eva", "udo", "ida"}
    plans.confirm(*before[0], 0)
    (name,) = before[1]
    plans.give_up(name, 1, reason="The team is in launch.")
    plan = Plan.objects.get(after__isnull=False)
    assert (plan.state, plan.by) == ("waiting", None)
    assert plans.solve() == 1
    again = find(plan.pk)
    assert plans.says(again) == [before[0], {"tom"}, before[2]]
    assert {level.name: level.value for level in result_in(again).levels}["changes"] == 1
    assert plans.story.told("plan.finished") == {"lea"}
    plans.publish(again)
    assert plans.sits() == [before[0], {"tom"}, before[2]]
    # Giving up a seat that is in no published plan asks nobody.
    plans.seat("bo", 0)
    plans.give_up("bo", 0)
    assert Plan.objects.count() == 2


def test_a_seat_given_up_in_a_window_that_runs_plans_nothing(plans: Planning):
    plans.publish(plans.propose())
    (name,) = plans.sits()[0]
    plans.story.now += timedelta(days=20)
    plans.give_up(name, 0)
    assert Plan.objects.count() == 1


def test_a_plan_whose_windows_have_begun_meanwhile_says_so(plans: Planning):
    plans.publish(plans.propose(count=1))
    (name,) = plans.sits()[0]
    plans.give_up(name, 0)
    plans.story.now += timedelta(days=20)
    plans.solve()
    plan = Plan.objects.get(after__isnull=False)
    assert plan.failed.startswith("No window starts on")
    assert plans.story.told("plan.failed") == {"lea"}


# --- in a process of its own ---------------------------------------------------------------------


def test_the_solver_is_another_process_and_gives_the_same(plans: Planning):
    here = plans.propose(count=2)
    there = plans.propose(count=2, solver=Solving, seconds=20)
    assert there.state == "proposed", there.failed
    assert there.result["seats"] == here.result["seats"]
    assert there.result["why"]["seats"]
