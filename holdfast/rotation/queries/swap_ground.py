"""What the rules of a swap look at, read from the records; and who could take what is offered."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from holdfast.people.models import Absence, Person, Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.hours import days_between
from holdfast.people.rules.permission import rank
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Seat, SignUp, Swap, Volunteer, Window
from holdfast.rotation.queries.sign_ups import current
from holdfast.rotation.queries.windows import days_of, first_days
from holdfast.rotation.rules.parts import Span, until
from holdfast.rotation.rules.swap import (
    Change,
    Ground,
    Sitter,
    Sitting,
    Verdict,
    WindowDays,
    judge,
    last_until,
)
from holdfast.rotation.rules.swap_days import left_over


@dataclass(frozen=True, slots=True)
class Proposal:
    """Days of a seat that could change hands, and what could come back for them."""

    seat: Seat
    days: Span
    in_return: Seat | None = None


def proposed(swap: Swap) -> Proposal:
    return Proposal(swap.seat, swap.days, swap.in_return)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked: when their last turn ended, what they signed up for (None: nothing
    said of this window), and what stands against them."""

    person: Person
    last_until: date | None
    choice: int | None
    verdict: Verdict


def verdict(proposal: Proposal, taker: Person, *, at: datetime) -> Verdict:
    """What stands against this person taking it, by the records as they are."""
    return _Looking(proposal, at).at(taker)


def whole_until(seat: Seat) -> date | None:
    """The first day after the seat's window, where it is the whole of it; None where it is a part."""
    window = seat.window
    return None if seat.part else days_of(window)[1]


def may_sit(person: Person) -> bool:
    """Somebody who could be seated at all: an engineer, or who signed up for something."""
    return person.is_active and (rank(person.role) >= rank("engineer") or _volunteers(person))


def could_take(proposal: Proposal, *, at: datetime) -> list[Candidate]:
    """All who could take it by the rules, the most rested first, then those who are eager for the
    window. Who signed up with no for it is left out, and so are leads who never signed up."""
    return [each for each in candidates(proposal, at=at) if not each.verdict.broken]


def candidates(proposal: Proposal, *, at: datetime) -> list[Candidate]:
    """Everybody of the pool with what stands against them, in the order of `could_take`."""
    said = _choices(proposal.seat.window)
    looking = _Looking(proposal, at)
    found = [
        Candidate(
            person=person,
            last_until=looking.last_until(person),
            choice=said.get(person.pk),
            verdict=looking.at(person),
        )
        for person in looking.read(_pool(proposal.seat))
        if said.get(person.pk) != SignUp.Choice.NO
    ]
    return sorted(
        found,
        key=lambda each: (
            bool(each.verdict.broken),
            each.last_until or date.min,
            -(each.choice or 0),
            each.person.login,
        ),
    )


