"""Whatever happens to seats, to the group by hand, and to Slack: the group is never empty, never written
without a difference, and each write is one that was due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.journal.models import Delivery
from holdfast.rotation.actions import confirm_seat, withdraw_seat
from holdfast.rotation.models import Seat, Window
from holdfast.slack.models import Group
from holdfast.slack.rules.group import Known, Step, step
from tests.slack.rooms import chosen

_PEOPLE = ("ana", "kim", "bo")
_STEPS = st.one_of(
    st.tuples(st.just("seat"), st.sampled_from(_PEOPLE)),
    st.tuples(st.just("withdraw"), st.sampled_from(_PEOPLE)),
    st.tuples(st.just("hand"), st.sets(st.sampled_from((*_PEOPLE, "sam")), min_size=1)),
    st.tuples(st.just("trouble"), st.sampled_from(("down", "cut", "busy"))),
    st.tuples(st.just("look"), st.just("")),
)


class World:
    """The story's seats and group, and what a reader of the promise would count."""

    def __init__(self, slack) -> None:
        self.slack = slack
        self.window = Window.objects.get()
        self.written: list[frozenset[str]] = []
        put = slack.group.put

        def noted(members, by):
            before = set(slack.group.members)
            if by == slack.workspace.bot_user_id:
                assert members, "the group was emptied"
                assert {each.id for each in members} != {each.id for each in before}, (
                    "it was written without a difference"
                )
                self.written.append(frozenset(each.name for each in members))
            put(members, by)

        slack.group.put = noted

    def on(self) -> frozenset[str]:
        found = Seat.objects.filter(withdrawal=None).values_list("person__login", flat=True)
        return frozenset(found) or frozenset({"lea"})

    def do(self, what: str, whom) -> None:
        slack, story = self.slack, self.slack.story
        seats = Seat.objects.filter(withdrawal=None)
        if what == "seat" and not seats.filter(person__login=whom).exists():
            seat = Seat.objects.create(
                window=self.window,
                person=story.people[whom],
                position=Seat.objects.count(),
                source="hand",
                at=story.now,
            )
            confirm_seat(seat_id=seat.pk, by=story.of(whom), at=story.now)
        elif what == "withdraw" and (seat := seats.filter(person__login=whom).first()):
            withdraw_seat(seat_id=seat.pk, reason="Ill.", by=story.of(whom), at=story.now)
        elif what == "hand":
            slack.group.set_by_hand([getattr(slack, name) for name in sorted(whom)], by=slack.rex)
        elif whom == "down":
            slack.workspace.fails("usergroups.users.list", "internal_error")
        elif whom == "cut":
            slack.workspace.cuts("usergroups.users.update")
        elif whom == "busy":
            slack.workspace.fails("usergroups.users.update", "ratelimited", retry_after=20)
        elif what == "look":
            self.settle()

    def settle(self) -> None:
        self.slack.story.now += timedelta(minutes=31)
        self.slack.work()


@pytest.mark.req("R3")
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(_STEPS, max_size=6))
def test_nothing_happens_to_a_group_but_what_is_due(slack, steps):
    _afresh(slack)
    world = World(slack)
    for what, whom in [*steps, ("look", ""), ("look", "")]:
        world.do(what, whom)
        assert slack.group.members
    held = {each.name for each in slack.group.members}
    group = Group.objects.get()
    if group.drift is None and group.held is None:
        assert held == world.on()
    else:
        assert held != world.on()
        assert group.written == sorted(getattr(slack, name).id for name in world.on())
    waiting = Delivery.objects.filter(channel="slack", state__in=["dead", "in_doubt", "sending"])
    assert not waiting.exists()
    slack.workspace.forgive()


def _afresh(slack) -> None:
    """As the story begins: Ana and Kim are on and in the group."""
    slack.workspace.heals("usergroups.users.list")
    slack.workspace.heals("usergroups.users.update")
    slack.group.__dict__.pop("put", None)
    if Group.objects.exists():
        group = Group.objects.get()
        for login in _PEOPLE:
            seated = Seat.objects.filter(withdrawal=None, person__login=login)
            if login == "bo" and (seat := seated.first()):
                withdraw_seat(
                    seat_id=seat.pk, reason="x", by=slack.story.of(login), at=slack.story.now
                )
            elif login != "bo" and not seated.exists():
                Seat.objects.create(
                    window=Window.objects.get(),
                    person=slack.story.people[login],
                    position=Seat.objects.count(),
                    source="hand",
                    at=slack.story.now,
                )
        slack.group.members = [slack.ana, slack.kim]
        group.delete()
    Window.objects.update(ends_on=date(2027, 3, 1))
    chosen(slack)
    assert slack.group.members == [slack.ana, slack.kim]


_USERS = st.lists(st.sampled_from("ABCD"), unique=True).map(lambda each: tuple(sorted(each)))


@given(wanted=_USERS, there=_USERS, written=st.none() | _USERS, held=st.none() | _USERS)
def test_it_is_written_only_where_it_differs_and_never_empty(wanted, there, written, held):
    from tests.cast import START

    done = step(wanted, there, Known(written=written, held=held), at=START)
    if done is Step.WRITE:
        assert wanted
        assert wanted != there
        # By force only where nobody changed it, or who is on changed.
        assert written is None or written in {there, ()} or written != wanted
    if wanted and wanted == there:
        assert done is Step.WELL
