"""Reliefs as a page shows them: what this person may do with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from holdfast.kernel.actor import Actor
from holdfast.kernel.period import local_date
from holdfast.people.models import Person
from holdfast.people.queries import default_programme, names, policy_at
from holdfast.people.rules.permission import may
from holdfast.rotation.models import Dropped, DroppedOutcome, Relief
from holdfast.rotation.presenting.relief import formula
from holdfast.rotation.queries import relief as queries
from holdfast.rotation.rules.relief import plain
from holdfast.web.forms import Form
from holdfast.web.forms.relief import Acknowledge, Outcome
from holdfast.web.request import Request


@dataclass(frozen=True, slots=True)
class Row:
    """A relief in a list."""

    relief: Relief
    state: str
    flag: str
    late: bool  # the seat runs and nobody has acknowledged it
    manager: Person | None
    promised: str  # working days
    given: str  # as told so far

    @property
    def told(self) -> bool:
        """Has anybody said of anything what became of it?"""
        return any(queries.outcome_of(item) for item in self.relief.dropped.all())


@dataclass(frozen=True, slots=True)
class Item:
    """Something dropped, what became of it, and the form that says so."""

    item: Dropped
    outcome: DroppedOutcome | None
    form: Form | None
    address: str


@dataclass(frozen=True, slots=True)
class Shown(Row):
    """A relief on its own page, or on the page of a link."""

    formula: str
    members: list[tuple[Person | None, int]]
    items: list[Item]
    form: Form | None
    address: str
    untold: bool


def today_of(request: Request) -> date:
    """The day in the programme's zone."""
    return local_date(request.now, policy_at(default_programme(), request.now).zone)


@dataclass(frozen=True, slots=True)
class OnNow:
    """What the first page says of reliefs."""

    my_people: list[Row]
    to_acknowledge: list[Relief]
    late: list[Relief]  # for the leads
    to_tell: list[Relief]

    @property
    def waits(self) -> bool:
        return bool(self.to_acknowledge or self.late or self.to_tell)


def on_now(request: Request, *, today: date) -> OnNow:
    """`today` is the viewer's."""
    mine = queries.reliefs_concerning(request.user, today=today)
    late: list[Relief] = []
    if may(request.actor, "relief.acknowledge"):
        late = queries.late_reliefs(default_programme(), today=today)
    return OnNow(
        my_people=rows(mine.my_people, today=today),
        to_acknowledge=mine.to_acknowledge,
        late=[each for each in late if each not in mine.to_acknowledge],
        to_tell=mine.to_tell,
    )


def rows(found: Iterable[Relief], *, today: date) -> list[Row]:
    return [_row(each, today) for each in found]


def shown(
    found: Relief, *, actor: Actor, today: date, under: str = "", failed: Form | None = None
) -> Shown:
    """`under` is where the forms of a link are sent; without it to the pages' own addresses."""
    mine = queries.answers_for(found, actor.person_id)
    stands = not queries.is_ended(found) and found.team is not None
    answers = stands and may(actor, "relief.acknowledge", mine=mine)
    tells = (
        stands
        and found.starts_on <= today
        and may(actor, "relief.tell", mine=mine or actor.person_id == found.seat.person_id)
    )
    people = names(number for number, _ in found.members)
    form: Form | None = None
    if answers:
        form = failed if isinstance(failed, Acknowledge) else Acknowledge()
    row = _row(found, today)
    return Shown(
        relief=row.relief,
        state=row.state,
        flag=row.flag,
        late=row.late,
        manager=row.manager,
        formula=formula(found),
        members=[(people.get(number), days) for number, days in found.members],
        items=[_item(each, tells, under, failed) for each in found.dropped.all()],
        form=form,
        address=f"{under or f'/reliefs/{found.pk}'}/acknowledgement",
        promised=row.promised,
        given=row.given,
        untold=bool(queries.untold(found)),
    )


def _row(found: Relief, today: date) -> Row:
    return Row(
        relief=found,
        state=queries.relief_state(found),
        flag=queries.flag(found, today=today),
        late=queries.is_late(found, today=today),
        manager=queries.answering(found.seat.person, found.team),
        promised=plain(queries.promised_days(found)),
        given=plain(queries.given_days(found)),
    )


def _item(item: Dropped, tells: bool, under: str, failed: Form | None) -> Item:
    said = queries.outcome_of(item)
    form: Form | None = None
    if tells:
        initial = (
            {"became": "dropped" if said.was_dropped else "anyway", "days": plain(said.days)}
            if said
            else None
        )
        form = Outcome(item=item.pk, initial=initial)
        form = failed if failed and failed.slug == form.slug else form
    return Item(item, said, form, f"{under}/dropped/{item.pk}/outcome")
