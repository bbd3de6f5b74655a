"""Handover packs: which are due, and one as it stands now (R70, R91)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from holdfast.escalation.models import Escalation, Handover, Kept, Pack, PackItem
from holdfast.escalation.queries import number_of
from holdfast.escalation.rules.pack import Decision, ItemFacts, boundary_at, decision, made_at
from holdfast.kernel.period import local_date
from holdfast.kernel.refusal import NotFound
from holdfast.people.models import Person, Programme
from holdfast.people.queries import policy_at, usual_hours
from holdfast.people.rules.policy import Policy
from holdfast.rotation.models import Window
from holdfast.rotation.queries import live_seats, windows
from holdfast.rotation.queries.windows import days_of

# A worker that was down over a boundary makes up for it this long; older history gets no packs.
LATE = timedelta(days=7)
_AHEAD = timedelta(days=40)  # the most working days ahead, and the weekends between them


@dataclass(frozen=True, slots=True)
class Item:
    """One escalation of a pack as it stands now. `owner_before` owned it when it came in; `offer` is
    the newest made since, `record` None while the sweep or a decision has not written it down."""

    escalation: Escalation
    owner_before: Person
    carried: bool
    decision: Decision
    offer: Handover | None
    record: PackItem | None


@dataclass(frozen=True, slots=True)
class PackSeen:
    """A pack with its people: `outgoing` go, `incoming` come, who stays is neither."""

    pack: Pack
    window: Window
    boundary_at: datetime
    outgoing: Sequence[Person]
    incoming: Sequence[Person]
    items: Sequence[Item]

    @property
    def undecided(self) -> list[Item]:
        return [item for item in self.items if item.decision is Decision.UNDECIDED]


def pack_of(window_id: int) -> Pack:
    """Raises NotFound with a sentence that says when there will be one."""
    # By way of the window, whose number may be one that no database holds.
    found = _packs().filter(window__in=Window.objects.filter(pk=window_id)).first()
    if found is None:
        raise NotFound(
            f"Window {window_id} has no handover pack; one is made some working days before a "
            "window ends."
        )
    return found


def packs(programme: Programme) -> list[Pack]:
    """The latest boundary first; of windows that were dropped only what was frozen."""
    found = _standing(programme)
    return list(found.order_by("-window__ends_on", "-id"))


def _packs() -> QuerySet[Pack]:
    return Pack.objects.select_related("window__programme", "frozen", "previous__window")


def _standing(programme: Programme) -> QuerySet[Pack]:
    stands = Q(window__dropping=None) | Q(frozen__isnull=False)
    return _packs().filter(stands, window__programme=programme)


def is_frozen(pack: Pack) -> bool:
    return getattr(pack, "frozen", None) is not None


def boundary_of(window: Window, policy: Policy) -> datetime:
    return boundary_at(days_of(window)[1], handover_hour=policy.handover_hour, zone=policy.zone)


def due_on(window: Window, policy: Policy) -> datetime:
    """When its pack is made."""
    return made_at(days_of(window)[1], policy.pack_days, usual_hours(policy))


def next_pack(programme: Programme, at: datetime) -> tuple[Window, datetime] | None:
    """The window whose pack is made next, and when."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    coming = programme.windows.filter(ends_on__gte=today, dropping=None, pack=None)
    ahead = coming.order_by("ends_on", "id").first()
    return (ahead, due_on(ahead, policy)) if ahead else None


def to_make(programme: Programme, at: datetime) -> list[int]:
    """Windows whose pack is due and not made, the soonest boundary first."""
    policy = policy_at(programme, at)
    today = local_date(at, policy.zone)
    near = programme.windows.filter(
        ends_on__gte=today - LATE - timedelta(days=1),
        ends_on__lte=today + _AHEAD,
        dropping=None,
        pack=None,
    )
    return [
        window.pk
        for window in near.order_by("ends_on", "id")
        if due_on(window, policy) <= at < boundary_of(window, policy) + LATE
    ]


def to_freeze(programme: Programme, at: datetime) -> list[int]:
    """Packs whose boundary has come and that are live."""
    policy = policy_at(programme, at)
    live = Pack.objects.filter(
        window__programme=programme, window__dropping=None, frozen=None
    ).select_related("window")
    return [pack.pk for pack in live.order_by("id") if boundary_of(pack.window, policy) <= at]


def previous_pack(window: Window) -> Pack | None:
    """The pack of the boundary before this window's."""
    found = Pack.objects.filter(
        window__programme=window.programme_id, window__ends_on__lt=window.ends_on
    )
    return found.order_by("-window__ends_on", "-id").first()


