"""Reading paper cuts: one, the order, and what of each stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from holdfast.kernel.refusal import Invalid, NotFound
from holdfast.papercut.models import (
    PREFIX,
    Dropped,
    Estimate,
    Judgement,
    PaperCut,
    PickUp,
    Rank,
    Shipment,
    Wish,
)
from holdfast.papercut.queries.pauses import pauses
from holdfast.papercut.rules.need import Need
from holdfast.people.models import Programme

_REF = re.compile(rf"(?:{PREFIX})?([0-9]{{1,17}})", re.IGNORECASE)
T = TypeVar("T", Rank, Estimate, Judgement)
STATES = ("open", "waiting", "picked-up", "paused", "shipped", "dropped", "all")


@dataclass(slots=True)
class Standing:
    """A paper cut with what stands of it at a moment."""

    cut: PaperCut
    position: int | None = None  # in the order of those that are open
    rank: Rank | None = None
    estimate: Estimate | None = None
    judgement: Judgement | None = None
    pick_up: PickUp | None = None
    pause: Need | None = None
    shipment: Shipment | None = None
    dropped: Dropped | None = None
    wishes: list[Wish] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.shipment is None and self.dropped is None

    @property
    def state(self) -> str:
        """Derived, never stored: waiting, picked-up, paused, shipped or dropped."""
        if self.shipment:
            return "shipped"
        if self.dropped:
            return "dropped"
        if self.pick_up:
            return "paused" if self.pause else "picked-up"
        return "waiting"

    @property
    def accounts(self) -> list[str]:
        """The customers who asked, each once, in the order they did."""
        return list({wish.folded: wish.customer for wish in self.wishes}.values())

    @property
    def untold(self) -> list[Wish]:
        """Wishes whose customer was not told yet that it is there; empty before it is shipped."""
        return [wish for wish in self.wishes if not is_told(wish)] if self.shipment else []


def is_told(wish: Wish) -> bool:
    return getattr(wish, "told", None) is not None


def number_of(ref: str) -> int:
    """The number in “CUT-7”, “cut-7” or “7”; zero, which nothing has, for anything else."""
    found = _REF.fullmatch(ref.strip())
    return int(found[1]) if found else 0


def cut(ref: str | int) -> PaperCut:
    """Raises NotFound with a sentence."""
    found = PaperCut.objects.select_related("by").filter(pk=number_of(str(ref))).first()
    if found is None:
        raise NotFound(f"There is no paper cut {str(ref).strip()[:40]}; see the list.")
    return found


def standing(ref: str | int, *, at: datetime) -> Standing:
    """One of them with all that stands. Raises NotFound."""
    found = cut(ref)
    (shown,) = _stand([found], at=at)
    order = _open(PaperCut.objects.filter(programme=found.programme_id, place__isnull=False))
    if shown.is_open and found.place is not None:
        shown.position = order.filter(place__lt=found.place).count() + 1
    return shown


def backlog(programme: Programme, *, at: datetime) -> list[Standing]:
    """Everything open: by rank, and behind it what has none, the oldest first."""
    found = _open(PaperCut.objects.filter(programme=programme)).select_related("by")
    ranked = sorted((each for each in found if each.place is not None), key=attrgetter("place"))
    loose = sorted((each for each in found if each.place is None), key=attrgetter("pk"))
    shown = _stand([*ranked, *loose], at=at)
    for number, each in enumerate(shown[: len(ranked)], start=1):
        each.position = number
    return shown


def page(
    programme: Programme,
    *,
    state: str = "open",
    at: datetime,
    after: int | None = None,
    limit: int = 50,
) -> tuple[list[Standing], int | None]:
    """Those in a state and the number to ask `after` for more. Open ones come in their order and all
    at once; ended ones the newest first."""
    if state not in STATES:
        raise Invalid(f"“{state[:20]}” is no state; use one of {', '.join(STATES)}.", field="state")
    if state in {"open", "waiting", "picked-up", "paused"}:
        every = backlog(programme, at=at)
        return [each for each in every if state in {"open", each.state}], None
    rows = PaperCut.objects.filter(programme=programme).select_related("by")
    if state != "all":
        rows = rows.filter(**{f"{'shipment' if state == 'shipped' else 'dropped'}__isnull": False})
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = found[limit - 1].pk if len(found) > limit else None
    return _stand(found[:limit], at=at), more


def picked_up_by(person_id: int, *, at: datetime) -> list[tuple[PickUp, Need | None]]:
    """What somebody works on, with why it rests; asks once, and once more where there is any."""
    found = list(
        PickUp.objects.filter(person_id=person_id, end=None).select_related("cut", "person")
    )
    resting = pauses(found, at=at) if found else {}
    return [(each, resting.get(each.pk)) for each in found]


def to_tell(person_id: int) -> list[Wish]:
    """Wishes this person passed on, shipped, whose customer was not told yet."""
    found = Wish.objects.filter(person_id=person_id, told=None, cut__shipment__isnull=False)
    return list(found.select_related("cut__shipment"))


def last_rank(programme: Programme) -> int:
    """The number of the newest rank: what somebody has seen who looked at the order now."""
    found = (
        Rank.objects.filter(cut__programme=programme).order_by("-pk").values_list("pk", flat=True)
    )
    return found.first() or 0


def _open(found: QuerySet[PaperCut]) -> QuerySet[PaperCut]:
    return found.filter(shipment=None, dropped=None)


def _stand(cuts: Sequence[PaperCut], *, at: datetime) -> list[Standing]:
    """What stands of each, in a handful of statements however many they are."""
    if not cuts:
        return []
    numbers = [each.pk for each in cuts]
    ranks = {each.cut_id: each for each in newest(Rank, numbers)}
    estimates = {each.cut_id: each for each in newest(Estimate, numbers)}
    judgements = {each.cut_id: each for each in newest(Judgement, numbers)}
    among = Q(cut__in=numbers)
    picked = {
        each.cut_id: each
        for each in PickUp.objects.filter(among, end=None).select_related("person", "seat__window")
    }
    resting = pauses(picked.values(), at=at)
    shipped = {each.cut_id: each for each in Shipment.objects.filter(among).select_related("by")}
    dropped = {each.cut_id: each for each in Dropped.objects.filter(among).select_related("by")}
    wishes: dict[int, list[Wish]] = defaultdict(list)
    for wish in Wish.objects.filter(among).select_related("person", "told__by"):
        wishes[wish.cut_id].append(wish)
    return [
        Standing(
            cut=each,
            rank=ranks.get(each.pk),
            estimate=estimates.get(each.pk),
            judgement=judgements.get(each.pk),
            pick_up=picked.get(each.pk),
            pause=resting.get(picked[each.pk].pk) if each.pk in picked else None,
            shipment=shipped.get(each.pk),
            dropped=dropped.get(each.pk),
            wishes=wishes[each.pk],
        )
        for each in cuts
    ]


def newest(model: type[T], cuts: Iterable[int]) -> list[T]:
    """Of each of these paper cuts the last word of a kind."""
    later = model.objects.filter(cut=OuterRef("cut"), pk__gt=OuterRef("pk"))
    found = model.objects.filter(~Exists(later), cut__in=list(cuts))
    return list(found.select_related("by"))
