"""Reliefs: of a seat, of a person's people, by team and period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet, prefetch_related_objects

from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.people.models import Person, Programme, Team
from holdfast.rotation.models import Dropped, DroppedOutcome, Relief, Seat
from holdfast.rotation.rules.relief import LINK_DAYS, relief_days
from holdfast.store import Statement, slot

STATES = ("open", "acknowledged", "told", "ended", "standing", "all")
_MOST = 100
_WITH = (
    *("seat__window", "seat__person__manager", "seat__withdrawal", "team__contact", "manager"),
    *("acknowledgement__by", "end", "by"),
)


def relief(relief_id: int) -> Relief:
    """Raises NotFound with a sentence."""
    found = _whole(Relief.objects.filter(pk=relief_id)).first()
    if found is None:
        raise NotFound(f"There is no relief {relief_id}.")
    return found


def dropped(dropped_id: int) -> Dropped:
    """Something a team drops. Raises NotFound with a sentence."""
    found = Dropped.objects.select_related("relief").filter(pk=dropped_id).first()
    if found is None:
        raise NotFound(f"Nothing dropped has the number {dropped_id}.")
    return found


def is_ended(found: Relief) -> bool:
    """It stands no longer, or its seat does not."""
    gone = getattr(found.seat, "withdrawal", None)
    return getattr(found, "end", None) is not None or gone is not None


def is_acknowledged(found: Relief) -> bool:
    return getattr(found, "acknowledgement", None) is not None


def outcome_of(item: Dropped) -> DroppedOutcome | None:
    """The newest word about it (of a relief read here)."""
    said = list(item.outcomes.all())
    return said[-1] if said else None


def promised_days(found: Relief) -> Decimal:
    """Working days the team is relieved of."""
    return relief_days(found.ee_days, found.allocation)


def given_days(found: Relief) -> Decimal:
    """Working days of relief that what was dropped really gave, as said so far."""
    said = [outcome_of(item) for item in found.dropped.all()]
    return sum((each.days for each in said if each), Decimal(0))


def untold(found: Relief) -> list[Dropped]:
    """What was to be dropped and nobody has said whether it was."""
    return [item for item in found.dropped.all() if outcome_of(item) is None]


def relief_state(found: Relief) -> str:
    """open, acknowledged, told (what became of everything dropped) or ended."""
    if is_ended(found):
        return "ended"
    if not is_acknowledged(found):
        return "open"
    return "told" if found.dropped.all() and not untold(found) else "acknowledged"


def flag(found: Relief, *, today: date) -> str:
    """What stands in the way, in a few words; empty where nothing does."""
    if is_ended(found):
        return ""
    if found.team is None:
        return "No home team known"
    if not is_acknowledged(found):
        if found.starts_on > today:
            return "Relief not acknowledged yet"
        over = found.ends_before <= today
        return f"Relief not acknowledged, and the seat {'is over' if over else 'has begun'}"
    if found.ends_before <= today:
        return "Nobody has said what became of it" if untold(found) else ""
    return "" if found.dropped.all() else "Nothing named that is dropped"


def is_late(found: Relief, *, today: date) -> bool:
    """Unacknowledged when its seat began: the lead's matter, too."""
    waits = not is_ended(found) and not is_acknowledged(found)
    return waits and found.team_id is not None and found.starts_on <= today


# --- who answers for it --------------------------------------------------------------------------


def answering(engineer: Person, team: Team | None) -> Person | None:
    """Who makes room in the home team: the engineer's manager as the directory has them (R90), else
    the team's contact; None means the leads. Nobody acknowledges their own."""
    for each in (engineer.manager, team.contact if team else None):
        if each and each.is_active and each.pk != engineer.pk:
            return each
    return None


def answers_for(found: Relief, person_id: int | None) -> bool:
    """Is it theirs to acknowledge, as the directory stands now?"""
    who = answering(found.seat.person, found.team)
    return who is not None and who.pk == person_id


# --- lists ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReliefPage:
    """One page of a list, newest first. `next` is the number to ask `after`, None at the end."""

    items: Sequence[Relief]
    next: int | None


def page_of_reliefs(
    programme: Programme,
    *,
    state: str = "standing",
    team: int | None = None,
    since: date | None = None,
    until: date | None = None,
    after: int | None = None,
    limit: int = 50,
) -> ReliefPage:
    """Reliefs in a state: open, acknowledged (told or not), told, ended, standing (all but the ended)
    or all. `team` 0 are those without one; [since, until) is when their seats start."""
    found = _in_state(state).filter(seat__window__programme=programme)
    if team is not None:
        found = found.filter(team=team or None)
    if since is not None:
        found = found.filter(starts_on__gte=since)
    if until is not None:
        found = found.filter(starts_on__lt=until)
    if after is not None:
        found = found.filter(pk__lt=after)
    items = list(_whole(found).order_by("-pk")[: limit + 1])
    more = len(items) > limit
    return ReliefPage(items=items[:limit], next=items[limit - 1].pk if more else None)


def reliefs_of(person: Person, *, limit: int = 50) -> list[Relief]:
    """The reliefs made for somebody's seats, the latest seat first."""
    found = _in_state("standing").filter(seat__person=person)
    return list(_whole(found).order_by("-starts_on")[:limit])


