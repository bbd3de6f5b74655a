"""Who served, who asked, who got: the spread of turns, in the open (R30-R33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from holdfast.kernel.period import local_date
from holdfast.people.models import Person, Programme
from holdfast.people.queries import policy_at
from holdfast.people.rules.policy import Policy
from holdfast.rotation.equivalents import Equivalent, equivalents
from holdfast.rotation.models import Seat, SignUp, Volunteer, Waiver
from holdfast.rotation.queries.service import Service, served
from holdfast.rotation.rules.fairness import (
    Asked,
    Gate,
    Spread,
    gate,
    gini,
    months_after,
    next_due,
    short_of,
    spread,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where somebody of the pool stands.

    `asked` are the windows they said yes to, `got` the windows they have or had a seat in;
    `next_due` None is now, as they never served. `ahead` are their seats still to come.
    """

    person: Person
    service: Service
    asked: Sequence[Asked]
    got: int
    ahead: int
    unconfirmed: int
    next_due: date | None
    waivers: Sequence[Waiver]
    promotion_by: date | None
    gate: Gate
    equivalents: Sequence[Equivalent] = ()

    @property
    def last_until(self) -> date | None:
        """The first day after the last they served, or did as much as that; None is never."""
        return _last(self.service, self.equivalents)

    @property
    def asked_in_vain(self) -> list[Asked]:
        """Windows that began without them though they asked."""
        return [each for each in self.asked if each.begun and not each.got]

    @property
    def seat_in_time(self) -> bool | None:
        """Does a seat of theirs end by the day their promotion wants one? None: it wants none."""
        if self.promotion_by is None:
            return None
        # A seat that ends on a day ends by it: ends here are the first day after.
        return any((end - self.promotion_by).days <= 1 for _, end in self.service.seated)


@dataclass(frozen=True, slots=True)
class Year:
    """A calendar year: the halves that ended in it, and how all that were served until its end are
    spread over the people who are in the pool today."""

    year: int
    halves: int
    to_date: int
    gini: float | None
    spread: Spread


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody a waiver could be granted to: what they asked for in the period and did not get."""

    turn: Turn
    starts_on: date
    ends_on: date
    asked: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Fairness:
    """The pool, who has waited longest first; `years` are oldest first."""

    today: date
    turns: Sequence[Turn]
    years: Sequence[Year]
    gini: float | None
    spread: Spread | None
    halves: int
    proposals: Sequence[Proposal]

    @property
    def never_asked(self) -> list[Turn]:
        return [turn for turn in self.turns if not turn.asked]

    @property
    def in_vain(self) -> list[Turn]:
        """Who asked for windows that have begun and got a seat in none they ever asked for."""
        return [
            turn
            for turn in self.turns
            if turn.asked_in_vain and not any(each.got for each in turn.asked)
        ]

    @property
    def candidates(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.promotion_by]


def fairness(programme: Programme, at: datetime) -> Fairness:
    """Everything about the spread of turns at a moment; the sources are few statements, whatever
    the number of people."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    turns = sorted(
        _turns(programme, policy, today, at),
        key=lambda turn: (
            turn.service.seated_until or turn.last_until or date.min,
            turn.person.login,
        ),
    )
    loads = [turn.service.halves for turn in turns]
    return Fairness(
        today=today,
        turns=turns,
        years=_years(turns, today),
        gini=gini(loads),
        spread=spread(loads),
        halves=sum(loads),
        proposals=_proposals(turns, policy, today),
    )


def turn_of(programme: Programme, login: str, at: datetime) -> Turn:
    """Where one person stands, of the pool or not. Raises NotFound."""
    from holdfast.people.queries import person

    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    return next(iter(_turns(programme, policy, today, at, among=[person(login)])))


def pool(programme: Programme) -> QuerySet[Person]:
    """Whose turn it can be: every active engineer, and whoever signed up, takes part or had a seat.

    Leads and others are in it only by their own doing.
    """
    return (
        Person.objects.filter(
            Q(role="engineer")
            | Q(pk__in=SignUp.objects.filter(window__programme=programme).values("person"))
            | Q(pk__in=Volunteer.objects.values("person"))
            | Q(
                pk__in=Seat.objects.filter(window__programme=programme, withdrawal=None).values(
                    "person"
                )
            ),
            deactivated_at=None,
        )
        .select_related("team")
        .order_by("login")
    )


