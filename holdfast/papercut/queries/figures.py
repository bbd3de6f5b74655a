"""What came of paper cuts in a period, for the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from holdfast.papercut.models import Interruption, PaperCut, PickUp, PickUpEnd, Shipment
from holdfast.papercut.models.said import Estimate
from holdfast.papercut.queries.time_left import hours_between
from holdfast.papercut.rules import days as counting
from holdfast.people.models import Person, Programme
from holdfast.people.queries import policy_at


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One that was shipped. `estimate` is what stood that day; `days` what it took, net of
    interruptions; either None where nobody knows."""

    cut: PaperCut
    shipment: Shipment
    estimate: Decimal | None
    days: Decimal | None
    interrupted: Decimal

    @property
    def ratio(self) -> float | None:
        """Actual by estimate: 1 is as estimated, 2 twice as long."""
        if self.days is None or not self.estimate:
            return None
        return float(self.days / self.estimate)


@dataclass(frozen=True, slots=True)
class InterruptedRow:
    """One pick-up, and how many of its engineer's working days customers took in the period."""

    pick_up: PickUp
    days: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """`shipped` in [since, until), oldest first; `interrupted` whatever was paused in it.

    The lists are made for `insight.rules.figures.spread`.
    """

    shipped: Sequence[ShippedRow]
    interrupted: Sequence[InterruptedRow]

    @property
    def shipped_count(self) -> int:
        return len(self.shipped)

    @property
    def estimates(self) -> list[float]:
        """Of those shipped that have both an estimate and an actual, in their order."""
        return [float(row.estimate) for row in self._both() if row.estimate is not None]

    @property
    def actuals(self) -> list[float]:
        """Beside `estimates`, one for one."""
        return [float(row.days) for row in self._both() if row.days is not None]

    @property
    def ratios(self) -> list[float]:
        return [row.ratio for row in self.shipped if row.ratio is not None]

    @property
    def interrupted_days(self) -> float:
        return float(sum((row.days for row in self.interrupted), Decimal(0)))

    def _both(self) -> list[ShippedRow]:
        return [row for row in self.shipped if row.ratio is not None]


def figures(programme: Programme, since: datetime, until: datetime) -> Figures:
    """For the instants [since, until)."""
    found = Shipment.objects.filter(cut__programme=programme, at__gte=since, at__lt=until)
    shipped = list(found.select_related("cut", "by").order_by("at", "pk"))
    said: dict[int, list[Estimate]] = {}
    for each in Estimate.objects.filter(cut__in=[one.cut_id for one in shipped]):
        said.setdefault(each.cut_id, []).append(each)
    rows = [
        ShippedRow(
            cut=each.cut,
            shipment=each,
            estimate=_stood(said.get(each.cut_id, []), each.at),
            days=each.days,
            interrupted=each.interrupted,
        )
        for each in shipped
    ]
    return Figures(rows, _interrupted(programme, since, until))


def _stood(estimates: Sequence[Estimate], at: datetime) -> Decimal | None:
    """The last of them said by then; they come in the order they were said."""
    return next((each.days for each in reversed(estimates) if each.at <= at), None)


def _interrupted(programme: Programme, since: datetime, until: datetime) -> list[InterruptedRow]:
    found = Interruption.objects.filter(pick_up__cut__programme=programme, at__lt=until).exclude(
        end__at__lte=since
    )
    by_pick_up: dict[int, tuple[PickUp, list[counting.Span]]] = {}
    for each in found.select_related("pick_up__cut", "pick_up__person", "end"):
        _, spans = by_pick_up.setdefault(each.pick_up_id, (each.pick_up, []))
        spans.append((each.at, over_of(each) or until))
    rows = []
    for pick_up, spans in by_pick_up.values():
        inside = counting.within(spans, (since, until))
        rows.append(InterruptedRow(pick_up, in_days(programme, pick_up.person, inside)))
    return rows


def over_of(interruption: Interruption) -> datetime | None:
    end = getattr(interruption, "end", None)
    return end.at if end else None


def in_days(programme: Programme, person: Person, spans: Sequence[counting.Span]) -> Decimal:
    """So many of their working days lie in these spans."""
    if not spans:
        return Decimal(0)
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    policy = policy_at(programme, last)
    hours = hours_between(person, policy, first.date(), last.date(), at=last)
    return counting.working_days(spans, hours)


@dataclass(frozen=True, slots=True)
class Worked:
    """What went into a paper cut: `counted` net of interruptions, None where nobody had it."""

    counted: Decimal | None
    interrupted: Decimal


def worked(cut: PaperCut, *, at: datetime) -> Worked:
    """Over all its pick-ups up to this moment, each in the hours of its engineer."""
    net, lost, any_ = Decimal(0), Decimal(0), False
    ends = {each.pick_up_id: each.at for each in PickUpEnd.objects.filter(pick_up__cut=cut)}
    for each in PickUp.objects.filter(cut=cut).select_related("person"):
        any_ = True
        whole = (each.at, ends.get(each.pk, at))
        out = [
            (one.at, over_of(one) or whole[1]) for one in each.interruptions.select_related("end")
        ]
        inside = counting.within(out, whole)
        interrupted = in_days(cut.programme, each.person, inside)
        net += max(in_days(cut.programme, each.person, [whole]) - interrupted, Decimal(0))
        lost += interrupted
    return Worked(net if any_ else None, lost)