# The first page asks it of everybody.
_concerning = Statement(
    lambda: (
        Relief.objects.filter(
            Q(seat__person=slot.number("me"))
            | Q(seat__person__manager=slot.number("me"))
            | Q(team__contact=slot.number("me")),
            end__isnull=True,
            seat__withdrawal__isnull=True,
            team__isnull=False,
            ends_before__gt=slot.day("since"),
        )
        .select_related(*_WITH)
        .order_by("starts_on", "pk")[:_MOST]
    )
)


class Concerning(NamedTuple):
    """Reliefs that have to do with somebody: those of `my_people` who are on or will be, those that
    wait for their acknowledgement, and those over, of which they can tell what became."""

    my_people: list[Relief]
    to_acknowledge: list[Relief]
    to_tell: list[Relief]


def reliefs_concerning(person: Person, *, today: date) -> Concerning:
    """What of my people, and of my own seats."""
    found = _concerning.all(me=person.pk, since=today - timedelta(days=LINK_DAYS))
    if found:
        prefetch_related_objects(found, "dropped__outcomes__by", "dropped__by")
    theirs = [each for each in found if answers_for(each, person.pk)]
    running = [each for each in theirs if each.ends_before > today]
    over = [each for each in found if each.ends_before <= today and is_acknowledged(each)]
    return Concerning(
        my_people=running,
        to_acknowledge=[each for each in running if not is_acknowledged(each)],
        to_tell=[
            each
            for each in over
            if untold(each) and (each in theirs or each.seat.person_id == person.pk)
        ],
    )


def late_reliefs(programme: Programme, *, today: date, limit: int = 50) -> list[Relief]:
    """For the lead: seats that run without anybody having made room for them, and those with no
    manager to ask, from the first day they are known."""
    found = _in_state("open").filter(
        Q(starts_on__lte=today) | Q(manager__isnull=True) | Q(team__isnull=True),
        seat__window__programme=programme,
        ends_before__gt=today,
    )
    return list(_whole(found).order_by("starts_on", "pk")[:limit])


def open_by_seat(programme: Programme, *, today: date) -> dict[int, Relief]:
    """Reliefs that nobody has acknowledged, by number of their seat, for seats that are not over."""
    found = _in_state("open").filter(seat__window__programme=programme, ends_before__gt=today)
    return {each.seat_id: each for each in found.select_related("seat", "team")}


def seats_without(programme: Programme, *, today: date, limit: int = 100) -> list[Seat]:
    """Confirmed seats that are not over and for which nobody asked for relief."""
    standing = Relief.objects.filter(end=None).values("seat")
    found = Seat.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        window__programme=programme,
        window__ends_on__gte=today,
        confirmation__isnull=False,
        withdrawal=None,
    ).exclude(pk__in=standing)
    rows = found.select_related("window", "person__team", "home_team")
    return list(rows.order_by("window__starts_on", "pk")[:limit])


# --- promised against done -----------------------------------------------------------------------


@dataclass(slots=True)
class TeamRelief:
    """A team's reliefs over a period, in working days of the team and in numbers.

    `promised` is what the formula says, `acknowledged` the part of it somebody made room for,
    `done` what the dropped things really gave, as told. Each counts the reliefs behind it, whose
    rows `reliefs` are.
    """

    team: Team | None
    reliefs: list[Relief] = field(default_factory=list)
    promised: Decimal = Decimal(0)
    acknowledged: Decimal = Decimal(0)
    done: Decimal = Decimal(0)
    acknowledgements: int = 0
    told: int = 0
    dropped: int = 0  # things named
    dropped_really: int = 0
    done_anyway: int = 0


def relief_by_team(
    programme: Programme, *, since: date, until: date, team: int | None = None
) -> list[TeamRelief]:
    """Reliefs of seats that start in [since, until), by team by name; ended ones are left out."""
    found = _in_state("standing").filter(
        seat__window__programme=programme, starts_on__gte=since, starts_on__lt=until
    )
    if team is not None:
        found = found.filter(team=team)
    teams: dict[int | None, TeamRelief] = {}
    for each in _whole(found).order_by("team__name", "starts_on", "pk"):
        _count(teams.setdefault(each.team_id, TeamRelief(each.team)), each)
    return sorted(teams.values(), key=lambda row: row.team.name if row.team else "")


def _count(row: TeamRelief, each: Relief) -> None:
    row.reliefs.append(each)
    row.promised += promised_days(each)
    if is_acknowledged(each):
        row.acknowledgements += 1
        row.acknowledged += promised_days(each)
    row.done += given_days(each)
    row.told += relief_state(each) == "told"
    for item in each.dropped.all():
        row.dropped += 1
        if said := outcome_of(item):
            row.dropped_really += said.was_dropped
            row.done_anyway += not said.was_dropped


def _in_state(state: str) -> QuerySet[Relief]:
    standing = Q(end=None, seat__withdrawal=None)
    if state == "all":
        return Relief.objects.all()
    if state == "ended":
        return Relief.objects.exclude(standing)
    found = Relief.objects.filter(standing)
    if state == "standing":
        return found
    if state == "open":
        return found.filter(acknowledgement=None)
    if state not in STATES:
        raise Invalid(
            f"“{state[:20]}” is not a state; use one of {', '.join(STATES)}.", field="state"
        )
    found = found.filter(acknowledgement__isnull=False)
    if state == "acknowledged":
        return found
    silent = Dropped.objects.filter(outcomes=None).values("relief")
    return found.filter(pk__in=Dropped.objects.values("relief")).exclude(pk__in=silent)


def _whole(found: QuerySet[Relief]) -> QuerySet[Relief]:
    return found.select_related(*_WITH).prefetch_related("dropped__outcomes__by", "dropped__by")
