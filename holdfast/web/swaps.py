"""Swaps as a page shows them: what this person may say to each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from holdfast.kernel.period import local_date
from holdfast.people.models import Person
from holdfast.people.queries import policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation.models import Seat, Swap
from holdfast.rotation.presenting.swap import state_of, whole
from holdfast.rotation.queries import swap as queries
from holdfast.rotation.rules.swap import Verdict
from holdfast.web.forms import Form
from holdfast.web.forms.fields import Choices
from holdfast.web.forms.swap import AnswerSwap
from holdfast.web.request import Request

_ONE = "Needed when you say no to what was offered to you: why?"


@dataclass(frozen=True, slots=True)
class Shown:
    """A swap with what may be done with it. `verdict` is what stands against this person's taking."""

    swap: Swap
    state: str
    whole: bool
    form: Form | None
    may_take: bool
    may_consent: bool
    may_decline: bool
    may_withdraw: bool
    waits: str  # for whose yes
    verdict: Verdict | None


def shown(
    request: Request, swaps: Iterable[Swap], failed: Form | None = None, *, judged: bool = True
) -> list[Shown]:
    """With `judged`, what the rules say of this person's taking is read for each that waits for it."""
    return [_shown(request, each, failed, judged=judged) for each in swaps]


def _shown(request: Request, swap: Swap, failed: Form | None, *, judged: bool) -> Shown:
    me = request.user
    giver = swap.seat.person
    asked = queries.is_asked(swap, me)
    gives = swap.seat.person_id == me.pk
    takes = asked and not gives
    withdraws = swap.is_open and may_offer(request, giver, swap.by_id)
    form: Form | None = None
    if asked or withdraws:
        blank = AnswerSwap(swap=swap.pk, hint=_ONE if asked and swap.to_id else "")
        form = failed if failed and failed.slug == blank.slug else blank
    verdict = None
    if takes and judged:
        verdict = queries.verdict(queries.proposed(swap), me, at=request.now)
    return Shown(
        swap=swap,
        state=state_of(swap),
        whole=whole(swap),
        form=form,
        may_take=takes,
        may_consent=asked and gives,
        may_decline=asked,
        may_withdraw=withdraws,
        waits=_waits(swap),
        verdict=verdict,
    )


def _waits(swap: Swap) -> str:
    yes = queries.said_yes(swap)
    both = [swap.seat.person, swap.to]
    names = [str(each) for each in both if each and each.pk not in yes]
    return " and ".join(names if swap.to else [*names, "anybody who could take it"])


def may_offer(request: Request, giver: Person, *also: int) -> bool:
    """The giver, who made it, the giver's manager, or a lead."""
    me = request.user.pk
    return may(request.actor, "swap.offer", mine=me in {giver.pk, giver.manager_id, *also})


def may_untake(request: Request, swap: Swap) -> bool:
    """Has it been taken, does it lie ahead, and is it theirs to ask for it back?"""
    if state_of(swap) != "taken" or _begun(swap, request.now):
        return False
    taker = swap.end.taker
    assert taker is not None, "what is taken has a taker (database constraint)"
    if not (may_offer(request, swap.seat.person) or may_offer(request, taker)):
        return False
    seat = queries.untakeable(swap)
    return seat is not None and not queries.open_by_seat([seat])


def _begun(swap: Swap, at: datetime) -> bool:
    return swap.starts_on <= local_date(at, policy_at(swap.seat.window.programme, at).zone)


def choices(candidates: Iterable[queries.Candidate]) -> Choices:
    """Whom to offer it to: those who could, the most rested first, then those a rule keeps from it."""
    could, others = [], []
    for each in candidates:
        words = [str(each.person)]
        if each.choice:
            words.append({3: "eager", 2: "willing", 1: "if needed"}[each.choice])
        if each.verdict.broken:
            others.append((each.person.login, str(each.person)))
        else:
            could.append((each.person.login, ", ".join(words)))
    found = [("Could take it", tuple(could)), ("A rule stands in the way", tuple(others))]
    return tuple((title, listed) for title, listed in found if listed)


def returns(seat: Seat, people: Iterable[Person], at: datetime) -> Choices:
    """Their seats ahead that could come back for it, a group a person."""
    wanted = list(people)
    found = queries.seats_ahead(wanted, besides=seat, at=at)
    grouped = [
        (
            str(person),
            tuple(
                (str(each.pk), f"{each.days[0]} to {each.days[1]}")
                for each in found
                if each.person_id == person.pk
            ),
        )
        for person in wanted
    ]
    return tuple((title, listed) for title, listed in grouped if listed)