def asked_by(programme: Programme, at: datetime) -> dict[int, list[Asked]]:
    """The windows that each person said yes to, oldest first; the newest word on each counts."""
    today = local_date(at, policy_at(programme, at).zone)
    got = _got(programme)
    words: dict[tuple[int, int], Asked | None] = {}
    rows = SignUp.objects.filter(window__programme=programme, window__dropping=None)
    for person, window, starts_on, choice in rows.order_by("window__starts_on", "id").values_list(
        "person", "window", "window__starts_on", "choice"
    ):
        words[person, window] = (
            Asked(window, starts_on, got=window in got.get(person, ()), begun=starts_on <= today)
            if choice
            else None
        )
    found: dict[int, list[Asked]] = defaultdict(list)
    for (person, _), said in words.items():
        if said:
            found[person].append(said)
    return found


def waivers(programme: Programme) -> QuerySet[Waiver]:  # noqa: ARG001 - people are of one programme so far
    """All of them, newest first."""
    return Waiver.objects.select_related("person", "by").order_by("-id")


def _got(programme: Programme) -> dict[int, set[int]]:
    """The windows in which each person has a seat that stands."""
    found: dict[int, set[int]] = defaultdict(set)
    seats = Seat.objects.filter(window__programme=programme, withdrawal=None)
    for person, window in seats.values_list("person", "window"):
        found[person].add(window)
    return found


def _turns(
    programme: Programme,
    policy: Policy,
    today: date,
    at: datetime,
    among: Iterable[Person] | None = None,
) -> list[Turn]:
    people = list(pool(programme) if among is None else among)
    services, asked, got = served(programme, at), asked_by(programme, at), _got(programme)
    counted = equivalents(today)
    unconfirmed: dict[int, int] = defaultdict(int)
    seats = Seat.objects.filter(
        window__programme=programme, withdrawal=None, confirmation=None
    ).values_list("person", flat=True)
    for number in seats:
        unconfirmed[number] += 1
    wanted = dict(
        Volunteer.objects.filter(promotion_by__isnull=False).values_list("person", "promotion_by")
    )
    granted: dict[int, list[Waiver]] = defaultdict(list)
    for waiver in waivers(programme):
        granted[waiver.person_id].append(waiver)
    return [
        _turn(
            person,
            services.get(person.pk, Service()),
            asked=asked.get(person.pk, []),
            got=len(got.get(person.pk, ())),
            unconfirmed=unconfirmed[person.pk],
            promotion_by=wanted.get(person.pk),
            waivers=granted[person.pk],
            counted=counted.get(person.pk, []),
            policy=policy,
            today=today,
        )
        for person in people
    ]


def _turn(
    person: Person,
    service: Service,
    *,
    asked: Sequence[Asked],
    got: int,
    unconfirmed: int,
    promotion_by: date | None,
    waivers: Sequence[Waiver],
    counted: Sequence[Equivalent],
    policy: Policy,
    today: date,
) -> Turn:
    by = promotion_by or today
    since = months_after(by, -policy.next_due_months)
    ends = [days[1] for days in service.standing]
    return Turn(
        person=person,
        service=service,
        asked=asked,
        got=got,
        ahead=sum(days[0] > today for days in service.standing),
        unconfirmed=unconfirmed,
        next_due=next_due(_last(service, counted), policy.next_due_months),
        waivers=waivers,
        promotion_by=promotion_by,
        gate=gate(
            served=service.experienced or bool(counted),
            seated=any((end - by).days <= 1 for end in ends),
            # One that reaches into the time a turn was expected in.
            waived=any(each.starts_on <= by and each.ends_on >= since for each in waivers),
            wanted=policy.promotion_gate,
        ),
        equivalents=counted,
    )


def _last(service: Service, counted: Sequence[Equivalent]) -> date | None:
    ends = [service.last_until, *(each.until for each in counted)]
    return max((end for end in ends if end), default=None)


def _years(turns: Sequence[Turn], today: date) -> list[Year]:
    ends = {turn.person.pk: [half.until for half in turn.service.served] for turn in turns}
    every = [end for each in ends.values() for end in each]
    if not every:
        return []
    found = []
    for year in range(min(every).year, today.year + 1):
        loads = [sum(end.year <= year for end in each) for each in ends.values()]
        among = spread(loads)
        assert among is not None, "somebody served, so somebody is in the pool"
        found.append(
            Year(
                year=year,
                halves=sum(end.year == year for end in every),
                to_date=sum(loads),
                gini=gini(loads),
                spread=among,
            )
        )
    return found


def _proposals(turns: Sequence[Turn], policy: Policy, today: date) -> list[Proposal]:
    """Who asked in the time in which a turn is expected, and got none; not those who have a waiver
    for these windows already, and not those with a seat running or ahead."""
    period = (months_after(today, -policy.next_due_months), today)
    found = []
    for turn in turns:
        short = [
            each
            for each in short_of(turn.asked, period, seated=turn.service.seated)
            if not any(w.starts_on <= each.starts_on <= w.ends_on for w in turn.waivers)
        ]
        if short and not turn.service.standing:
            found.append(Proposal(turn, *period, asked=short))
    return found
