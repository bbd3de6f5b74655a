"""Whatever is offered, taken, given back, declined and left to expire: every day of the window keeps its
number of seats, and nobody sits twice on one."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import chain
from typing import ClassVar

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from holdfast.kernel.refusal import Refusal
from holdfast.people.models import Person, Programme
from holdfast.rotation import actions
from holdfast.rotation.models import Seat, Swap
from tests import cast
from tests.rotation import swapping as do

LOGINS = ("kit", "mia", "noa", "bob")
DAYS = 28

steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("offer"),
            st.sampled_from(LOGINS),
            st.sampled_from(("", *LOGINS)),
            st.integers(0, DAYS - 1),
            st.integers(1, DAYS),
        ),
        st.tuples(st.sampled_from(("take", "take", "decline", "untake")), st.sampled_from(LOGINS)),
        st.tuples(
            st.just("passes"),
            st.sampled_from(LOGINS),
            st.sampled_from(LOGINS),
            st.integers(0, DAYS - 1),
            st.integers(1, DAYS),
        ),
        st.tuples(st.sampled_from(("expire", "goes back")), st.just("")),
    ),
    min_size=3,
    max_size=9,
)


class Sequences(TestCase):
    taken: ClassVar[list[int]] = []

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(steps)
    def every_day_keeps_its_seats(self, said: list[tuple]) -> None:
        Programme.objects.get_or_create(name="Escalation engineering")
        story = cast.tell()
        where = do.window(story)
        for login in LOGINS:
            do.engineer(login)
        for position, login in enumerate(LOGINS[:2]):
            do.seat(story, where, login, position=position)
        for word, login, *more in said:
            with suppress(Refusal):
                self.one(story, where, word, login, more)
            on = do.per_day(where).items()
            wrong = {day: people for day, people in on if len(people) != 2 or len(set(people)) != 2}
            assert not wrong, (word, login, wrong)
        assert not Seat.objects.filter(window=where, withdrawal=None, confirmation=None).exists()
        self.taken.append(Swap.objects.filter(end__word="taken").count())

    def test_every_day_keeps_its_seats(self) -> None:
        self.every_day_keeps_its_seats()
        assert sum(self.taken) >= 10, "the sequences must reach what they are about"

    def one(self, story: cast.Story, where, word: str, login: str, more: list) -> None:
        if word in {"offer", "passes"}:
            self.offered(story, where, login, more, taken=word == "passes")
        elif word == "expire":
            if swap := Swap.objects.filter(alarm_at__isnull=False).first():
                actions.mind_swaps(swap.expires_at)
        elif word in {"untake", "goes back"}:
            if swap := Swap.objects.filter(end__word="taken").order_by("-pk").first():
                back = do.say(story, "untake", swap, login or swap.end.taker.login)
                if word == "goes back":
                    do.take(story, back, swap.seat.person.login)
        else:
            self.answered(story, word, login)

    def offered(self, story, where, login: str, more: list, *, taken: bool) -> None:
        to, first, length = more
        seats = list(Seat.objects.filter(window=where, withdrawal=None).order_by("pk"))
        seat = seats[LOGINS.index(login) % len(seats)]
        whole = (seat.days[1] - seat.days[0]).days
        starts_on = seat.days[0] + timedelta(days=first % whole)
        ends_on = min(starts_on + timedelta(days=length), seat.days[1])
        if taken:  # somebody who is free on these days, so that most of these go through
            days = {day: on for day, on in do.per_day(where).items() if starts_on <= day < ends_on}
            busy = set(chain.from_iterable(days.values()))
            free = Person.objects.filter(login__in=LOGINS).exclude(pk__in=busy).order_by("pk")
            to = free[LOGINS.index(to) % len(free)].login
        swap = do.offer(story, seat, to=to, starts_on=starts_on, ends_on=ends_on)
        if taken:
            do.take(story, swap, to)

    def answered(self, story, word: str, login: str) -> None:
        person = Person.objects.get(login=login)
        for swap in Swap.objects.filter(alarm_at__isnull=False).order_by("pk"):
            if swap.to_id in {None, person.pk}:
                if word == "take":
                    do.take(story, swap, login)
                else:
                    do.say(story, "decline", swap, login, reason="No.")
                return