class _Looking:
    """One proposal with everything that the rules ask for; read once for many people."""

    def __init__(self, proposal: Proposal, at: datetime) -> None:
        self.proposal, self.window = proposal, proposal.seat.window
        programme = self.window.programme
        self.policy = policy_at(programme, at)
        self.starts = first_days(programme)
        self.windows = {self.window.pk: self.window}
        if proposal.in_return:
            self.windows[proposal.in_return.window_id] = proposal.in_return.window
        self.by_person: dict[int, list[Sitting]] = {}
        for pk, seat in _standing(programme):
            span = (seat.first, seat.end)
            days = (seat.window_first, seat.window_end)
            self.by_person.setdefault(pk, []).append(
                Sitting(pk, seat.window, seat.first, self._end(span, days))
            )
        beside = {
            person
            for person, sittings in self.by_person.items()
            if any(each.window in self.windows for each in sittings)
        }
        self.beside = beside | {proposal.seat.person_id}
        self.sitters: dict[int, Sitter] = {}
        self.read(Person.objects.filter(pk__in=self.beside))

    def read(self, people: Iterable[Person]) -> list[Person]:
        """These people, with what the rules ask of them."""
        people = list(people)
        self.sitters |= _sitters(people, self.policy, self._span())
        return people

    def at(self, taker: Person) -> Verdict:
        if taker.pk not in self.sitters:
            self.read([taker])
        who = self.beside | {taker.pk}
        ground = Ground(
            windows={pk: self._days(window) for pk, window in self.windows.items()},
            people={person: self.sitters[person] for person in who},
            sittings=[each for person in who for each in self.by_person.get(person, ())],
            team_cap=self.policy.team_cap,
            mentoring=self.policy.mentoring,
        )
        return judge(self.change(taker), ground)

    def change(self, taker: Person) -> Change:
        seat, back = self.proposal.seat, self.proposal.in_return
        taken = [self._sitting(taker.pk, seat.window, self.proposal.days)]
        gone = [self._sitting(seat.person_id, seat.window, seat.days)]
        if back:
            gone.append(self._sitting(taker.pk, back.window, back.days))
            taken.append(self._sitting(seat.person_id, back.window, back.days))
        kept = [
            self._sitting(seat.person_id, seat.window, span)
            for span in left_over(seat.days, self.proposal.days)
        ]
        return Change(gone=gone, new=[*kept, *taken], taken=taken)

    def last_until(self, person: Person) -> date | None:
        mine = self.by_person.get(person.pk, ())
        return last_until(mine, person.pk, before=self.proposal.days[0])

    def _sitting(self, person: int, window: Window, span: Span) -> Sitting:
        end = self._end(span, (window.starts_on, window.ends_on))
        return Sitting(person, window.pk, span[0], end)

    def _end(self, span: Span, window: Span) -> date:
        """The first day after it: a part ends as its window does only where both end together."""
        return until(window, self.starts) if span[1] == window[1] else span[1]

    def _days(self, window: Window) -> WindowDays:
        most = max(window.most or self.policy.seats_most, window.wanted)
        return WindowDays(
            window.starts_on, until((window.starts_on, window.ends_on), self.starts), most
        )

    def _span(self) -> Span:
        back = self.proposal.in_return
        days = [self.proposal.days, *([back.days] if back else [])]
        return min(each[0] for each in days), max(each[1] for each in days)


@dataclass(frozen=True, slots=True)
class _Stands:
    window: int
    window_first: date
    window_end: date
    first: date
    end: date


def _standing(programme: Programme) -> Iterable[tuple[int, _Stands]]:
    rows = Seat.objects.filter(window__programme=programme, withdrawal=None).values_list(
        *("person_id", "window_id", "window__starts_on", "window__ends_on"),
        *("starts_on", "ends_on"),
    )
    for person, window, window_first, window_end, first, end in rows:
        yield (
            person,
            _Stands(window, window_first, window_end, first or window_first, end or window_end),
        )


def _sitters(people: Collection[Person], policy: Policy, span: Span) -> dict[int, Sitter]:
    numbers = [person.pk for person in people]
    takes_part = {each.person_id: each for each in Volunteer.objects.filter(person__in=numbers)}
    teams = dict(Person.objects.filter(pk__in=numbers).values_list("pk", "team__name"))
    away: dict[int, list[Span]] = {}
    gone = Absence.objects.filter(
        person__in=numbers, ends_on__gte=span[0], starts_on__lte=span[1] + timedelta(days=1)
    )
    for number, starts_on, ends_on in gone.values_list("person_id", "starts_on", "ends_on"):
        clipped = max(starts_on, span[0]), min(ends_on, span[1])
        away.setdefault(number, []).append(clipped)
    usual = Volunteer(rest_days=policy.rest_days)
    return {
        person.pk: Sitter(
            name=str(person),
            team=teams.get(person.pk) or "",
            rest_days=_or(takes_part.get(person.pk, usual).rest_days, policy.rest_days),
            halves=takes_part.get(person.pk, usual).halves,
            workdays=frozenset(int(day) for day in person.workdays.split(",")),
            away=days_between(away.get(person.pk, ())),
        )
        for person in people
    }


def _or(own: int | None, usual: int) -> int:
    return usual if own is None else own


def _pool(seat: Seat) -> list[Person]:
    """Who is asked where all who could are: active engineers, and whoever else signed up."""
    signed = set(SignUp.objects.filter(choice__gt=0).values_list("person_id", flat=True))
    signed |= set(Volunteer.objects.values_list("person_id", flat=True))
    people = Person.objects.filter(deactivated_at=None).exclude(pk=seat.person_id)
    return [each for each in people if each.role == "engineer" or each.pk in signed]


def _volunteers(person: Person) -> bool:
    return (
        Volunteer.objects.filter(person=person).exists()
        or SignUp.objects.filter(person=person, choice__gt=0).exists()
    )


def _choices(window: Window) -> dict[int, int]:
    """The word of each person about a window."""
    said = current(window.programme, [window])
    return {person: word.choice for (person, _), word in said.items()}
