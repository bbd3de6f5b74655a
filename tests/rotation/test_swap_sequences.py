"""Whatever is offered, taken, given back, declined and left to expire: every day of the window keeps its
number of seats, and nobody sits twice on one."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
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
        st.tuples(st.just("expire"), st.just("")),
    ),
    min_size=3,
    max_size=14,
)


class Sequences(TestCase):
    taken: ClassVar[list[int]] = []

    @settings(max_examples=15, deadline=None, derandomize=True)
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
        assert sum(self.taken) > 10, "the sequences must reach what they are about"

    def one(self, story: cast.Story, where, word: str, login: str, more: list) -> None:
        if word == "offer":
            to, first, length = more
            starts_on = do.FIRST + timedelta(days=first)
            ends_on = min(starts_on + timedelta(days=length), do.LAST)
            mine = Seat.objects.filter(window=where, person__login=login, withdrawal=None)
            for seat in mine.order_by("pk"):
                days = max(starts_on, seat.days[0]), min(ends_on, seat.days[1])
                if days[0] < days[1]:
                    do.offer(story, seat, to=to, starts_on=days[0], ends_on=days[1])
                    return
        elif word == "expire":
            swap = Swap.objects.filter(alarm_at__isnull=False).first()
            if swap:
                actions.mind_swaps(swap.expires_at)
        elif word == "untake":
            swap = Swap.objects.filter(end__word="taken").order_by("-pk").first()
            if swap:
                do.say(story, "untake", swap, login)
        else:
            person = Person.objects.get(login=login)
            for swap in Swap.objects.filter(alarm_at__isnull=False).order_by("pk"):
                if swap.to_id in {None, person.pk}:
                    if word == "take":
                        do.take(story, swap, login)
                    else:
                        do.say(story, "decline", swap, login, reason="No.")
                    return