def crews(window: Window) -> tuple[list[Person], list[Person]]:
    """Who goes and who comes at the end of a window, by login; who sits on is neither. Those who
    come have a seat from the first day of the window that begins next; those who had a part of this
    one go too, as what they own was in no pack before."""
    after = windows(window.programme, since=window.ends_on)
    later = [each for each in after if each.starts_on >= window.ends_on and each.pk != window.pk]
    begins: date | None = min((each.starts_on for each in later), default=None)
    coming = [each for each in later if each.starts_on == begins]
    this = [each for each in after if each.pk == window.pk]
    there = {seat.person_id: seat.person for each in this for seat in live_seats(each)}
    next_ = {
        seat.person_id: seat.person
        for each in coming
        for seat in live_seats(each)
        if seat.days[0] == each.starts_on
    }
    return (
        sorted((there[pk] for pk in there.keys() - next_.keys()), key=lambda p: p.login),
        sorted((next_[pk] for pk in next_.keys() - there.keys()), key=lambda p: p.login),
    )


def seen(pack: Pack) -> PackSeen:
    """A live pack as it stands now: what came in, and what the outgoing engineers own besides."""
    outgoing, incoming = crews(pack.window)
    at = pack.at
    rows = {row.escalation_id: row for row in pack.items.select_related("owner")}
    found = Escalation.objects.filter(
        ownership__person__in=outgoing, closure=None, decline=None
    ).values_list("pk", flat=True)
    issues = (
        Escalation.objects.filter(pk__in={*rows, *found})
        .select_related("ownership__person", "raised_by", "next_step_by", "support_engineer")
        .select_related("closure", "cornered", "pause")
        .order_by("severity", "pk")
    )
    before = carried_refs(pack)
    offers = _offers(issues, at)
    kept = _kept(pack)
    return PackSeen(
        pack=pack,
        window=pack.window,
        boundary_at=boundary_of(pack.window, policy_at(pack.window.programme, at)),
        outgoing=outgoing,
        incoming=incoming,
        items=[
            _item(
                each, rows.get(each.pk), offers.get(each.pk), kept.get(each.pk), each.pk in before
            )
            for each in issues
        ],
    )


def _item(
    issue: Escalation,
    row: PackItem | None,
    offer: Handover | None,
    kept: Kept | None,
    carried: bool,
) -> Item:
    owner = issue.owner
    assert owner is not None, "an item was owned when it came in, and owned it stays"
    before = row.owner if row else owner
    facts = ItemFacts(
        owner_before=before.pk,
        owner=owner.pk,
        is_open=issue.is_open,
        pending=bool(offer and offer.is_pending),
        offered_at=offer.at if offer else None,
        kept_by=kept.owner_id if kept else None,
        kept_at=kept.at if kept else None,
    )
    return Item(issue, before, row.carried if row else carried, decision(facts), offer, row)


def _offers(issues: QuerySet[Escalation], since: datetime) -> dict[int, Handover]:
    """The newest offer of each that was made since or stands."""
    found = Handover.objects.filter(escalation__in=[each.pk for each in issues])
    rows = found.select_related("to", "by", "answer").order_by("id")
    return {each.escalation_id: each for each in rows if each.at >= since or each.is_pending}


def _kept(pack: Pack) -> dict[int, Kept]:
    rows = Kept.objects.filter(item__pack=pack).select_related("item").order_by("id")
    return {each.item.escalation_id: each for each in rows}


def carried_refs(pack: Pack) -> set[int]:
    """The escalations of the pack before this one."""
    if pack.previous_id is None:
        return set()
    rows = PackItem.objects.filter(pack=pack.previous_id)
    return set(rows.values_list("escalation", flat=True))


def carried_over(pack: Pack) -> QuerySet[Escalation]:
    """What the pack before this one listed and what is open still, whoever owns it by now."""
    return Escalation.objects.filter(
        pk__in=carried_refs(pack), closure=None, decline=None, ownership__isnull=False
    ).select_related("ownership__person")


def invited(pack: Pack, outgoing: Iterable[Person], incoming: Iterable[Person]) -> set[int]:
    """Numbers of who is asked to the handover besides the leads: both crews, and support."""
    crew = {person.pk for person in (*outgoing, *incoming) if person.is_active}
    support = Person.objects.filter(role="support", deactivated_at=None)
    return crew | (set(support.values_list("pk", flat=True)) if pack.items.exists() else set())


def item_of(view: PackSeen, ref: str) -> Item:
    """Raises NotFound with a sentence."""
    number = number_of(ref)
    for item in view.items:
        if item.escalation.pk == number:
            return item
    raise NotFound(
        f"{ref.strip()[:40]} is not in this pack; it lists what the outgoing engineers own."
    )


def pack_on(programme: Programme, day: date | None) -> Pack:
    """The pack of the window that starts on a day or runs on it; the newest where none is named.

    Raises NotFound with a sentence.
    """
    found = _standing(programme).order_by("-window__ends_on", "-id")
    if day:
        running = found.filter(window__starts_on__lte=day, window__ends_on__gte=day)
        found = found.filter(window__starts_on=day) or running
    pack: Pack | None = next(iter(found[:1]), None)
    if pack is None:
        where = f"for {day}" if day else "yet"
        raise NotFound(
            f"There is no handover pack {where}; one is made some working days before a window ends."
        )
    return pack
